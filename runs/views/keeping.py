"""What is kept for good: a stack's switch for scripts, and a record removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from runs import access
from runs.access import Attempt, Deed
from runs.keeping import StillThere, purge_run
from runs.keeping.purge import why_not_purged
from runs.keeping.wanted import want_scripts
from runs.presenters.run_purge import purge_question, purged_words
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again


@require_POST
def stack_scripts(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.MANAGE_STACKS)
    wanted = request.POST.get("keep") == "yes"
    want_scripts(found, actor(request), wanted=wanted)
    messages.success(request, f"Scripts of {found.name} are {'kept' if wanted else 'no longer kept'} from now on.")
    return redirect("stack_settings", stack)


def _is_confirmed(request: HttpRequest) -> bool:
    return request.POST.get("confirm") == "yes"


@require_POST
@password_again("remove a record for good", when=_is_confirmed)
def run_purge(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    run = access.run_or_404(request.user, stack, run_id)
    access.require(request.user, run.stack.team, Deed.PURGE, Attempt("run_purged", run=run))
    try:
        if not _is_confirmed(request) and not why_not_purged(run):
            return render(request, "runs/confirm.html", {"confirmation": purge_question(run, timezone.now())})
        gone = purge_run(run, actor(request))
    except StillThere as error:
        messages.warning(request, str(error))
        return redirect("run", stack, run_id)
    messages.success(request, purged_words(run, gone))
    return redirect("load_test", stack, run.load_test.test_id)
