"""A stack disconnected: its record stays, or goes as well."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from runs import access, stacks
from runs.access import Deed
from runs.models import Stack
from runs.presenters.leaving import leaving
from runs.tasks import enqueue_removal
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again

KEEP, REMOVE = "keep", "remove"


@require_POST
@password_again("disconnect a stack")
def stack_disconnect(request: PersonRequest, stack: str) -> HttpResponse:
    """Asks first what becomes of its record, naming all of it."""
    found = access.stack_or_404(request.user, stack, Deed.MANAGE_STACKS)
    choice = request.POST.get("record")
    if request.POST.get("confirm") != "yes":
        return _asked(request, found)
    if choice == KEEP:
        stacks.disconnect(found, actor(request))
        messages.success(request, f"{found.name} is disconnected. Its record stays here to read.")
        return redirect("stack_settings", stack)
    if choice != REMOVE:
        return _asked(request, found, "Choose what becomes of its record.", 422)
    access.require(request.user, found.team, Deed.PURGE)
    stacks.remove(found, actor(request))
    enqueue_removal(found)
    messages.success(request, f"{found.name} is disconnected, and its record is being removed.")
    return redirect("stacks")


def _asked(request: PersonRequest, stack: Stack, error: str = "", status: int = 200) -> HttpResponse:
    context = {"leaving": leaving(stack, stacks.held_by(stack), error)}
    return render(request, "stacks/disconnect.html", context, status=status)
