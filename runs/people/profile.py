"""A person's name and clock."""

from django.db import transaction

from runs.audit import Actor, record_person_event
from runs.models import User


def change(user: User, actor: Actor, *, name: str, time_zone: str) -> None:
    user.name, user.time_zone = name, time_zone
    with transaction.atomic():
        user.save(update_fields=["name", "time_zone"])
        record_person_event(actor, user, "profile_changed")
