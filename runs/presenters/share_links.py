"""Links to shared pages, as those see them who made them or answer for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from runs.access import NEEDED, Deed
from runs.domain.status import Face
from runs.models import Role, ShareLink
from runs.presenters.links import load_test_url, run_url
from runs.presenters.moments import Moment, ago, until
from runs.presenters.numbers import counted
from runs.sharing import VIEWS, Made, Part, Shows, Subject, read_shows

_PARTS = {
    Part.NOTE: "note",
    Part.SCRIPT: "script",
    Part.OPTIONS: "options",
    Part.NAMES: "names",
    Part.ADDRESSES: "addresses",
}
_ALWAYS_RUN = "It shows the result, the status history, the load profile, times, cost and load zones."
_ALWAYS_TEST = "It shows the last runs: how they went, how long they took, what they cost."
_OPEN, _EXPIRED = Face("Open", "good", "check"), Face("Expired", "neutral", "clock")
_REVOKED = Face("Revoked", "neutral", "stop")


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What a link shows, and where its own page is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link in the one moment in which its address is known. `shows` is in words.

    `left_out` names what was ticked and is too large for a shared page; empty where nothing is.
    """

    address: str
    shows: str
    left_out: str
    until: Moment


@dataclass(frozen=True, slots=True)
class LinkRow:
    """`by_hint` says so where who made it can't share any more; `ended_by` who revoked it, or is empty.

    `revoke_url` is empty where there is nothing to revoke.
    """

    subject: SubjectView
    shows: str
    by: str
    by_hint: str
    created: Moment
    until: Moment
    state: Face
    ended_by: str
    views: str
    viewed: Moment | None
    revoke_url: str


@dataclass(frozen=True, slots=True)
class SharePanel:
    """What stands on the page of a run or a load test: open links, and where the form for a new one goes.

    `always` says what is shown in any case.
    """

    url: str
    always: str
    links: tuple[LinkRow, ...]


def share_panel(subject: Subject, links: tuple[LinkRow, ...]) -> SharePanel:
    return SharePanel(share_url(subject), _ALWAYS_RUN if subject.run else _ALWAYS_TEST, links)


def share_url(subject: Subject) -> str:
    slug, run = subject.stack.slug, subject.run
    if run:
        return reverse("run_share", args=[slug, run.run_id])
    return reverse("load_test_share", args=[slug, subject.test_id])


def subject_view(subject: Subject) -> SubjectView:
    slug, run = subject.stack.slug, subject.run
    url = run_url(slug, run.run_id) if run else load_test_url(slug, subject.test_id or 0)
    return SubjectView(subject.title, url)


def subject_of(link: ShareLink) -> SubjectView:
    """`link` comes with its stack and its run."""
    return subject_view(Subject(link.stack, link.title, link.run, link.test_id))


def made_link(made: Made, now: datetime) -> MadeLink:
    """The address is built from the site's own, never from what the request says its host is."""
    address = f"{settings.BASE_URL}{reverse('shared_page', args=[made.token])}"
    shows, left_out = shows_words(read_shows(made.link.shows)), _left_out(made.link.snapshot)
    return MadeLink(address, shows, left_out, until(made.link.expires, now))


def _left_out(snapshot: Mapping[str, Any]) -> str:
    """ "options, 2 files of the script" """
    words = [_PARTS[part] for part in Part if part in read_shows(snapshot.get("left_out"))]
    files = snapshot.get("files_left_out", 0)
    return ", ".join([*words, f"{counted(files, 'file')} of the script"] if files else words)


def link_rows(links: Iterable[ShareLink], roles: Mapping[int, str], now: datetime) -> tuple[LinkRow, ...]:
    """`roles` are those of the team's people, by their keys."""
    return tuple(_row(link, roles, now) for link in links)


def shows_words(shows: Shows) -> str:
    """ "Figures, and note, script" """
    more = [word for part, word in _PARTS.items() if part in shows]
    return f"Figures, and {', '.join(more)}" if more else "Figures only"


def _row(link: ShareLink, roles: Mapping[int, str], now: datetime) -> LinkRow:
    views = link.views + VIEWS.waiting(link.pk)
    is_open = link.revoked_at is None and link.expires > now
    return LinkRow(
        subject=subject_of(link),
        shows=shows_words(read_shows(link.shows)),
        by=link.creator_email,
        by_hint=_by_hint(link, roles),
        created=ago(link.created, now),
        until=ago(link.revoked_at, now) if link.revoked_at else until(link.expires, now),
        state=_OPEN if is_open else _REVOKED if link.revoked_at else _EXPIRED,
        ended_by=link.revoked_by_email,
        views=counted(views, "view"),
        viewed=ago(link.viewed_at, now) if link.viewed_at else None,
        revoke_url=reverse("link_revoke", args=[link.team.slug, link.pk]) if is_open else "",
    )


def _by_hint(link: ShareLink, roles: Mapping[int, str]) -> str:
    """A link stays when its maker goes or may share no more: a lead decides, and has to know."""
    role = roles.get(link.creator_id or 0)
    if role is None:
        return "no longer in the team"
    return "" if Role(role).rank >= NEEDED[Deed.SHARE].rank else "may not share any more"
