"""What is asked before somebody leaves a team, is removed from it, or deletes it."""

from django.urls import reverse

from runs.models import Membership, Role, Team
from runs.presenters.numbers import counted
from runs.presenters.questions import Question


def about_removing(membership: Membership) -> Question:
    """`membership` comes with its team and its user."""
    team, user = membership.team, membership.user
    return Question(
        title=f"Remove them from {team.name}?",
        sentences=(
            f"With their next request {user.email} sees nothing of this team any more. Their account stays.",
            "What they did stays in the audit, and the pages that they shared stay open.",
        ),
        lost=_goes_along(membership),
        label="Remove from the team",
        url=reverse("member_remove", args=[team.slug, membership.pk]),
        back_url=reverse("team_member", args=[team.slug, membership.pk]),
    )


def about_leaving(membership: Membership) -> Question:
    team = membership.team
    return Question(
        title=f"Leave {team.name}?",
        sentences=("You will see nothing of it any more, until a lead invites you again.",),
        lost=_goes_along(membership),
        label="Leave the team",
        url=reverse("team_leave", args=[team.slug]),
        back_url=reverse("team_members", args=[team.slug]),
    )


def about_deleting(team: Team) -> Question:
    people, invitations = team.memberships.count(), team.invitations.filter(accepted_at=None, revoked_at=None).count()
    return Question(
        title=f"Delete {team.name}?",
        sentences=(
            f"All of its {people:,} people lose it." if people > 1 else "You are alone in it.",
            "What was done in it stays in the audit of whoever runs this site.",
        ),
        lost=(_stop_working(invitations),) if invitations else (),
        label="Delete the team",
        url=reverse("team_delete", args=[team.slug]),
        back_url=reverse("team_settings", args=[team.slug]),
    )


def _goes_along(membership: Membership) -> tuple[str, ...]:
    team, user = membership.team, membership.user
    tokens = user.personal_tokens.filter(stack__team=team).count()
    unused = team.invitations.filter(sender=user, accepted_at=None, revoked_at=None)
    sent = unused.count() if membership.role == Role.LEAD else 0
    return (
        *((f"Personal tokens for the team's stacks that are deleted here: {tokens}.",) if tokens else ()),
        *((_stop_working(sent),) if sent else ()),
    )


def _stop_working(invitations: int) -> str:
    return f"Links that stop working: {counted(invitations, 'unused invitation')}."
