"""For whoever watches the site: is the process there, can it serve. `k6admin.middleware.probes` answers with these."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers. Nothing is asked of anybody."""
    return _said("ok", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers and has every migration."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return _said("no database", 503)
    if not _needed() <= applied.keys():
        return _said("migrations are missing", 503)
    return _said("ok", 200)


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """Every migration of this code. Read from its files once in a process: this is asked every few seconds."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _said(words: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain", headers=headers)
