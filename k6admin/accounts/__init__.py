"""How django-allauth behaves here: who comes in, by which door, how often they may try."""
