"""What was done in a team, for its leads: a page, and the same as a file."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs import access, audit
from runs.access import Deed
from runs.forms.audit import AuditForm
from runs.models import AuditEvent, Team
from runs.models.audit import AuditQuerySet
from runs.paging import MOST_ROWS, newest_first, read_cursor
from runs.presenters.audit_export import audit_csv, audit_json
from runs.presenters.audit_page import audit_choices, event_rows
from runs.presenters.pager import plain_pager
from runs.presenters.teams import team_head
from runs.views.pace import at_a_human_pace
from runs.views.people import PersonRequest, actor
from runs.views.streaming import export_of

FORMATS = {"csv": (audit_csv, "text/csv; charset=utf-8"), "json": (audit_json, "application/json")}


@require_safe
@at_a_human_pace
def team_audit(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.READ_AUDIT)
    form = AuditForm(request.GET, audit_choices())
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = newest_first(_events(found, form), "at", after=places["after"], before=places["before"])
    context = {
        "team": team_head(found, "team_audit", is_lead=True),
        "form": form,
        "rows": event_rows(page.rows, timezone.now()),
        "ignored": [*form.ignored, *(name for name, text in places.items() if text and not read_cursor(text))],
        "narrows": bool(form.asked),
        "pager": plain_pager(request.path, form.asked, page.newer, page.older),
        "exports": _exports(found, form),
    }
    return render(request, "teams/audit.html", context)


@require_safe
@at_a_human_pace
def audit_export(request: PersonRequest, team: str, suffix: str) -> HttpResponseBase:
    """All that the filters leave, however long; that it was taken away is in the audit too."""
    found = access.team_or_404(request.user, team, Deed.READ_AUDIT, "audit_exported")
    form = AuditForm(request.GET, audit_choices())
    written, content_type = FORMATS[suffix]
    events = _each(_events(found, form))

    def record() -> None:
        if request.method == "GET":
            audit.record(actor(request), "audit_exported", team=found, format=suffix, filters=urlencode(form.asked))

    return export_of(written(events), f"{found.slug}-audit.{suffix}", content_type, record=record)


def _events(team: Team, form: AuditForm) -> AuditQuerySet:
    return form.narrow(AuditEvent.objects.counted().filter(team_id=team.pk))


def _each(events: AuditQuerySet) -> Iterator[AuditEvent]:
    """In pages, so that neither memory nor a query grows with the audit."""
    page = newest_first(events, "at", size=MOST_ROWS)
    yield from page.rows
    while page.older:
        page = newest_first(events, "at", after=page.older, size=MOST_ROWS)
        yield from page.rows


def _exports(team: Team, form: AuditForm) -> list[tuple[str, str]]:
    query = urlencode(form.asked)
    addresses = {suffix: reverse(f"audit_{suffix}", args=[team.slug]) for suffix in FORMATS}
    return [(suffix.upper(), f"{url}?{query}" if query else url) for suffix, url in addresses.items()]
