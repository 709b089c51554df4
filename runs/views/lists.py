"""Lists of runs: over all my stacks, and of one load test."""

import dataclasses

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from runs import access, audit
from runs.access import Deed
from runs.connection import NotConnected, Unreadable
from runs.k6api.errors import K6Error
from runs.listing import choices_for, page_of, read_query
from runs.models import LoadTest, TestRun
from runs.neighbours import last_runs
from runs.presenters.load_test import LoadTestHead, load_test_head
from runs.presenters.load_test_charts import MOST_RUNS, load_test_charts
from runs.presenters.run_list import RunList, run_list
from runs.refresh import refresh_load_test
from runs.sharing import about_history
from runs.views.answers import api_trouble_goes_to, varied
from runs.views.pace import at_a_human_pace
from runs.views.people import PersonRequest, actor
from runs.views.share_panel import sharing_of


@require_safe
@at_a_human_pace
def runs(request: PersonRequest) -> HttpResponse:
    page = _list(request)
    template = "runs/_list.html" if request.htmx else "runs/list.html"
    return varied(render(request, template, {"page": page}))


@require_safe
@at_a_human_pace
def load_test(request: PersonRequest, stack: str, test_id: int) -> HttpResponse:
    test = access.load_test_or_404(request.user, stack, test_id)
    page = _list(request, stack=stack, test=test_id)
    if request.htmx:
        return varied(render(request, "runs/_list.html", {"page": page}))
    last = last_runs(test, MOST_RUNS)
    deeds = access.deeds_in(request.user, test.stack.team)
    context = {
        "page": page,
        "test": _head_of(test, last, deeds),
        "charts": load_test_charts(last, stack, timezone.now()),
        "sharing": sharing_of(request, about_history(test), deeds),
    }
    return varied(render(request, "runs/load_test.html", context))


@require_POST
@api_trouble_goes_to("load_test")
def load_test_refresh(request: PersonRequest, stack: str, test_id: int) -> HttpResponse:
    test = access.load_test_or_404(request.user, stack, test_id, Deed.SYNC)
    try:
        pages = refresh_load_test(test, request.user.email)
    except (K6Error, NotConnected, Unreadable) as error:
        why = {"reason": "not_read", "said": str(error)}
        audit.record_test_event(actor(request), test, "load_test_refreshed", audit.Outcome.FAILED, **why)
        raise
    audit.record_test_event(actor(request), test, "load_test_refreshed", audit.Outcome.DONE)
    rest = "" if pages.is_complete else " Not all of them came: older ones follow with the next full sync."
    messages.success(request, f"{pages.rows} runs read from Grafana, {pages.changed} of them new or changed.{rest}")
    return redirect("load_test", stack, test_id)


def _head_of(test: LoadTest, last: list[TestRun], deeds: frozenset[Deed]) -> LoadTestHead:
    project = test.stack.projects.filter(project_id=test.project_id or 0).first()
    return load_test_head(
        test,
        last,
        project_title=project.title if project else "",
        may_refresh=Deed.SYNC in deeds,
    )


def _list(request: PersonRequest, stack: str = "", test: int = 0) -> RunList:
    """The list that the URL asks for; `stack` and `test` are given where the page's own address decides them."""
    choices = choices_for(list(access.stacks_of(request.user)))
    acting_in = {team.pk for team in access.teams_where(request.user, Deed.ACT)}
    query, ignored = read_query(request.GET, choices)
    if stack:
        query = dataclasses.replace(query, teams=(), stacks=(stack,), tests=(test,))
    return run_list(
        query,
        page_of(query, choices),
        choices,
        ignored,
        path=request.path,
        now=timezone.now(),
        pinned=("stack", "test") if stack else (),
        acting_in=acting_in,
    )
