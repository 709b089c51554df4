"""A run's page, and its load test's, at a glance: drawn, explained, and bounded in what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import Stack, TestRun
from tests.builders import NOON, make_run, make_runs, make_stack, run_document
from tests.pages.visiting import HTMX, Answer, visible, visitor
from tests.samples import sample, sample_names

pytestmark = pytest.mark.django_db

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
STAGES = {"stages": [{"duration": "10m0s", "target": 10}, {"duration": "20m0s", "target": 10}]}


def open_run(run: TestRun, part: str = "", **headers: str) -> Answer:
    return visitor(run.stack).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/{part}", headers=headers)


def open_test(stack: Stack) -> Answer:
    return visitor(stack).get(f"/stacks/{stack.slug}/tests/7/")


def queries_of(stack: Stack, path: str) -> int:
    client = visitor(stack)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/stacks/{stack.slug}/{path}").status_code == 200
    return len(queries)


def test_a_run_shows_its_planned_load_drawn_and_in_words() -> None:
    said = visible(open_run(make_run(options=STAGES)))
    assert "Load profile" in said
    assert "Up to 10 VUs, first after 10 min; 1 at the start, 10 at the end, over 30 min." in said
    assert "default ramping-vus : from 1 VU through 2 stages" in said


def test_the_profile_of_a_live_run_moves_with_what_is_polled() -> None:
    run = make_run(options=STAGES, status="running", result=None, ended=None)
    assert "Load profile" in visible(open_run(run, "live/", **HTMX))
    assert "Beside other runs of this test" not in visible(open_run(run, "live/", **HTMX))


def test_a_run_says_how_it_differs_from_the_last_one_that_passed() -> None:
    stack = make_stack()
    make_runs(stack, run_document(1, max_vus=10), run_document(2, max_vus=20, result="failed"), run_document(3))
    said = visible(open_run(stack.runs.get(run_id=2)))
    assert "Against the last passed run before it, #1" in said
    assert "VUs 10 20 +100" in said
    assert "Next run #3 Passed" in said


def test_a_load_test_shows_its_last_runs_and_its_pass_rate() -> None:
    stack = make_stack()
    make_runs(stack, run_document(1), run_document(2, result="failed"))
    assert "1 of 2 runs with a result passed: 50" in visible(open_test(stack))


def test_a_load_test_of_one_run_has_no_charts() -> None:
    run = make_run()
    assert "As a table" not in visible(open_test(run.stack))


def test_a_load_test_s_page_costs_as_many_queries_however_many_runs_it_has() -> None:
    few, many = make_stack(), make_stack()
    make_runs(few, run_document(1), run_document(2))
    make_runs(many, *(run_document(number) for number in range(1, 60)))
    assert queries_of(few, "tests/7/") == queries_of(many, "tests/7/") <= 19


def test_a_run_with_many_neighbours_costs_as_many_queries_as_one_with_two() -> None:
    few, many = make_stack(), make_stack()
    make_runs(few, *(run_document(number) for number in (1, 2, 3)))
    make_runs(many, *(run_document(number) for number in range(1, 60)))
    assert queries_of(few, "runs/2/") == queries_of(many, "runs/30/") <= 12


HOSTILE: list[Any] = [
    {"stages": [{"duration": "1s", "target": number % 97} for number in range(10_000)]},
    {"scenarios": {f"{ATTACK}{number}": {"executor": ATTACK} for number in range(300)}},
    {"scenarios": {"a": {"executor": "constant-vus", "vus": -5, "duration": "-1h"}}},
    {"stages": [{"duration": "106751d", "target": 10**7}]},
    {"thresholds": {ATTACK: [ATTACK, {"threshold": ATTACK, "abortOnFail": True, "delayAbortEval": ATTACK}]}},
    {"tags": {ATTACK: ATTACK}, "vus": ATTACK, "duration": ATTACK},
    {"hosts": {f"host-{number}": "x" * 1_000 for number in range(5_000)}},
]


@pytest.mark.parametrize("options", HOSTILE, ids=lambda options: next(iter(options)))
def test_hostile_options_leave_the_page_standing(options: Any) -> None:
    stack = make_stack()
    zones = [{"load_zone": ATTACK, "percent": 100}]
    first, second = (run_document(number, options=options, note=ATTACK, distribution=zones) for number in (1, 2))
    make_runs(stack, first, {**second, "options": {**options, "tags": {"b": ATTACK}}})
    response = open_run(stack.runs.get(run_id=2))
    page = response.content.decode()

    assert response.status_code == 200
    assert "<script>alert" not in page
    assert "<img" not in page
    assert len(page) < 600_000


@pytest.mark.parametrize("name", sample_names("run_"))
def test_the_cost_of_every_documented_run_is_there_and_an_estimate_is_called_one(name: str) -> None:
    document = sample(name)
    (run,) = make_runs(make_stack(), document)
    said = visible(open_run(run))
    has_cost = bool(document.get("cost"))

    assert ("Before reductions" in said) == has_cost
    assert ("An estimate until the run has ended." in said) == (has_cost and run.active)


def test_every_reduction_is_told() -> None:
    reductions = {"volume": 10, "local_run": 25, "new_kind": 1}
    breakdown = {
        "protocol_vuh": 6,
        "browser_vuh": 0.75,
        "base_total_vuh": 10,
        "reduction_rate": 32.5,
        "reduction_rate_breakdown": reductions,
    }
    said = visible(open_run(make_run(cost={"total_vuh": 6.75, "breakdown": breakdown})))
    for part in ("Total 6.75 VUH", "Protocol VUs 6.00 VUH", "Browser VUs 0.75 VUH", "Before reductions 10.00 VUH"):
        assert part in said
    assert "Reduced by 32.5" in said


def test_what_the_api_can_not_say_plainly_is_said_plainly() -> None:
    passed = visible(open_run(make_run(options={"thresholds": {"checks": ["rate>0.9"]}})))
    assert "A threshold whose metric has no samples passes too; checks never fail a run." in passed
    history = [
        {"type": kind, "entered": (NOON + timedelta(minutes=number)).isoformat()}
        for number, kind in enumerate(["created", "running", "processing_metrics", "aborted"])
    ]
    aborted = visible(open_run(make_run(status="aborted", result="error", status_history=history)))
    assert "The load was over: the run ended while its metrics were being processed." in aborted
