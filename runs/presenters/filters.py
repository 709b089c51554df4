"""The filter bar of a list: what may be chosen, and what is."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from runs.domain.status import result_face, status_face
from runs.listing import Choices, RunQuery
from runs.listing.query import Archived
from runs.presenters.numbers import counted
from runs.presenters.zones import names_in, zone_id_beside, zone_name

OFFERED = 100
NARROWS_FROM = 12
WITHIN_DAYS = (7, 30)
YES_NO = (("", "Any"), ("yes", "Yes"), ("no", "No"))
ARCHIVED = (("", "Hidden"), ("only", "Only those"), ("all", "Shown too"))


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """Several values may be chosen. `narrows`: they are so many that a field to narrow them down helps.

    `left_out` says how many are not offered.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    narrows: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Select:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class DateField:
    """`kind` is the input's type: a moment that is no whole day does not fit a date field."""

    name: str
    label: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    q: str
    picks: tuple[Pick, ...]
    dates: tuple[DateField, ...]
    more: tuple[Select, ...]


def filter_bar(query: RunQuery, choices: Choices, pinned: Collection[str] = ()) -> FilterBar:
    """`pinned` names the parameters that the page itself decides, so that they are not offered."""
    decided = {*pinned, *(_IMPLIED[name] for name in pinned)}
    picks = (pick for pick in _picks(query, choices) if pick.name not in decided and len(pick.options) > 1)
    return FilterBar(query.q, tuple(picks), _dates(query), _more(query))


_IMPLIED = {"stack": "team", "test": "project"}  # a stack is of one team, a test of one project


def _picks(query: RunQuery, choices: Choices) -> Iterator[Pick]:
    statuses = ((word, status_words(word), "") for word in choices.statuses)
    results = ((word, result_words(word), "") for word in choices.results)
    projects = ((str(row.project_id), row.title, "") for row in choices.projects)
    teams = ((team.slug, team.name, "") for team in choices.teams)
    names_team = len(choices.teams) > 1
    stacks = ((stack.slug, stack.name, stack.team.name if names_team else "") for stack in choices.stacks)
    people = ((email, email, "") for email in choices.started_by)
    names = names_in(choices.stacks)
    zones = ((zone, zone_name(zone, names), zone_id_beside(zone, names)) for zone in choices.zones)
    yield _pick("status", "Status", statuses, query.statuses)
    yield _pick("result", "Result", results, query.results)
    yield _pick("test", "Load test", _tests(choices), map(str, query.tests))
    yield _pick("project", "Project", projects, map(str, query.projects))
    yield _pick("team", "Team", teams, query.teams)
    yield _pick("stack", "Stack", stacks, query.stacks)
    yield _pick("started_by", "Started by", people, query.started_by)
    yield _pick("zone", "Load zone", zones, query.zones)


def _tests(choices: Choices) -> Iterator[tuple[str, str, str]]:
    """Each with its project, because teams call half of their tests the same."""
    projects = {(row.stack_id, row.project_id): row.title for row in choices.projects}
    for row in choices.tests:
        yield str(row.test_id), row.title, projects.get((row.stack_id, row.project_id or 0), "")


def _pick(name: str, label: str, offered: Iterable[tuple[str, str, str]], chosen: Iterable[str]) -> Pick:
    """What is chosen always stands among what is offered, and each value once."""
    wanted = set(chosen)
    unique = {value: Option(value, text, hint, value in wanted) for value, text, hint in offered}
    options = [*unique.values()]
    if len(options) > OFFERED:
        options.sort(key=lambda option: not option.is_chosen)
        options = options[: max(OFFERED, len(wanted))]
    rest = len(unique) - len(options)
    left_out = f"{rest:,} more are not listed: search for their names." if rest else ""
    return Pick(name, label, tuple(options), len(options) >= NARROWS_FROM, left_out)


def status_words(word: str) -> str:
    return "Active (not ended)" if word == "active" else status_face(word).word


def result_words(word: str) -> str:
    return "No result" if word == "none" else result_face(word, "").word


def _dates(query: RunQuery) -> tuple[DateField, ...]:
    return (
        _date("created_after", "From", query.created_after),
        _date("created_before", "Before", query.created_before),
    )


def _date(name: str, label: str, at: datetime | None) -> DateField:
    if at is None:
        return DateField(name, label, "", "date")
    local = timezone.localtime(at)
    if local.time() == time.min:
        return DateField(name, label, local.date().isoformat(), "date")
    return DateField(name, label, at.isoformat().replace("+00:00", "Z"), "text")


def _more(query: RunQuery) -> tuple[Select, ...]:
    def written(flag: bool | None) -> str:
        return "" if flag is None else "yes" if flag else "no"

    return (
        _select("saved", "Saved", YES_NO, written(query.saved)),
        _select("starred", "Starred", YES_NO, written(query.starred)),
        _select("expiring", "Expires", _within(query.expiring), str(query.expiring or "")),
        _select("archived", "Archived runs", ARCHIVED, "" if query.archived is Archived.NO else query.archived),
    )


def _within(chosen: int) -> Iterator[tuple[str, str]]:
    yield "", "Any time"
    for days in sorted({*WITHIN_DAYS, chosen} - {0}):
        yield str(days), f"Within {counted(days, 'day')}"


def _select(name: str, label: str, offered: Iterable[tuple[str, str]], chosen: str) -> Select:
    return Select(name, label, tuple(Option(value, text, "", value == chosen) for value, text in offered))
