"""Sharing a page with people outside."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from runs import access
from runs.access import Attempt, Deed
from runs.audit import Outcome, record_run_event
from runs.caps import links_of
from runs.connection import NotConnected, Unreadable
from runs.forms.sharing import ShareForm
from runs.k6api.errors import K6Error
from runs.presenters.share_links import made_link, share_url, subject_view
from runs.scripts import NotKept
from runs.sharing import (
    OF_HISTORY,
    OF_RUN,
    Part,
    Shows,
    Snapshot,
    Subject,
    about_history,
    about_run,
    make_link,
    take_history,
    take_run,
)
from runs.views.answers import trouble_words
from runs.views.limits import limited
from runs.views.people import PersonRequest, actor

Take = Callable[[Shows, datetime], Snapshot]


@require_POST
@limited("share")
def share_run(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    run = access.run_or_404(request.user, stack, run_id)
    access.require(request.user, run.stack.team, Deed.SHARE, Attempt("link_created", run=run))
    form = ShareForm(request.POST, parts=OF_RUN)
    response = _share(request, about_run(run), form, lambda shows, now: take_run(run, shows, now))
    if form.has_error(Part.SCRIPT.value):
        record_run_event(actor(request), run, "link_created", Outcome.FAILED, reason="script_unreadable")
    return response


@require_POST
@limited("share")
def share_load_test(request: PersonRequest, stack: str, test_id: int) -> HttpResponse:
    test = access.load_test_or_404(request.user, stack, test_id)
    access.require(request.user, test.stack.team, Deed.SHARE, Attempt("link_created", test=test))
    form = ShareForm(request.POST, parts=OF_HISTORY)
    return _share(request, about_history(test), form, lambda shows, now: take_history(test, shows, now))


def _share(request: PersonRequest, subject: Subject, form: ShareForm, take: Take) -> HttpResponse:
    """Answers with the address itself, not with a redirect: nothing may keep the secret until the next request."""
    room = links_of(subject.stack.team)
    if form.is_valid() and room.is_reached:
        form.add_error(None, room.sentence)
    snapshot = _taken(form, take) if form.is_valid() else None
    if snapshot is None:
        context = {"form": form, "subject": subject_view(subject), "url": share_url(subject)}
        return render(request, "sharing/form.html", context, status=422)
    made = make_link(subject, snapshot, form.shows, form.life, actor(request))
    context = {"made": made_link(made, timezone.now()), "subject": subject_view(subject), "warning": room.sentence}
    response = render(request, "sharing/made.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _taken(form: ShareForm, take: Take) -> Snapshot | None:
    """None where the script can't be had; the form then says why, and keeps what was ticked."""
    try:
        return take(form.shows, timezone.now())
    except (K6Error, NotConnected, Unreadable, NotKept) as trouble:
        sentence = f"The script could not be read, so nothing was shared. {trouble_words(trouble)}"
        form.add_error(Part.SCRIPT.value, sentence)
        return None
