"""Who is in a team as what. A team always keeps a lead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from runs.audit import Actor, Outcome, record
from runs.models import Membership, PersonalToken, Role, Team, User
from runs.teams.locking import led, locked


class OnlyLead(Exception):
    """The team would be left without a lead."""

    def __init__(self, team: Team, user: User) -> None:
        super().__init__(f"{user.email} is the only lead of {team.name}; a team always keeps one.")


def set_role(team: Team, user: User, role: Role, actor: Actor) -> bool:
    """Makes the person a member in that role. True where that changed something. Raises `OnlyLead`."""
    with _refusals_kept(team, user, actor, "member_changed"), led(team, actor) as found:
        before = _role_of(found, user)
        if before == role:
            return False
        if before == Role.LEAD:
            _keep_a_lead(found, user)
        Membership.objects.update_or_create(team=found, user=user, defaults={"role": role})
        event = "member_changed" if before else "member_added"
        _record(actor, event, found, user, role=role.value, before=before)
    return True


def has_role(team: Team, user: User, role: Role) -> bool:
    """Whether the person is in the team in this role or a higher one."""
    held = _role_of(team, user)
    return bool(held) and Role(held).rank >= role.rank


def remove(team: Team, user: User, actor: Actor) -> bool:
    """Takes the person out of the team. True where they were in it. Raises `OnlyLead`."""
    with _refusals_kept(team, user, actor, "member_removed"), led(team, actor) as found:
        return _take_out(found, user, actor, "member_removed")


def leave(team: Team, user: User, actor: Actor) -> bool:
    """The same of one's own will, in any role."""
    with _refusals_kept(team, user, actor, "member_left"), locked(team) as found:
        return _take_out(found, user, actor, "member_left")


def leads_of(team: Team) -> set[int]:
    """The keys of those who lead it. Somebody deactivated can't act, and so leads nothing."""
    leads = Membership.objects.filter(team=team, role=Role.LEAD, user__is_active=True)
    return set(leads.values_list("user_id", flat=True))


def _take_out(team: Team, user: User, actor: Actor, event: str) -> bool:
    """The person's own tokens for the team's stacks go too: nothing of theirs may act there any more."""
    before = _role_of(team, user)
    if not before:
        return False
    if before == Role.LEAD:
        _keep_a_lead(team, user)
    Membership.objects.filter(team=team, user=user).delete()
    tokens, _ = PersonalToken.objects.filter(user=user, stack__team=team).delete()
    _record(actor, event, team, user, before=before, personal_tokens_removed=tokens or None)
    return True


def _role_of(team: Team, user: User) -> str:
    return Membership.objects.filter(team=team, user=user).values_list("role", flat=True).first() or ""


def _keep_a_lead(team: Team, user: User) -> None:
    if not leads_of(team) - {user.pk}:
        raise OnlyLead(team, user)


@contextmanager
def _refusals_kept(team: Team, user: User, actor: Actor, event: str) -> Iterator[None]:
    """Around the transaction, so that the event stays while the rest is undone."""
    try:
        yield
    except OnlyLead:
        _record(actor, event, team, user, Outcome.REFUSED, reason="only_lead")
        raise


def _record(actor: Actor, event: str, team: Team, user: User, outcome: Outcome = Outcome.DONE, **detail: Any) -> None:
    record(actor, event, outcome, team=team, kind="person", ident=str(user.pk), name=user.email, **detail)
