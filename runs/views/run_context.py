"""What a run's page is rendered from, whole or in part."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from runs import access
from runs.access import Deed
from runs.connection import hand_of
from runs.keeping import same_script
from runs.models import AuditEvent, PendingAction, State, TestRun
from runs.neighbours import neighbours_of
from runs.presenters.run_actions import RunActions, run_actions
from runs.presenters.run_history import run_history
from runs.presenters.run_kept import run_kept
from runs.presenters.run_neighbours import run_neighbours
from runs.presenters.run_note import NoteForm, stored_note
from runs.presenters.run_options import run_options
from runs.presenters.run_page import run_page
from runs.presenters.run_purge import purge_offer
from runs.presenters.same_script import same_script_view
from runs.sharing import about_run
from runs.views.people import PersonRequest
from runs.views.share_panel import sharing_of

HISTORY_ROWS = 30
MOST_NAMED = 3  # of the runs with the very same script


@dataclass(frozen=True)
class Reply:
    """The answer to what the person just did: a sentence with its tone, or a form that holds what they typed.

    `with_note` sends the note along with the live part, out of band: polling never touches a text being typed.
    """

    notice: str = ""
    tone: str = "info"
    note: NoteForm | None = None
    with_note: bool = False


NOTHING_TO_SAY = Reply()


def context_of(request: PersonRequest, run: TestRun, reply: Reply, deeds: frozenset[Deed]) -> dict[str, Any]:
    now = timezone.now()
    page = run_page(run, getattr(run, "document", None), now, run.actions.who_aborted())
    may_act = Deed.ACT in deeds
    return {
        "page": page,
        "actions": actions_of(request, run, may_act=may_act),
        "note": reply.note or stored_note(run, page.note, may_edit=may_act),
        "purge": purge_offer(run, may_purge=Deed.PURGE in deeds),
        "history": run_history(_events(run), now),
        "notice": reply.notice,
        "tone": reply.tone,
        "with_note": reply.with_note,
    }


def actions_of(request: PersonRequest, run: TestRun, *, may_act: bool) -> RunActions:
    rows = list(run.actions.order_by("-asked_at")[:20])
    open_actions = [action for action in rows if action.state != State.SETTLED]
    last = next((action for action in rows if action.state == State.SETTLED), None)
    hand = hand_of(request.user, run.stack) if may_act else None
    return run_actions(run, open_actions, last, timezone.now(), may_act=may_act, hand=hand, reader=request.user.pk)


def whole(request: PersonRequest, run: TestRun, reply: Reply = NOTHING_TO_SAY, status: int = 200) -> HttpResponse:
    now = timezone.now()
    deeds = access.deeds_in(request.user, run.stack.team)
    context = {
        **context_of(request, run, reply, deeds),
        "neighbours": run_neighbours(run, neighbours_of(run), now),
        "kept": run_kept(run, now),
        "same": same_script_view(run, same_script(run, MOST_NAMED), now),
        "options": run_options(getattr(run, "document", None)),
        "sharing": sharing_of(request, about_run(run), deeds),
    }
    return render(request, "runs/run.html", context, status=status)


def live_part(request: PersonRequest, run: TestRun, reply: Reply = NOTHING_TO_SAY) -> HttpResponse:
    """The part that changes while a run goes on, or by what people do to it."""
    deeds = access.deeds_in(request.user, run.stack.team)
    return render(request, "runs/_live.html", context_of(request, run, reply, deeds))


def tone_of(action: PendingAction | None) -> str:
    if action is None:
        return "warn"
    if action.state != State.SETTLED:
        return "info"
    return "good" if action.outcome == "done" else "bad"


def _events(run: TestRun) -> list[AuditEvent]:
    """What people did to this run through this site, newest first."""
    events = AuditEvent.objects.filter(
        team_id=run.stack.team_id, stack_slug=run.stack.slug, object_kind="run", object_id=str(run.run_id)
    )
    return list(events.order_by("-at", "-id")[:HISTORY_ROWS])
