"""Changes of who is in a team, one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import Http404

from runs import access
from runs.access import Deed
from runs.audit import Actor
from runs.models import Team


@contextmanager
def locked(team: Team) -> Iterator[Team]:
    """A transaction in which nobody else changes the team's people. Http404 where the team is gone by now.

    sqlite has no row locks; there a transaction holds the whole database from its beginning.
    """
    with transaction.atomic():
        found = Team.objects.select_for_update().filter(pk=team.pk).first()
        if found is None:
            raise Http404
        yield found


@contextmanager
def led(team: Team, actor: Actor, deed: Deed = Deed.MANAGE_MEMBERS) -> Iterator[Team]:
    """The same for a lead. Their role is looked at inside: two leads may be taking it from each other right now.

    The operator, who is nobody in a team, may do it too. Raises `access.Refused`.
    """
    with locked(team) as found:
        if actor.user:
            access.require(actor.user, found, deed)
        yield found
