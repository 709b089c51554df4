"""Names of load tests and projects as the API told them."""

import logging
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db.models import Manager

from runs.domain.redaction import replace_tokens
from runs.k6api.records import LoadTestRecord, ProjectRecord
from runs.models import LoadTest, Project, Stack
from runs.store.tokens import tokens_of
from runs.store.upserts import write_each

NAME_MAX = 255
# Of each kind in a stack. Past it known names are kept current, and those that runs need are still made with the runs.
MOST_NAMES = 200_000
Named = TypeVar("Named", Project, LoadTest)

log = logging.getLogger(__name__)


def save_projects(stack: Stack, records: Sequence[ProjectRecord]) -> None:
    tokens = tokens_of(stack)
    rows = {r.project_id: Project(stack=stack, project_id=r.project_id, name=_name(r.name, tokens)) for r in records}

    def write(some: Sequence[Project]) -> None:
        Project.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["stack", "project_id"], update_fields=["name"]
        )

    for project, error in write_each(_with_room(stack.projects, "project_id", rows), write):
        log.warning("project %s of %s can't be stored: %s", project.project_id, stack.slug, type(error).__name__)


def save_load_tests(stack: Stack, records: Sequence[LoadTestRecord]) -> None:
    """A moved load test takes its new project along."""
    tokens = tokens_of(stack)
    rows = {
        r.test_id: LoadTest(stack=stack, test_id=r.test_id, project_id=r.project_id, name=_name(r.name, tokens))
        for r in records
    }

    def write(some: Sequence[LoadTest]) -> None:
        LoadTest.objects.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=["stack", "test_id"],
            update_fields=["name", "project_id"],
        )

    for test, error in write_each(_with_room(stack.load_tests, "test_id", rows), write):
        log.warning("load test %s of %s can't be stored: %s", test.test_id, stack.slug, type(error).__name__)


def _name(name: str, tokens: Sequence[str]) -> str:
    return str(replace_tokens(name, tokens))[:NAME_MAX]


def _with_room(mine: "Manager[Named]", column: str, rows: Mapping[int, Named]) -> list[Named]:
    """All rows, or only known ones where the stack has too many. Counted only where all stacks together have many."""
    highest = mine.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    if highest + len(rows) <= MOST_NAMES or mine.count() + len(rows) <= MOST_NAMES:
        return list(rows.values())
    known = set(mine.filter(**{f"{column}__in": list(rows)}).values_list(column, flat=True))
    return [row for key, row in rows.items() if key in known]
