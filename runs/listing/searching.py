"""What a search looks into: names of load tests and projects, who started a run, its number, its note."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from runs.models import LoadTest, Project, Stack, Starter

RUN_ID_DIGITS = 18


def leads_of_search(text: str, stacks: Sequence[Stack]) -> list[Q]:
    """Index ranges that together hold what `text` is found in; case is ignored for ASCII letters."""
    pks = [stack.pk for stack in stacks]
    leads = [Q(stack=pk) & _in_note(text) for pk in pks]
    for column, rows in _named(text, pks).items():
        leads += [Q(**{column: pk}) for pk in rows.values_list("pk", flat=True)]
    number = _run_id(text)
    return leads if number is None else [*leads, *(Q(stack=pk, run_id=number) for pk in pks)]


def found_by(text: str, stacks: Sequence[Stack]) -> Q:
    """The same as one condition, for a text that is found in too many names to look them up one by one."""
    pks, number = [stack.pk for stack in stacks], _run_id(text)
    condition = _in_note(text) if number is None else _in_note(text) | Q(run_id=number)
    for column, rows in _named(text, pks).items():
        condition |= Q(**{f"{column}__in": rows.values("pk")})
    return condition & Q(stack__in=pks)


def _in_note(text: str) -> Q:
    return ~Q(note="") & Q(note__icontains=text)


def _named(text: str, stacks: list[int]) -> dict[str, QuerySet[Any]]:
    """The shared rows whose name holds the text, by the run's column that leads to them."""
    return {
        "load_test": LoadTest.objects.filter(stack__in=stacks, name__icontains=text),
        "project": Project.objects.filter(stack__in=stacks, name__icontains=text),
        "starter": Starter.objects.filter(stack__in=stacks, email__icontains=text),
    }


def _run_id(text: str) -> int | None:
    number = text.removeprefix("#")
    is_id = number.isascii() and number.isdigit() and len(number) <= RUN_ID_DIGITS
    return int(number) if is_id else None
