"""A list's URL, read and written. What can't be used is named in a sentence and ignored, never an error."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time, tzinfo
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from runs.listing.choices import Choices
from runs.listing.cursors import END, decode
from runs.listing.query import EXPIRING_DAYS, EXPIRING_MAX, SEARCH_MAX, Archived, RunQuery, Sort

YES, NO = "yes", "no"
VALUES_MAX = 50


class _Reader:
    """Takes values out of a query string and keeps a sentence for each that it had to leave."""

    def __init__(self, params: QueryDict) -> None:
        self.params = params
        self.ignored: list[str] = []

    def ignore(self, name: str, value: str, why: str) -> None:
        self.ignored.append(f"{name} “{_shown(value)}” was ignored: {why}.")

    def known(self, name: str, known: Iterable[str], why: str) -> tuple[str, ...]:
        allowed, values = set(known), dict.fromkeys(self.params.getlist(name)[:VALUES_MAX])
        for value in values:
            if value and value not in allowed:
                self.ignore(name, value, why)
        return tuple(value for value in values if value in allowed)

    def one(self, name: str, read: Callable[[str], Any], why: str, default: Any = None) -> Any:
        value = self.params.get(name, "").strip()
        if not value:
            return default
        try:
            return read(value)
        except (ValueError, OverflowError):
            self.ignore(name, value, why)
            return default

    def flag(self, name: str) -> bool | None:
        value: bool | None = self.one(name, _flag, "it is yes or no")
        return value


def read_query(params: QueryDict, choices: Choices) -> tuple[RunQuery, list[str]]:
    """The query that a URL asks for, and a sentence for each value that was ignored."""
    reader = _Reader(params)
    sort, descending = reader.one("sort", _sort, "there is no such order", (None, True))
    expiring = reader.one("expiring", _days, f"it is a number of days from 1 to {EXPIRING_MAX}", 0)
    query = RunQuery(
        teams=reader.known("team", (team.slug for team in choices.teams), "you have no stack of such a team"),
        stacks=reader.known("stack", (stack.slug for stack in choices.stacks), "you have no such stack"),
        projects=_ids(reader, "project", (project.project_id for project in choices.projects)),
        tests=_ids(reader, "test", (test.test_id for test in choices.tests)),
        statuses=reader.known("status", choices.statuses, "there is no such status"),
        results=reader.known("result", choices.results, "there is no such result"),
        started_by=reader.known("started_by", choices.started_by, "nobody of that address started a run"),
        zones=reader.known("zone", choices.zones, "no run used that load zone"),
        q=reader.one("q", _search, f"a search is at most {SEARCH_MAX} characters of text", ""),
        created_after=reader.one("created_after", _moment, "it is not a date"),
        created_before=reader.one("created_before", _moment, "it is not a date"),
        saved=reader.flag("saved"),
        starred=reader.flag("starred"),
        expiring=expiring,
        archived=reader.one("archived", Archived, "it is no, only or all", Archived.NO),
        sort=sort or (Sort.EXPIRY if expiring else Sort.CREATED),
        descending=descending if sort else not expiring,
    )
    after, before = _cursors(reader, query.sort)
    query = dataclasses.replace(query, after=after, before=before)
    _name_strangers(reader)
    return query, reader.ignored


def to_params(query: RunQuery, **changes: Any) -> str:
    """The query string that leads to `query` with some of it changed. Cursors are dropped unless given."""
    query = dataclasses.replace(query, **{"after": "", "before": "", **changes})
    pairs: list[tuple[str, str]] = []
    for name, field in LISTS.items():
        pairs += [(name, str(value)) for value in getattr(query, field)]
    default = dataclasses.replace(RunQuery(), sort=Sort.EXPIRY if query.expiring else Sort.CREATED)
    for name, write in SINGLES.items():
        value = write(query)
        if value and value != write(default):
            pairs.append((name, value))
    if (query.sort, query.descending) != (default.sort, not query.expiring):
        pairs.append(("sort", ("-" if query.descending else "") + query.sort))
    return urlencode(pairs)


LISTS: Mapping[str, str] = {
    "team": "teams",
    "stack": "stacks",
    "project": "projects",
    "test": "tests",
    "status": "statuses",
    "result": "results",
    "started_by": "started_by",
    "zone": "zones",
}
SINGLES: Mapping[str, Callable[[RunQuery], str]] = {
    "q": lambda query: query.q,
    "created_after": lambda query: _written(query.created_after),
    "created_before": lambda query: _written(query.created_before),
    "saved": lambda query: _yes_no(query.saved),
    "starred": lambda query: _yes_no(query.starred),
    "expiring": lambda query: str(query.expiring or ""),
    "archived": lambda query: query.archived.value,
    "after": lambda query: query.after,
    "before": lambda query: query.before,
}
NAMES = {*LISTS, *SINGLES, "sort"}


def _ids(reader: _Reader, name: str, known: Iterable[int]) -> tuple[int, ...]:
    values = reader.known(name, map(str, known), f"there is no such {name} in your stacks")
    return tuple(int(value) for value in values)


def _cursors(reader: _Reader, sort: Sort) -> tuple[str, str]:
    """`after` and `before`; at most one of them, both would contradict each other."""
    why = "it is no place in this list"
    after: str = reader.one("after", partial(_place, sort=sort, may_be_end=False), why, "")
    before: str = reader.one("before", partial(_place, sort=sort, may_be_end=True), why, "")
    if after and before:
        reader.ignore("before", before, "after is there too")
        before = ""
    return after, before


def _place(text: str, sort: Sort, *, may_be_end: bool) -> str:
    if not (may_be_end and text == END):
        decode(text, sort)
    return text


def _name_strangers(reader: _Reader) -> None:
    for name in list(reader.params)[:VALUES_MAX]:
        if name not in NAMES:
            reader.ignored.append(f"“{_shown(name)}” was ignored: this list has no such filter.")


def _flag(text: str) -> bool:
    if text not in {YES, NO}:
        raise ValueError(text)
    return text == YES


def _days(text: str) -> int:
    """A number of days; "yes" is a week."""
    if text in {YES, NO}:
        return EXPIRING_DAYS if text == YES else 0
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 0 < int(text) <= EXPIRING_MAX):
        raise ValueError(text)
    return int(text)


def _sort(text: str) -> tuple[Sort, bool]:
    return Sort(text.removeprefix("-")), text.startswith("-")


def _search(text: str) -> str:
    text.encode()  # a lone surrogate is a ValueError
    if len(text) > SEARCH_MAX or "\x00" in text:
        raise ValueError("search")
    return " ".join(text.split())


def _moment(text: str) -> datetime:
    """A day or a moment, in the reader's zone unless it names another."""
    zone: tzinfo = timezone.get_current_timezone()
    day = parse_date(text)
    moment = datetime.combine(day, time.min) if day else parse_datetime(text.replace(" ", "+"))
    if moment is None or not 1970 < moment.year < 9000:
        raise ValueError(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def _written(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(timezone.get_current_timezone())
    if local.time() == time.min:
        return local.date().isoformat()
    return moment.isoformat().replace("+00:00", "Z")


def _yes_no(flag: bool | None) -> str:
    return "" if flag is None else YES if flag else NO


def _shown(value: str) -> str:
    clean = "".join(char if char.isprintable() else "·" for char in value)
    return clean if len(clean) <= 60 else clean[:59] + "…"
