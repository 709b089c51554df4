"""What is asked before a run is aborted or deleted."""

import pytest

from runs.actions import Answer
from runs.keeping import Loss
from runs.models import Kind, TestRun
from runs.presenters.run_confirm import Confirmation, confirmation, confirmation_again
from tests.builders import make_run, make_stack
from tests.keeping.scripts import known_script

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


def test_deleting_says_what_cannot_be_undone_what_stays_and_that_the_rest_is_kept_first() -> None:
    question = asked(Kind.DELETE)
    assert "can't be undone" in question.final
    assert question.stays.startswith("Our record stays, archived")
    assert "kept here first" in question.stays
    assert (question.lost, question.agreed, question.script_url) == ((), (), "")


def test_a_script_that_nobody_wants_kept_is_named_as_lost_at_once() -> None:
    question = asked(Kind.DELETE, make_run(make_stack(slug="prod", keeps_scripts=False), 42))
    assert question.lost == ("Its script will be lost: a lead has switched off that scripts of this stack are kept.",)
    assert (question.agreed, question.script_url) == (("script",), "/stacks/prod/runs/42/script/")


def test_a_script_that_is_kept_is_never_lost() -> None:
    run = make_run(make_stack(slug="prod", keeps_scripts=False), 42)
    known_script(run, "a")
    assert asked(Kind.DELETE, run).lost == ()


def test_asked_again_it_names_what_will_be_lost_and_the_button_says_so() -> None:
    losses = (Loss("script", "Its script will be lost."), Loss("distribution", "Its nodes will be lost."))
    question = confirmation_again(make_run(), Answer(None, "Nothing was deleted.", losses))
    assert (question.why, question.label) == ("Nothing was deleted.", "Delete it all the same")
    assert question.lost == ("Its script will be lost.", "Its nodes will be lost.")
    assert question.agreed == ("script", "distribution")
    assert "kept here first" not in question.stays


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
