"""A run's script: to read, to download without its secrets, and to download as it came."""

from contextlib import ExitStack

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs import access
from runs.access import Attempt, Deed
from runs.audit import Outcome, record_run_event
from runs.domain.archives import Limits
from runs.keeping import same_script
from runs.neighbours import earlier_run, neighbours_of
from runs.presenters.run_kept import run_kept
from runs.presenters.run_script import number_of, run_script
from runs.presenters.same_script import same_script_view
from runs.presenters.script_changes import script_changes
from runs.scripts import compare, masked_script, open_download, read_run_script
from runs.views.answers import api_trouble_goes_to
from runs.views.pace import at_a_human_pace
from runs.views.people import PersonRequest, actor
from runs.views.streaming import download_of

MOST_NAMED = 20
# Texts beside the main script: one file of the largest size that is shown.
ON_A_PAGE = Limits(texts=Limits().shown)


@require_safe
@at_a_human_pace
@api_trouble_goes_to("run")
def read(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    found, now = access.run_or_404(request.user, stack, run_id), timezone.now()
    may_download = access.may(request.user, found.stack.team, Deed.DOWNLOAD_SCRIPT)
    chosen = request.GET.get("file", "")
    script = read_run_script(found, ON_A_PAGE, first=number_of(chosen))
    context = {
        "script": run_script(found, script, may_download=may_download, chosen=chosen),
        "kept": run_kept(found, now),
        "same": same_script_view(found, same_script(found, MOST_NAMED), now),
    }
    return render(request, "runs/script.html", context)


@require_safe
@at_a_human_pace
def changes(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    """Against the run named in `since`, else the previous one; only what is kept here is compared."""
    found = access.run_or_404(request.user, stack, run_id)
    beside = neighbours_of(found)
    before = earlier_run(found, request.GET.get("since", "")) or beside.previous
    view = script_changes(found, beside, compare(found, before), timezone.now())
    return render(request, "runs/changes.html", {"changes": view})


@require_safe
@at_a_human_pace
@api_trouble_goes_to("run")
def download_masked(request: PersonRequest, stack: str, run_id: int) -> HttpResponseBase:
    """The text of what the page shows: for everybody in the team, and in the audit like the raw one."""
    found = access.run_or_404(request.user, stack, run_id)
    script = masked_script(found)
    if request.method == "GET":
        record_run_event(actor(request), found, "script_downloaded", Outcome.DONE, masked=True)
    return download_of(script.pieces, f"k6-run-{found.run_id}-masked.{script.suffix}")


@require_safe
@api_trouble_goes_to("run")
def download(request: PersonRequest, stack: str, run_id: int) -> HttpResponseBase:
    """The raw script may hold secrets: for members, and in the audit. Our own headers, none of the API's."""
    found = access.run_or_404(request.user, stack, run_id)
    access.require(request.user, found.stack.team, Deed.DOWNLOAD_SCRIPT, Attempt("script_downloaded", run=found))
    with ExitStack() as until_sent:
        script = until_sent.enter_context(open_download(found))
        if request.method == "GET":
            record_run_event(actor(request), found, "script_downloaded", Outcome.DONE)
        response = download_of(script, f"k6-run-{found.run_id}.{script.suffix}")
        until_sent.pop_all()  # from here on the answer closes it
    response.headers["Content-Encoding"] = "identity"
    if script.length is not None:
        response.headers["Content-Length"] = str(script.length)
    return response
