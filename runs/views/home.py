"""The start page: what needs attention in all my stacks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs import access
from runs.access import Deed
from runs.attention import active, attention_of
from runs.presenters.home import home_page, running, welcome
from runs.views.answers import varied
from runs.views.pace import at_a_human_pace
from runs.views.people import PersonRequest


@require_safe
@at_a_human_pace
def home(request: PersonRequest) -> HttpResponse:
    """For htmx the runs that go on alone: they are polled while there are any."""
    stacks, now = list(access.stacks_of(request.user)), timezone.now()
    if request.htmx:
        return varied(render(request, "home/_section.html", {"section": running(active(stacks), now)}))
    if not stacks:
        return _welcome(request)
    return varied(render(request, "home/home.html", {"home": home_page(stacks, attention_of(stacks, now), now)}))


def _welcome(request: PersonRequest) -> HttpResponse:
    may_connect = bool(access.teams_where(request.user, Deed.MANAGE_STACKS))
    teams = access.teams_where(request.user, Deed.READ)
    return varied(render(request, "home/welcome.html", {"welcome": welcome(teams, may_connect=may_connect)}))
