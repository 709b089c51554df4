"""Arms: the index ranges that together hold every row of a list.

A list over several stacks, statuses or tests asks for `IN (…)`, and no index hands out `IN` in order: a database sorts
all that match, which grows with the table. Split into one range per value, each range is read in order from an index
and stops after a page. `runs.listing.pages` merges the pages of the arms.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from runs.domain.status import ACTIVE as ACTIVE_STATUSES
from runs.listing.choices import ACTIVE, Choices
from runs.listing.query import Archived, RunQuery
from runs.listing.searching import found_by, leads_of_search
from runs.models import LoadTest, Project, Stack, Starter, TestRun, ZoneSet

ARMS_MAX = 60
SHELVES = {Archived.NO: [False], Archived.ONLY: [True], Archived.ALL: [False, True]}

SharedRow = LoadTest | Starter | ZoneSet | Project
Values = dict[str, list[int] | list[str]]


def arms(query: RunQuery, choices: Choices) -> list[QuerySet[TestRun]]:
    """Querysets without order whose union is the list. Only a search may find a row in two of them."""
    stacks = choices.stacks_of(query)
    filters = _filters(query, choices, {stack.pk for stack in stacks})
    if not stacks or [] in filters.values():
        return []
    lead = "" if query.q else next(iter(filters), "")
    leads = leads_of_search(query.q, stacks) if query.q else _leads(lead, filters, stacks)
    rest = _conditions(query)
    for name, values in filters.items():
        if name != lead:
            rest &= Q(**{f"{name}__in": values})
    shelves = SHELVES[query.archived]
    if len(leads) * len(shelves) > ARMS_MAX:
        anywhere = found_by(query.q, stacks) if query.q else reduce(or_, leads)
        return [TestRun.objects.filter(rest, anywhere, archived__in=shelves)]
    base = TestRun.objects.filter(rest)
    return [base.filter(equality, archived=Value(shelf)) for shelf, equality in product(shelves, leads)]


def _filters(query: RunQuery, choices: Choices, stacks: Collection[int]) -> Values:
    """Columns and the values asked for, the most telling column first. An empty list matches nothing.

    Values of the first four are rows of one stack each, so that those of other stacks fall out here.
    """

    def keys(rows: Iterable[SharedRow], asked: Callable[[Any], bool]) -> list[int]:
        return [row.pk for row in rows if row.stack_id in stacks and asked(row)]

    asked: dict[str, tuple[object, list[int] | list[str]]] = {
        "load_test": (query.tests, keys(choices.tests, lambda row: row.test_id in query.tests)),
        "starter": (query.started_by, keys(choices.starters, lambda row: row.email in query.started_by)),
        "zone_set": (query.zones, keys(choices.zone_sets, lambda row: not {*query.zones}.isdisjoint(row.zones))),
        "project": (query.projects, keys(choices.projects, lambda row: row.project_id in query.projects)),
        "status": (query.statuses, _statuses(query)),
        "result": (query.results, ["" if result == "none" else result for result in query.results]),
    }
    return {name: values for name, (wanted, values) in asked.items() if wanted}


def _statuses(query: RunQuery) -> list[str]:
    plain = {status for status in query.statuses if status != ACTIVE}
    return sorted(plain | (set(ACTIVE_STATUSES) if ACTIVE in query.statuses else set()))


def _leads(lead: str, filters: Values, stacks: Sequence[Stack]) -> list[Q]:
    """One equality per range: the lead column's, below its stack where the column says nothing of the stack."""
    by_stack = [Q(stack=stack.pk) for stack in stacks]
    if not lead:
        return by_stack
    by_value = [Q(**{lead: value}) for value in filters[lead]]
    if lead in {"status", "result"}:
        return [stack & value for stack, value in product(by_stack, by_value)]
    return by_value


def _conditions(query: RunQuery) -> Q:
    """What has no index range of its own, or bounds one."""
    condition = Q()
    if query.created_after:
        condition &= Q(created__gte=query.created_after)
    if query.created_before:
        condition &= Q(created__lt=query.created_before)
    if query.saved is not None:
        condition &= Q(is_saved=query.saved)
    if query.starred is not None:
        condition &= Q(is_starred=query.starred)
    if query.expiring:
        now = timezone.now()
        condition &= Q(retention_expiry__gt=now, retention_expiry__lte=now + timedelta(days=query.expiring))
    return condition
