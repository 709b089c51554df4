"""The three runs that the API's documentation shows, as their pages read them."""

from datetime import timedelta
from typing import Any

import pytest

from runs.k6api.records import RunRecord
from runs.k6sim import Simulator
from runs.models import TestRun
from runs.presenters.records import record_of
from runs.presenters.run_page import RunPage, run_page
from tests.builders import make_runs, make_stack
from tests.presenters.run_pages import value

pytestmark = pytest.mark.django_db

EXAMPLES = 880_308


def example(place: int, minutes_later: int = 60) -> tuple[RunPage, RunRecord]:
    """The page of one of the three, some minutes after the run was created; the last created comes first."""
    documents: list[dict[str, Any]] = [
        one for one in Simulator(1, gallery=True).run_documents() if one["test_id"] == EXAMPLES
    ]
    [run] = make_runs(make_stack(), documents[::-1][place])
    found = TestRun.objects.with_its_page().get(pk=run.pk)
    record = record_of(found.document)
    assert record
    return run_page(found, found.document, run.created + timedelta(minutes=minutes_later)), record


def steps(page: RunPage) -> list[tuple[str, str]]:
    assert page.story
    return [(step.face.word, step.length) for step in page.story.steps]


def profile(page: RunPage) -> list[tuple[str, str]]:
    assert page.profile
    return [(row.at, row.vus) for row in page.profile.rows]


def assert_documented_cost(page: RunPage, estimate: str) -> None:
    labels = ("Total", "Protocol VUs", "Browser VUs", "Before reductions")
    assert [value(page, label) for label in labels] == [f"{estimate}{n} VUH" for n in ("6.75", "6.75", "0.00", "10.00")]
    assert value(page, "Reduced by") == "32.5\u202f%"
    assert value(page, "Reduction: Local or private execution") == "25\u202f%"
    assert value(page, "Reduction: Volume discount") == "10\u202f%"


def test_the_completed_run() -> None:
    page, record = example(0)
    assert (page.status.word, page.result.word) == ("Completed", "Passed")
    assert steps(page) == [
        ("Created", "10 s"),
        ("Initializing", "10 s"),
        ("Running", "30 min"),
        ("Processing metrics", "10 s"),
        ("Completed", ""),
    ]
    assert (value(page, "Under load"), value(page, "Processing metrics")) == ("30 min", "10 s")
    assert (value(page, "Waiting"), value(page, "From creation to end")) == ("20 s", "30 min 30 s")
    assert_documented_cost(page, "")
    assert page.reason
    assert page.reason.sentence == "Completed; no threshold was crossed."
    assert profile(page) == [("0 s", "1"), ("10 min", "10"), ("30 min", "10")]
    assert page.story
    assert page.story.odd == ()
    assert record.problems == ()


def test_the_running_one() -> None:
    page, _ = example(1, minutes_later=20)
    assert (page.status.word, page.result.word) == ("Running", "No result yet")
    assert steps(page) == [("Created", "10 s"), ("Initializing", "10 s"), ("Running", "19 min 40 s so far")]
    assert (value(page, "Under load"), value(page, "Processing metrics"), value(page, "Ended")) == (
        "19 min 40 s",
        "\u2013",
        "Not yet",
    )
    assert_documented_cost(page, "\u2248 ")
    assert page.reason is None
    assert page.profile
    assert page.profile.reached
    assert page.profile.reached.words == "Under load for 19 min 40 s so far."


def test_the_one_that_was_not_valid() -> None:
    page, record = example(2)
    assert (page.status.word, page.result.word) == ("Aborted", "Error")
    assert steps(page) == [("Created", "10 s"), ("Aborted", "")]
    assert (value(page, "Waiting"), value(page, "Under load"), value(page, "From creation to end")) == (
        "10 s",
        "\u2013",
        "10 s",
    )
    assert value(page, "Total") == "\u2013"
    assert page.reason
    assert (page.reason.message, page.reason.code) == ("Validation error", 123)
    assert page.reason.sentence == "Aborted, with the code 123, whose meaning is not published."
    assert (page.profile, page.zones, record.options) == (None, (), None)
