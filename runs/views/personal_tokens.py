"""A person's own token for a stack: entered, replaced, deleted, and never shown again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from runs import access, stacks
from runs.access import Deed
from runs.forms import NOT_CHECKED, TokenForm
from runs.models import PersonalToken, Stack
from runs.people.tokens import Moved, forget, store
from runs.presenters.personal_tokens import token_row
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@password_again("enter a token")
def personal_token(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.ACT)
    form = TokenForm(request.POST or None)
    if form.is_valid() and _is_accepted(found, form) and _store(request, found, form):
        messages.success(request, f"What you do on {found.name} is now recorded under your name.")
        return redirect("profile")
    row = PersonalToken.objects.filter(user=request.user, stack=found).select_related("stack").first()
    context = {"form": form, "token": token_row(found, row, timezone.now()), "slug": found.slug}
    return render(request, "account/personal_token.html", context, status=422 if form.errors else 200)


@require_POST
@password_again("delete a token")
def personal_token_delete(request: PersonRequest, stack: str) -> HttpResponse:
    found = access.stack_or_404(request.user, stack, Deed.ACT)
    if forget(request.user, found, actor(request)):
        messages.success(request, f"Your token is deleted. What you do on {found.name} goes under the stack's.")
    return redirect("profile")


def _store(request: PersonRequest, stack: Stack, form: TokenForm) -> bool:
    try:
        store(request.user, stack, form.cleaned_data["token"], actor(request))
    except Moved:
        form.add_error("token", "The stack was changed meanwhile, so nothing was saved. Enter the token again.")
    return not form.errors


def _is_accepted(stack: Stack, form: TokenForm) -> bool:
    """Tried on the very stack. What is against it is said at the field."""
    details = stacks.Details(stack.name, stack.grafana_url, stack.stack_id, form.cleaned_data["token"])
    for finding in stacks.refusals(stacks.try_out(details, stack)):
        hint = f" {NOT_CHECKED}" if finding.part == "reachable" else ""
        form.add_error("token", f"{finding.sentence}{hint}")
    return not form.errors
