"""The filters that are on, each with a link to the same list without it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from runs.listing import Choices, RunQuery, Sort
from runs.listing.query import Archived
from runs.presenters.addresses import FIELD_OF, ListAddress
from runs.presenters.filters import result_words, status_words
from runs.presenters.numbers import counted
from runs.presenters.zones import names_in, zone_name

Change = dict[str, object]
Active = Iterator[tuple[str, Change]]

_LABELS = {
    "status": "Status",
    "result": "Result",
    "test": "Load test",
    "project": "Project",
    "team": "Team",
    "stack": "Stack",
    "started_by": "Started by",
    "zone": "Load zone",
}


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str


def chips(address: ListAddress, choices: Choices) -> tuple[Chip, ...]:
    return tuple(Chip(label, address.url(**change)) for label, change in _active(address, choices))


def _active(address: ListAddress, choices: Choices) -> Active:
    query = address.query
    if query.q:
        yield f"Search: {query.q}", {"q": ""}
    words = _words(choices)
    for name, field in FIELD_OF.items():
        values: tuple[Any, ...] = () if name in address.pinned else getattr(query, field)
        for value in values:
            rest = tuple(item for item in values if item != value)
            yield f"{_LABELS[name]}: {words[name](value)}", {field: rest}
    yield from _dates(query)
    yield from _flags(query)


def _words(choices: Choices) -> dict[str, Callable[[Any], str]]:
    def title_in(titles: Mapping[Any, str]) -> Callable[[Any], str]:
        return lambda value: titles.get(value, str(value))

    names = names_in(choices.stacks)
    return {
        "status": status_words,
        "result": result_words,
        "test": title_in({row.test_id: row.title for row in choices.tests}),
        "project": title_in({row.project_id: row.title for row in choices.projects}),
        "team": title_in({team.slug: team.name for team in choices.teams}),
        "stack": title_in({stack.slug: stack.name for stack in choices.stacks}),
        "started_by": str,
        "zone": lambda zone: zone_name(zone, names),
    }


def _dates(query: RunQuery) -> Active:
    if query.created_after:
        yield f"From {_day(query.created_after)}", {"created_after": None}
    if query.created_before:
        yield f"Before {_day(query.created_before)}", {"created_before": None}


def _flags(query: RunQuery) -> Active:
    if query.saved is not None:
        yield "Saved" if query.saved else "Not saved", {"saved": None}
    if query.starred is not None:
        yield "Starred" if query.starred else "Not starred", {"starred": None}
    if query.expiring:
        yield f"Expires within {counted(query.expiring, 'day')}", {"expiring": 0, **_order_without_expiring(query)}
    if query.archived is not Archived.NO:
        words = "Archived only" if query.archived is Archived.ONLY else "Archived too"
        yield words, {"archived": Archived.NO}


def _order_without_expiring(query: RunQuery) -> Change:
    """Soonest first comes with that filter and goes with it; an order that somebody chose stays."""
    plain = RunQuery()
    if query.sort is Sort.EXPIRY and not query.descending:
        return {"sort": plain.sort, "descending": plain.descending}
    return {}


def _day(at: datetime) -> str:
    local = timezone.localtime(at)
    clock = "" if local.time() == time.min else f", {local:%H:%M}"
    return f"{local.day} {local:%b %Y}{clock}"
