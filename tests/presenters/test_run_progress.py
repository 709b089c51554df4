"""How far a live run has come."""

from datetime import timedelta
from typing import Any

import pytest

from runs.presenters.records import record_of
from runs.presenters.run_progress import Progress, run_progress
from tests.builders import NOON, make_run
from tests.presenters.run_pages import entry

pytestmark = pytest.mark.django_db


def progress(minutes: float, **fields: Any) -> Progress | None:
    """Of a run that was created at noon and is under load from five past, that many minutes after noon."""
    history = [entry("created", 0), entry("running", 5)]
    defaults = {"status": "running", "result": None, "ended": None, "created": NOON, "status_history": history}
    run = make_run(**{**defaults, "estimated_duration": 1800, **fields})
    return run_progress(run, record_of(run.document), NOON + timedelta(minutes=minutes))


def test_a_run_under_load_tells_its_share_of_the_estimate() -> None:
    assert progress(20) == Progress(50, "50\u202f% of about 30 min under load")


def test_a_run_that_takes_longer_than_estimated_says_so() -> None:
    assert progress(50) == Progress(100, "Longer under load than the estimated 30 min.")


@pytest.mark.parametrize("status", ["created", "queued", "initializing"])
def test_a_waiting_run_is_not_under_load_yet(status: str) -> None:
    found = progress(2, status=status, status_history=[entry("created", 0)])
    assert found == Progress(0, "Not under load yet; about 30 min once it is.")


def test_nobody_can_tell_how_far_a_run_in_an_unknown_status_is() -> None:
    found = progress(20, status="hibernating")
    assert found
    assert found.percent is None
    assert "not known here" in found.text


def test_processing_means_that_the_load_is_over() -> None:
    found = progress(40, status="processing_metrics")
    assert found == Progress(100, "The load is over; Grafana processes the metrics.")


@pytest.mark.parametrize("estimate", [None, 0])
def test_without_an_estimate_nobody_can_tell(estimate: int | None) -> None:
    found = progress(20, estimated_duration=estimate)
    assert found == Progress(None, "Grafana gave no estimate of how long it takes.")


def test_a_clock_that_runs_behind_is_no_negative_progress() -> None:
    found = progress(-60)
    assert found
    assert found.percent == 0


def test_a_run_that_ended_has_no_progress() -> None:
    assert progress(60, status="completed", ended=NOON + timedelta(minutes=40)) is None


def test_without_a_document_there_is_none_either() -> None:
    run = make_run(status="running", result=None, ended=None)
    assert run_progress(run, None, NOON) is None
