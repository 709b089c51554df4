"""What a search looks into: names of load tests and projects, who started a run, its number, its note."""

from collections.abc import Sequence

from django.db.models import Model, Q

from runs.models import LoadTest, Project, Stack, Starter

RUN_ID_DIGITS = 18


def leads_of_search(text: str, stacks: Sequence[Stack]) -> list[Q]:
    """Index ranges that together hold what `text` is found in; case is ignored for ASCII letters."""
    pks = [stack.pk for stack in stacks]
    leads = [Q(stack=pk) & ~Q(note="") & Q(note__icontains=text) for pk in pks]
    leads += [Q(load_test=pk) for pk in _matching(LoadTest, "name", text, pks)]
    leads += [Q(project=pk) for pk in _matching(Project, "name", text, pks)]
    leads += [Q(starter=pk) for pk in _matching(Starter, "email", text, pks)]
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= RUN_ID_DIGITS:
        leads += [Q(stack=pk, run_id=int(number)) for pk in pks]
    return leads


def _matching(model: type[Model], column: str, text: str, stacks: list[int]) -> list[int]:
    rows = model._default_manager.filter(**{"stack__in": stacks, f"{column}__icontains": text})
    return list(rows.values_list("pk", flat=True))
