"""The bare view: the same rows and columns printed by a plain template, nothing around them.

It knows the keys of the newest 50 beforehand, so that it can't be slow for want of an index.
"""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from runs.models import Stack, TestRun

COLUMNS = (
    *("run_id", "status", "result", "load_test", "project", "stack", "starter"),
    *("created", "duration", "max_vus", "total_vuh", "note"),
)
ROWS = 50


def bare(request: HttpRequest) -> HttpResponse:
    related = ("stack", "load_test", "project", "starter", "zone_set")
    rows = TestRun.objects.select_related(*related).filter(pk__in=_newest()).order_by("-created", "-id")
    return render(request, "bench/bare.html", {"rows": rows})


@cache
def _newest() -> tuple[int, ...]:
    newest: list[tuple[object, int]] = []
    for stack in Stack.objects.all():
        rows = stack.runs.filter(archived=False).order_by("-created", "-id")
        newest += rows.values_list("created", "pk")[:ROWS]
    return tuple(pk for _, pk in sorted(newest, key=lambda row: (row[0], row[1]), reverse=True)[:ROWS])
