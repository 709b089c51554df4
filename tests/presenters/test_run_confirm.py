"""What is asked before a run is aborted or deleted."""

import pytest

from runs.models import Kind, RunDistribution, TestRun
from runs.presenters.run_confirm import Confirmation, confirmation
from tests.builders import NOON, make_run, make_stack

pytestmark = pytest.mark.django_db


def asked(kind: Kind, run: TestRun | None = None) -> Confirmation:
    return confirmation(run or make_run(make_stack(slug="prod"), 42), kind)


@pytest.mark.parametrize("kind", [Kind.ABORT, Kind.DELETE])
def test_the_run_is_named_by_its_test_its_number_and_its_state(kind: Kind) -> None:
    sentence = asked(kind).sentence
    assert sentence == "\u201cTest #7\u201d, run #42: completed, passed."


def test_a_run_without_a_result_is_named_by_its_status_alone() -> None:
    run = make_run(make_stack(), 42, status="running", result=None, ended=None)
    assert asked(Kind.ABORT, run).sentence.endswith("run #42: running.")


def test_deleting_says_what_cannot_be_undone_what_stays_and_what_is_lost() -> None:
    question = asked(Kind.DELETE)
    assert "can't be undone" in question.final
    assert question.stays.startswith("Our record stays, archived")
    assert len(question.lost) == 2
    assert question.script_url == "/stacks/prod/runs/42/script/"


def test_a_distribution_that_is_kept_here_is_not_lost() -> None:
    run = make_run()
    RunDistribution.objects.create(run=run, zones=[], fetched_at=NOON)
    [sentence] = asked(Kind.DELETE, run).lost
    assert "script" in sentence


def test_aborting_loses_nothing_that_was_measured() -> None:
    question = asked(Kind.ABORT)
    assert "can't go on" in question.final
    assert (question.lost, question.script_url) == ((), "")
    assert "stays in Grafana" in question.stays


@pytest.mark.parametrize(("kind", "label"), [(Kind.ABORT, "Abort the run"), (Kind.DELETE, "Delete the run")])
def test_the_button_says_what_it_does_and_there_is_a_way_back(kind: Kind, label: str) -> None:
    question = asked(kind)
    assert question.label == label
    assert question.url == f"/stacks/prod/runs/42/{kind}/"
    assert question.back_url == "/stacks/prod/runs/42/"
