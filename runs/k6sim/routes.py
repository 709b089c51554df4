"""Which operation answers which method and path."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import name_operations as names
from . import run_operations as runs
from .answers import Answer, Refusal, error, not_found
from .calls import Call

Operation = Callable[[Call], Answer]

BASE = "/cloud/v6"
AUTH_PATH = f"{BASE}/auth"

ROUTES: tuple[tuple[str, dict[str, Operation]], ...] = (
    ("/test_runs", {"GET": runs.list_runs}),
    ("/test_runs/{id}", {"GET": runs.get_run, "PATCH": runs.patch_run, "DELETE": runs.delete_run}),
    ("/test_runs/{id}/abort", {"POST": runs.abort_run}),
    ("/test_runs/{id}/save", {"POST": runs.save_run}),
    ("/test_runs/{id}/unsave", {"POST": runs.unsave_run}),
    ("/test_runs/{id}/star", {"POST": runs.star_run}),
    ("/test_runs/{id}/unstar", {"POST": runs.unstar_run}),
    ("/test_runs/{id}/distribution", {"GET": runs.get_distribution}),
    ("/test_runs/{id}/script", {"GET": runs.get_script}),
    ("/load_tests", {"GET": names.list_load_tests}),
    ("/load_tests/{id}", {"GET": names.get_load_test}),
    ("/load_tests/{id}/test_runs", {"GET": runs.list_load_test_runs}),
    ("/projects", {"GET": names.list_projects}),
    ("/projects/{id}", {"GET": names.get_project}),
    ("/projects/{id}/load_tests", {"GET": names.list_project_load_tests}),
    ("/load_zones", {"GET": names.list_load_zones}),
)


@dataclass(frozen=True, slots=True)
class Match:
    """An operation and the id in its path, 0 where it has none."""

    operation: Operation
    ident: int


def match(method: str, path: str) -> Match:
    """The operation for a request; 404 for an unknown path, 405 for a known one asked otherwise."""
    for pattern, operations in _COMPILED:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        if method not in operations:
            answer = error(405, "method_not_allowed", f'Method "{method}" not allowed.')
            allow = {"Allow": ", ".join(operations)}
            raise Refusal(Answer(answer.status, answer.body, answer.content_type, allow))
        return Match(operations[method], int(found["id"]) if "id" in pattern.groupindex else 0)
    raise not_found()


_COMPILED = tuple(
    (re.compile(re.escape(BASE) + path.replace("{id}", "(?P<id>[0-9]{1,19})")), operations)
    for path, operations in ROUTES
)
