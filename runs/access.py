"""Who may see and do what: the one place that says so.

What someone may not see is a 404, the same as what does not exist. What someone sees but may not do is a 403.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404

from runs.models import LoadTest, Membership, Role, Stack, Team, TestRun, User
from runs.models.stacks import StackQuerySet


class Deed(StrEnum):
    """What can be done. The matrix below says from which role on."""

    READ = "read"
    SYNC = "sync"
    ACT = "act"
    DOWNLOAD_SCRIPT = "download_script"
    CHECK_STACK = "check_stack"
    MANAGE_STACKS = "manage_stacks"
    SHARE = "share"
    PURGE = "purge"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_TEAM = "manage_team"
    MANAGE_LINKS = "manage_links"
    READ_AUDIT = "read_audit"


NEEDED: dict[Deed, Role] = {
    Deed.READ: Role.VIEWER,
    Deed.SYNC: Role.MEMBER,
    Deed.ACT: Role.MEMBER,
    Deed.DOWNLOAD_SCRIPT: Role.MEMBER,
    Deed.CHECK_STACK: Role.LEAD,
    Deed.MANAGE_STACKS: Role.LEAD,
    Deed.SHARE: Role.MEMBER,
    Deed.PURGE: Role.LEAD,
    Deed.MANAGE_MEMBERS: Role.LEAD,
    Deed.MANAGE_TEAM: Role.LEAD,
    Deed.MANAGE_LINKS: Role.LEAD,
    Deed.READ_AUDIT: Role.LEAD,
}
REFUSALS: dict[Deed, str] = {
    Deed.READ: "You are not in this team.",
    Deed.ACT: "Only members and leads of the team can change a run.",
    Deed.DOWNLOAD_SCRIPT: "Only members and leads of the team can download the script as it is; it may hold secrets.",
    Deed.SYNC: "Only members and leads of the team can start a sync.",
    Deed.CHECK_STACK: "Only a lead of the team can check this stack's connection.",
    Deed.MANAGE_STACKS: "Only a lead of the team can connect stacks or change their settings.",
    Deed.SHARE: "Only members and leads of the team can share a page with people outside.",
    Deed.PURGE: "Only a lead of the team can remove a kept record for good.",
    Deed.MANAGE_MEMBERS: "Only a lead of the team can invite people, change their roles or remove them.",
    Deed.MANAGE_TEAM: "Only a lead of the team can rename or delete it.",
    Deed.MANAGE_LINKS: "Only a lead of the team can see and revoke all of its shared links.",
    Deed.READ_AUDIT: "Only a lead of the team can read its audit.",
}


def stacks_of(user: User) -> StackQuerySet:
    """Every stack that the person may see, with its team."""
    return _all_stacks_of(user).filter(removal_asked_at=None)


def leaving_stacks_of(user: User) -> StackQuerySet:
    """Those whose record is being removed: nothing of them is shown any more but how far that is."""
    return _all_stacks_of(user).leaving()


def _all_stacks_of(user: User) -> StackQuerySet:
    return Stack.objects.filter(team__memberships__user=user).select_related("team")


def stack_or_404(user: User, slug: str, deed: Deed = Deed.READ) -> Stack:
    """Http404 for a foreign or missing stack, PermissionDenied with a sentence for a role too low."""
    stack = stacks_of(user).filter(slug=slug).first()
    if stack is None:
        raise Http404
    if deed is not Deed.READ:
        require(user, stack.team, deed, Attempt(stack=stack))
    return stack


def team_or_404(user: User, slug: str, deed: Deed = Deed.READ, action: str = "") -> Team:
    """Http404 for a foreign or missing team, PermissionDenied with a sentence for a role too low.

    `action` is what the audit calls the change that is about to be made.
    """
    team = Team.objects.filter(slug=slug, memberships__user=user).first()
    if team is None:
        raise Http404
    if deed is not Deed.READ:
        require(user, team, deed, Attempt(action))
    return team


def run_or_404(user: User, slug: str, run_id: int) -> TestRun:
    stack = stack_or_404(user, slug)
    run = TestRun.objects.with_its_page().filter(stack=stack, run_id=run_id).first()
    if run is None:
        raise Http404
    return run


def load_test_or_404(user: User, slug: str, test_id: int, deed: Deed = Deed.READ) -> LoadTest:
    stack = stack_or_404(user, slug)
    test = LoadTest.objects.select_related("stack__team").filter(stack=stack, test_id=test_id).first()
    if test is None:
        raise Http404
    if deed is not Deed.READ:
        require(user, stack.team, deed, Attempt(test=test))
    return test


def may(user: User, team: Team, deed: Deed) -> bool:
    """Whether the person's role in the team is enough."""
    return deed in deeds_in(user, team)


def deeds_in(user: User, team: Team) -> frozenset[Deed]:
    """All that the person may do in the team; one query."""
    membership = Membership.objects.filter(user=user, team=team).first()
    if membership is None:
        return frozenset()
    rank = Role(membership.role).rank
    return frozenset(deed for deed in Deed if rank >= NEEDED[deed].rank)


@dataclass(frozen=True)
class Attempt:
    """What was tried, as the audit calls it, and on what. Where `action` is empty, the deed is all that is known."""

    action: str = ""
    run: TestRun | None = None
    test: LoadTest | None = None
    stack: Stack | None = None


class Refused(PermissionDenied):
    """A role too low: what was to be done, in which team, and on what."""

    def __init__(self, team: Team, deed: Deed, attempt: Attempt | None = None) -> None:
        super().__init__(REFUSALS[deed])
        self.team, self.deed, self.attempt = team, deed, attempt or Attempt()


def require(user: User, team: Team, deed: Deed, attempt: Attempt | None = None) -> None:
    """Raises `Refused`, a PermissionDenied with a sentence."""
    if not may(user, team, deed):
        raise Refused(team, deed, attempt)


def teams_where(user: User, deed: Deed) -> list[Team]:
    """The teams in which the person's role is enough, by name."""
    roles = [role for role in Role if role.rank >= NEEDED[deed].rank]
    return list(Team.objects.filter(memberships__user=user, memberships__role__in=roles).order_by("name", "id"))
