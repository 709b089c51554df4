"""One run."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs import access
from runs.presenters.run_page import run_page
from runs.views.people import PersonRequest


@require_safe
def run(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    found = access.run_or_404(request.user, stack, run_id)
    page = run_page(found, getattr(found, "document", None), timezone.now())
    return render(request, "runs/run.html", {"page": page})
