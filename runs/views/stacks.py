"""Stacks: their state, connecting one, its settings, check and sync."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling

from runs import access, audit, caps, stacks
from runs.access import Deed
from runs.connection import note_use
from runs.forms import NOT_CHECKED, NewStackForm, StackForm
from runs.keeping.wanted import holdings_of
from runs.models import Stack
from runs.presenters.keeping import keeping_card
from runs.presenters.leaving import LeavingCard, leaving_card
from runs.presenters.set_aside import set_aside
from runs.presenters.stack_token import stack_token
from runs.presenters.stacks import StackCard, room_for_runs, stack_card
from runs.presenters.teams import team_choice
from runs.tasks import ask_for_sync
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again


@require_safe
def stack_list(request: PersonRequest) -> HttpResponse:
    """All of them, or those of one team for somebody who is in several."""
    teams, chosen = access.teams_where(request.user, Deed.READ), request.GET.get("team", "")
    wanted = [team for team in teams if team.slug == chosen] or teams
    context = {
        "cards": _cards(request, access.stacks_of(request.user).filter(team__in=wanted)),
        "leaving": [_leaving(stack) for stack in access.leaving_stacks_of(request.user).filter(team__in=wanted)],
        "teams": team_choice(teams, chosen),
        "may_connect": bool(access.teams_where(request.user, Deed.MANAGE_STACKS)),
    }
    return render(request, "stacks/list.html", context)


@require_safe
def stack_progress(request: PersonRequest, stack: str) -> HttpResponse:
    """The state of one stack's sync alone, or of its removal; polled while there is work on it."""
    going = access.leaving_stacks_of(request.user).filter(slug=stack).first()
    if going:
        return render(request, "stacks/_leaving.html", {"card": _leaving(going)})
    found = access.stack_or_404(request.user, stack)
    card = _card(request, found)
    response = render(request, "stacks/_sync.html", {"card": card})
    return response if card.polls else HttpResponseStopPolling(response.content)


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@password_again("connect a stack")
def stack_new(request: PersonRequest) -> HttpResponse:
    teams = access.teams_where(request.user, Deed.MANAGE_STACKS)
    if not teams:
        raise PermissionDenied(access.REFUSALS[Deed.MANAGE_STACKS])
    form = NewStackForm(request.POST or None, teams=teams)
    if form.is_valid() and _is_accepted(form):
        stack = stacks.connect_new(form.cleaned_data["team"], form.details, actor(request))
        ask_for_sync(stack, timezone.now())
        messages.success(request, f"{stack.name} is connected. Its runs are being read now.")
        return redirect("stacks")
    warnings = [room.sentence for room in map(caps.stacks_of_team, teams) if room.sentence]
    return render(request, "stacks/new.html", {"form": form, "warnings": warnings}, status=_status(form))


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@password_again("enter a token", when=lambda request: bool(request.POST.get("token")))
def stack_settings(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.MANAGE_STACKS)
    stored = {"name": found.name, "grafana_url": found.grafana_url, "stack_id": found.stack_id}
    form = StackForm(request.POST or None, initial=stored, stack=found)
    if form.is_valid() and _is_accepted(form):
        was_connected = found.is_connected
        stacks.change(found, form.details, actor(request))
        messages.success(
            request, "Saved." if was_connected == found.is_connected else f"{found.name} is connected again."
        )
        if form.details.token:
            ask_for_sync(found, timezone.now())
        return redirect("stack_settings", stack)
    return _settings(request, found, form, [])


@require_POST
def stack_check(request: PersonRequest, stack: str) -> HttpResponse:
    """Answers with the page itself: what was found is true now, not when somebody comes back to its address."""
    found = access.stack_or_404(request.user, stack, Deed.CHECK_STACK)
    details = stacks.details_of(found)
    findings = stacks.try_out(details, found)
    note_use(found, request.user.email)
    is_good = all(finding.ok for finding in findings)
    audit.record(actor(request), "stack_checked", audit.Outcome.DONE if is_good else audit.Outcome.FAILED, stack=found)
    form = StackForm(initial=vars(details), stack=found)
    return _settings(request, found, form, findings)


@require_POST
def stack_sync(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.SYNC)
    answer = ask_for_sync(found, timezone.now())
    outcome = audit.Outcome.DONE if answer.is_queued else audit.Outcome.REFUSED
    audit.record(actor(request), "sync_asked_for", outcome, stack=found)
    messages.add_message(request, messages.INFO if answer.is_queued else messages.WARNING, answer.sentence)
    return redirect("stacks")


@require_POST
def set_aside_forget(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.MANAGE_STACKS)
    stacks.forget_set_aside(found, actor(request))
    messages.success(request, "Forgotten. What still can't be read comes back with the next full sync.")
    return redirect("stack_settings", stack)


def _is_accepted(form: StackForm) -> bool:
    """Tries what was entered, and says what is against it at its field; the form keeps all but the token."""
    for finding in stacks.refusals(stacks.try_out(form.details, form.stack) if form.is_to_be_tried else []):
        if finding.part == "reachable":
            form.add_error("token", f"{finding.sentence} {NOT_CHECKED}")
        else:
            form.add_error(finding.part, finding.sentence)
    return not form.errors


def _settings(request: PersonRequest, stack: Stack, form: StackForm, findings: list[stacks.Finding]) -> HttpResponse:
    context = {
        "card": _card(request, stack),
        "token": stack_token(stack, timezone.now()),
        "form": form,
        "keeping": keeping_card(stack, holdings_of(stack)),
        "findings": findings,
        "set_aside": set_aside(stack, timezone.now()),
        "room": room_for_runs(stack),
    }
    return render(request, "stacks/settings.html", context, status=_status(form))


def _status(form: StackForm) -> int:
    return 422 if form.errors else 200


def _leaving(stack: Stack) -> LeavingCard:
    return leaving_card(stack, stack.runs.count())


def _card(request: PersonRequest, stack: Stack) -> StackCard:
    return _cards(request, [stack])[0]


def _cards(request: PersonRequest, found: Iterable[Stack]) -> list[StackCard]:
    """What the person may do is asked once for all stacks."""
    manages = {team.pk for team in access.teams_where(request.user, Deed.MANAGE_STACKS)}
    syncs = {team.pk for team in access.teams_where(request.user, Deed.SYNC)}
    now = timezone.now()
    return [
        stack_card(stack, may_manage=stack.team_id in manages, may_sync=stack.team_id in syncs, now=now)
        for stack in found
    ]
