"""Teams made, renamed and ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from runs.access import Deed
from runs.audit import Actor, Outcome, record
from runs.caps import teams_of_lead
from runs.models import Membership, Role, Team, User
from runs.stacks import SLUG_ATTEMPTS, make_slug
from runs.teams.locking import led


class NotEmpty(Exception):
    """A team that has stacks is not deleted: their history would go with it."""

    def __init__(self, team: Team, stacks: int) -> None:
        what = "a stack" if stacks == 1 else f"{stacks} stacks"
        super().__init__(f"{team.name} still has {what}. Disconnect them first, and purge what they hold.")


def make_team(name: str, slug: str, actor: Actor) -> tuple[Team, bool]:
    """The team with this slug; True where it was made by this call. For whoever names the slug themselves."""
    try:
        return _create(name, slug, actor), True
    except IntegrityError:
        return Team.objects.get(slug=slug), False


def _create(name: str, slug: str, actor: Actor) -> Team:
    """Raises IntegrityError where there is a team with this slug."""
    with transaction.atomic():
        team = Team.objects.create(name=name, slug=slug)
        record(actor, "team_created", team=team)
    return team


def _create_with_new_slug(name: str, actor: Actor) -> Team:
    for _ in range(SLUG_ATTEMPTS - 1):
        try:
            return _create(name, make_slug(name, "team"), actor)
        except IntegrityError:
            continue  # there is a team with this slug; it is another one
    return _create(name, make_slug(name, "team"), actor)


def found_team(name: str, founder: User, actor: Actor) -> Team:
    """A new team, led by whoever makes it. Never one that was there before. Raises `CapReached`."""
    with transaction.atomic():
        teams_of_lead(User.objects.select_for_update().get(pk=founder.pk)).require()
        team = _create_with_new_slug(name, actor)
        Membership.objects.create(team=team, user=founder, role=Role.LEAD)
        record(
            actor,
            "member_added",
            team=team,
            kind="person",
            ident=str(founder.pk),
            name=founder.email,
            role=Role.LEAD.value,
        )
    return team


def rename(team: Team, name: str, actor: Actor) -> bool:
    """True where that changed something. The slug, and with it every address, stays."""
    with led(team, actor, Deed.MANAGE_TEAM) as found:
        before = found.name
        if before == name:
            return False
        found.name = name
        found.save(update_fields=["name"])
        record(actor, "team_renamed", team=found, before=before)
    return True


def delete_team(team: Team, actor: Actor) -> None:
    """The team with its members and invitations; its events stay in the audit. Raises `NotEmpty`."""
    with _refusals_kept(team, actor), led(team, actor, Deed.MANAGE_TEAM) as found:
        stacks = found.stacks.count()
        if stacks:
            raise NotEmpty(found, stacks)
        people = list(found.memberships.values_list("user__email", flat=True))
        record(actor, "team_deleted", team=found, members=people)
        found.delete()


@contextmanager
def _refusals_kept(team: Team, actor: Actor) -> Iterator[None]:
    """Around the transaction, so that the event stays while the rest is undone."""
    try:
        yield
    except NotEmpty:
        record(actor, "team_deleted", Outcome.REFUSED, team=team, reason="has_stacks")
        raise
