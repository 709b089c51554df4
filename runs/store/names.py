"""Names of load tests and projects as the API told them."""

from collections.abc import Sequence

from runs.k6api.records import LoadTestRecord, ProjectRecord
from runs.models import LoadTest, Project, Stack

NAME_MAX = 255


def save_projects(stack: Stack, records: Sequence[ProjectRecord]) -> None:
    rows = {r.project_id: Project(stack=stack, project_id=r.project_id, name=r.name[:NAME_MAX]) for r in records}
    Project.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["stack", "project_id"], update_fields=["name"]
    )


def save_load_tests(stack: Stack, records: Sequence[LoadTestRecord]) -> None:
    """A moved load test takes its new project along."""
    rows = {
        r.test_id: LoadTest(stack=stack, test_id=r.test_id, project_id=r.project_id, name=r.name[:NAME_MAX])
        for r in records
    }
    LoadTest.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["stack", "test_id"],
        update_fields=["name", "project_id"],
    )
