"""(A6) An API that invents names, starters or unreadable rows without end fills no table."""

import pytest

from runs.k6api.records import LoadTestRecord, ProjectRecord, RejectedRow
from runs.models import LoadTest, Project
from runs.store import save_load_tests, save_projects, set_aside
from tests.builders import NOON, make_run, make_stack

pytestmark = pytest.mark.django_db


def test_rows_that_cannot_be_read_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.store.marks.MOST_SET_ASIDE", 5)
    stack = make_stack()
    for start in (0, 3, 6, 9):
        set_aside(stack, [RejectedRow(0, number, "no date") for number in range(start, start + 3)], NOON)
    assert stack.set_aside.count() == 3
    later = NOON.replace(hour=13)
    set_aside(stack, [RejectedRow(0, number, "no date") for number in range(6)], later)
    assert list(stack.set_aside.values_list("last_seen", flat=True)) == [later] * 3


def test_names_are_kept_up_to_a_number_and_known_ones_stay_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.store.names.MOST_NAMES", 3)
    stack, other = make_stack(), make_stack()
    Project.objects.create(stack=other, project_id=1)
    for number in range(10):
        save_projects(stack, [ProjectRecord(number, "first", None, None)])
        save_load_tests(stack, [LoadTestRecord(number, 0, "first", None, None)])
    assert (stack.projects.count(), stack.load_tests.count()) == (3, 3)
    save_projects(stack, [ProjectRecord(number, "second", None, None) for number in range(10)])
    save_load_tests(stack, [LoadTestRecord(number, 0, "second", None, None) for number in range(10)])
    assert set(Project.objects.filter(stack=stack).values_list("name", flat=True)) == {"second"}
    assert set(LoadTest.objects.values_list("name", flat=True)) == {"second"}


def test_ever_new_starters_and_zones_of_one_run_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.store.shared.MOST", 5)
    stack = make_stack()
    for number in range(9):
        zones = [{"load_zone": f"zone-{number}", "percent": 100}]
        run = make_run(stack, 5, started_by=f"person{number}@example.com", distribution=zones)
    assert stack.runs.get() == run
    assert (stack.starters.count(), stack.zone_sets.count()) == (5, 5)
