"""What people do to a run. The same view answers a plain form and htmx; nothing here lies about the outcome."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from runs import access
from runs.access import Attempt, Deed
from runs.actions import (
    Answer,
    NoteAnswer,
    ask,
    clean_note,
    delete,
    longest_note,
    note_digest,
    words_of,
    words_with_quote,
    write_note,
)
from runs.audit import Outcome
from runs.connection import NotConnected, Unreadable, hand_of
from runs.k6api.errors import K6Error
from runs.models import Kind, TestRun
from runs.presenters.rows import run_row
from runs.presenters.run_confirm import Confirmation, confirmation, confirmation_again
from runs.presenters.run_note import NoteForm, note_form
from runs.views.answers import trouble_words
from runs.views.people import PersonRequest, actor
from runs.views.run_context import Reply, live_part, tone_of, whole

CONFIRMED = {Kind.ABORT, Kind.DELETE}
LEVELS = {"info": messages.INFO, "good": messages.SUCCESS, "warn": messages.WARNING, "bad": messages.ERROR}


@require_POST
def act(request: PersonRequest, stack: str, run_id: int, kind: Kind) -> HttpResponse:
    """Abort, delete, save, unsave, star, unstar. What can't be undone is asked about first."""
    run = _run_to_act_on(request, stack, run_id, kind)
    if kind in CONFIRMED and request.POST.get("confirm") != "yes":
        return _question(request, confirmation(run, kind))
    hand = hand_of(request.user, run.stack)
    if kind is not Kind.DELETE:
        return _answered(request, run, ask(run, kind, actor(request), hand))
    answer = delete(run, actor(request), hand, request.POST.getlist("lose"))
    if answer.losses:
        return retarget(_question(request, confirmation_again(run, answer)), "#confirm")
    return _answered(request, run, answer)


def _question(request: PersonRequest, asked: Confirmation) -> HttpResponse:
    """In the dialog of the run's page, or a page of its own."""
    template = "runs/_confirm.html" if request.htmx else "runs/confirm.html"
    return reswap(render(request, template, {"confirmation": asked}), "innerHTML")


@require_POST
def note(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    """Whatever goes wrong, the text that the person typed is still in the form."""
    run = _run_to_act_on(request, stack, run_id, Kind.NOTE)
    text, seen = clean_note(request.POST.get("note", "")), request.POST.get("seen", "")[:64]
    if len(text) > (most := longest_note(run)):
        error = f"A note has at most {most:,} characters; this one has {len(text):,}."
        return _note_again(request, run, note_form(run, text, seen, error=error), 422)
    try:
        written = write_note(run, text, seen, actor(request), hand_of(request.user, run.stack))
    except (K6Error, NotConnected, Unreadable) as trouble:
        error = f"The note was not saved. {trouble_words(trouble)}"
        return _note_again(request, run, note_form(run, text, seen, error=error), 502)
    return _note_answered(request, run, (text, seen), written)


def _note_answered(request: PersonRequest, run: TestRun, sent: tuple[str, str], written: NoteAnswer) -> HttpResponse:
    text, seen = sent
    answer, theirs = written.answer, written.theirs
    if theirs is not None and written.was_masked:
        form = note_form(run, theirs, note_digest(theirs), error=answer.sentence, kept=text)
        return _note_again(request, run, form, 409)
    if theirs is not None:
        form = note_form(run, text, note_digest(theirs), error=answer.sentence, theirs=theirs)
        return _note_again(request, run, form, 409)
    if answer.action and answer.action.outcome != Outcome.DONE:
        return _note_again(request, run, note_form(run, text, seen, error=words_with_quote(answer.action)), 502)
    if answer.action is None and not written.is_same:
        return _note_again(request, run, note_form(run, text, seen, error=answer.sentence), 409)
    return _answered(request, run, answer)


def _note_again(request: PersonRequest, run: TestRun, form: NoteForm, status: int) -> HttpResponse:
    """The form as it was sent, with what stands against it: never a redirect, which would lose the text."""
    if request.htmx:
        answer = render(request, "runs/_note.html", {"note": form}, status=status)
        return reswap(retarget(answer, "#note-part"), "outerHTML")
    return whole(request, run, Reply(note=form), status)


def _answered(request: PersonRequest, run: TestRun, answer: Answer) -> HttpResponse:
    """htmx gets what changed, in place; a plain form a redirect to the run, where the sentence stands."""
    sentence = words_of(answer.action) if answer.action else answer.sentence
    tone = tone_of(answer.action)
    if not request.htmx:
        messages.add_message(request, LEVELS[tone], sentence)
        return redirect("run", run.stack.slug, run.run_id)
    run = access.run_or_404(request.user, run.stack.slug, run.run_id)
    if (request.htmx.target or "").startswith("row-"):
        # One load test's list has no column that names it; the button tells in which list it stands.
        row = run_row(run, timezone.now(), may_star=True, names_test=request.POST.get("list") != "test")
        sentence = words_with_quote(answer.action) if answer.action else answer.sentence
        return render(request, "runs/_row_answer.html", {"row": row, "text": sentence, "tone": tone})
    return retarget(live_part(request, run, Reply(sentence, tone, with_note=True)), "#live")


def _run_to_act_on(request: PersonRequest, stack: str, run_id: int, kind: Kind) -> TestRun:
    run = access.run_or_404(request.user, stack, run_id)
    access.require(request.user, run.stack.team, Deed.ACT, Attempt(f"run_{kind}", run=run))
    return run
