"""Sharing as it stands on the page of a run or of a load test."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from runs.access import Deed
from runs.forms.sharing import ShareForm
from runs.models import Membership, ShareLink, Team
from runs.presenters.share_links import LinkRow, link_rows, share_panel
from runs.sharing import OF_HISTORY, OF_RUN, Subject
from runs.views.people import PersonRequest

MOST_LINKS = 20


def rows_of(team: Team, links: list[ShareLink], now: datetime) -> tuple[LinkRow, ...]:
    """Links of the team, with what has become of who made them; one query."""
    makers = Membership.objects.filter(team=team, user__in={link.creator_id for link in links})
    return link_rows(links, dict(makers.values_list("user_id", "role")), now)


def sharing_of(request: PersonRequest, subject: Subject, deeds: frozenset[Deed]) -> dict[str, Any] | None:
    """None for who may not share. Everybody sees their own open links, a lead all of them; two queries."""
    team, now = subject.stack.team, timezone.now()
    if Deed.SHARE not in deeds:
        return None
    links = ShareLink.objects.listed().open_at(now).filter(stack=subject.stack)
    links = links.filter(run=subject.run) if subject.run else links.filter(test_id=subject.test_id)
    if Deed.MANAGE_LINKS not in deeds:
        links = links.filter(creator=request.user)
    panel = share_panel(subject, rows_of(team, list(links[:MOST_LINKS]), now))
    return {"panel": panel, "form": ShareForm(parts=OF_RUN if subject.run else OF_HISTORY)}
