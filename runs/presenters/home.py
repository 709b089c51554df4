"""The home page: what needs attention in all the stacks of a person, each part with a way into the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.attention import LATELY, SHOWN, SOON, Attention, Failing, Few
from runs.listing import RunQuery, to_params
from runs.listing.query import Archived
from runs.models import Stack, Team
from runs.presenters.freshness import state_notices
from runs.presenters.home_lines import (
    Line,
    expiring_line,
    failing_line,
    gone_line,
    running_line,
    starred_line,
)
from runs.presenters.notices import Notice
from runs.presenters.numbers import counted
from runs.presenters.stacks import StackCard, stack_card

STACKS_SHOWN = 8
_FIRST = ("bad", "warn", "busy", "waiting")


@dataclass(frozen=True, slots=True)
class Section:
    """`key` names it in ids. `quiet` is the sentence where there are no lines; `url` leads to all of them.

    `polls`: it changes by itself, so it asks for itself again.
    """

    key: str
    title: str
    count: str
    lines: tuple[Line, ...]
    quiet: str
    url: str
    label: str
    polls: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """`main` and `aside` are the two columns. `more_stacks` says how many are not listed, empty where all are."""

    notices: tuple[Notice, ...]
    main: tuple[Section, ...]
    aside: tuple[Section, ...]
    stacks: tuple[StackCard, ...]
    more_stacks: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody without any stack can do. `url` is empty where only others can do something."""

    title: str
    text: str
    url: str = ""
    label: str = ""


def home_page(stacks: Sequence[Stack], found: Attention, now: datetime) -> Home:
    """Sections that say something by being empty always stand there; the others only with lines."""
    cards = [stack_card(stack, may_manage=False, may_sync=False, now=now) for stack in stacks]
    cards.sort(key=lambda card: _FIRST.index(card.state.tone) if card.state.tone in _FIRST else len(_FIRST))
    more = len(cards) - STACKS_SHOWN
    rest = (_gone(found, now), _starred(found.starred, now))
    return Home(
        notices=state_notices(stacks, now),
        main=(_failing(found.failing, now), running(found.active, now)),
        aside=(_expiring(found.expiring, now), *(section for section in rest if section.lines)),
        stacks=tuple(cards[:STACKS_SHOWN]),
        more_stacks=counted(more, "more stack") if more > 0 else "",
    )


def welcome(teams: Sequence[Team], *, may_connect: bool) -> Welcome:
    """`teams` are all that the person is in."""
    if may_connect:
        text = "Connect a Grafana Cloud stack, and its whole history of test runs is read and kept here."
        return Welcome("No stack is connected yet", text, reverse("stack_new"), "Connect a stack")
    if teams:
        names = " or ".join(team.name for team in teams)
        return Welcome("No stack is connected yet", f"Ask a lead of {names} to connect one: its runs show up here.")
    text = "You see the runs of your teams. Ask a lead of a team to invite you, or make a team of your own."
    return Welcome("You are in no team yet", text, reverse("team_new"), "Make a team")


def running(found: Few, now: datetime) -> Section:
    return Section(
        key="running",
        title="Running now",
        count=_count(found) if found.runs else "",
        lines=tuple(running_line(run, now) for run in found.runs),
        quiet="Nothing is running.",
        url=_list(RunQuery(statuses=("active",))),
        label="All active runs",
        polls=bool(found.runs),
    )


def _failing(found: Failing, now: datetime) -> Section:
    return Section(
        key="failing",
        title="Failing lately",
        count=counted(found.count, "load test") if found.count else "",
        lines=tuple(failing_line(test, now) for test in found.tests),
        quiet=f"No load test of the last {LATELY.days} days failed in its last run.",
        url=_list(RunQuery(results=("failed", "error"))),
        label="All failed runs",
    )


def _expiring(found: Few, now: datetime) -> Section:
    return Section(
        key="expiring",
        title="Expiring soon",
        count=f"{_count(found)} within {SOON.days} days" if found.runs else "",
        lines=tuple(expiring_line(run, now) for run in found.runs),
        quiet=f"Nothing expires within {SOON.days} days.",
        url=_list(RunQuery(expiring=SOON.days)),
        label="All that expire",
    )


def _gone(found: Attention, now: datetime) -> Section:
    """Archived runs and those that Grafana only does not show, together by when that was noticed."""
    dated = [(run.gone_at or run.not_visible_since or now, run) for run in (*found.gone.runs, *found.unseen.runs)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    counts = [f"{_number(found.gone)} archived"] if found.gone.runs else []
    counts += [f"{_number(found.unseen)} not visible"] if found.unseen.runs else []
    return Section(
        key="gone",
        title="Gone from Grafana lately",
        count=", ".join(counts),
        lines=tuple(gone_line(run, now) for _, run in dated[:SHOWN]),
        quiet="",
        url=_list(RunQuery(archived=Archived.ONLY)),
        label="All archived runs",
    )


def _starred(found: Few, now: datetime) -> Section:
    return Section(
        key="starred",
        title="Starred",
        count=_count(found),
        lines=tuple(starred_line(run, now) for run in found.runs),
        quiet="",
        url=_list(RunQuery(starred=True)),
        label="All starred runs",
    )


def _number(found: Few) -> str:
    return f"{found.count:,}+" if found.is_capped else f"{found.count:,}"


def _count(found: Few) -> str:
    return f"{_number(found)} runs" if found.is_capped else counted(found.count, "run")


def _list(query: RunQuery) -> str:
    return f"{reverse('runs')}?{to_params(query)}"
