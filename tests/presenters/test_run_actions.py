"""What a person may do to a run, and how what they did stands."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from runs.access import REFUSALS, Deed
from runs.models import Kind, PendingAction, State, TestRun
from runs.presenters.run_actions import REQUESTED, ActionButton, RunActions, run_actions
from tests.builders import NOON, make_run, make_stack
from tests.presenters.acting import make_action, settled

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(minutes=3)


def actions_on(
    run: TestRun,
    open_actions: Sequence[PendingAction] = (),
    last: PendingAction | None = None,
    *,
    may_act: bool = True,
) -> RunActions:
    return run_actions(run, open_actions, last, SOON, may_act=may_act)


def button(actions: RunActions, kind: Kind) -> ActionButton:
    [found] = [one for one in actions.buttons if one.kind == kind]
    return found


def running() -> TestRun:
    return make_run(status="running", result=None, ended=None)


def test_a_run_that_goes_on_may_be_aborted_and_not_deleted() -> None:
    actions = actions_on(running())
    assert button(actions, Kind.ABORT).why_not == ""
    assert button(actions, Kind.DELETE).why_not == "The run is still going. Abort it first, or wait for its end."


def test_a_run_that_ended_may_be_deleted_and_not_aborted() -> None:
    actions = actions_on(make_run())
    assert button(actions, Kind.DELETE).why_not == ""
    assert button(actions, Kind.ABORT).why_not == "The run has ended; there is nothing to abort."


def test_a_star_and_saving_are_offered_in_the_direction_that_changes_something() -> None:
    plain = {one.kind for one in actions_on(make_run()).buttons}
    kept = {one.kind for one in actions_on(make_run(is_starred=True, retention_expiry=None)).buttons}
    assert plain == {"star", "save", "abort", "delete"}
    assert kept == {"unstar", "unsave", "abort", "delete"}


def test_each_button_leads_to_its_own_action_on_this_run() -> None:
    actions = actions_on(make_run(make_stack(slug="prod"), 42))
    assert button(actions, Kind.STAR).url == "/stacks/prod/runs/42/star/"
    assert len({one.url for one in actions.buttons}) == len(actions.buttons)


def test_only_what_cannot_be_undone_asks_first_and_looks_dangerous() -> None:
    buttons = actions_on(running()).buttons
    assert {one.kind for one in buttons if one.asks} == {"abort", "delete"}
    assert {one.kind for one in buttons if one.tone == "danger"} == {"abort", "delete"}


def test_a_viewer_sees_every_action_with_the_one_reason_against_all_of_them() -> None:
    actions = actions_on(make_run(), may_act=False)
    assert {one.why_not for one in actions.buttons} == {REFUSALS[Deed.ACT]}
    [hindrance] = actions.hindrances
    assert (hindrance.labels, hindrance.sentence) == ("", REFUSALS[Deed.ACT])


@pytest.mark.parametrize("change", [{"archived": True}, {"not_visible_since": NOON}])
def test_nothing_can_be_done_to_a_run_that_grafana_does_not_show(change: dict[str, object]) -> None:
    run = make_run()
    TestRun.objects.filter(pk=run.pk).update(**change)
    run.refresh_from_db()
    assert all(one.why_not for one in actions_on(run).buttons)


def test_each_reason_stands_once_and_its_buttons_point_to_it() -> None:
    run = running()
    actions = actions_on(run, [make_action(run, Kind.STAR), make_action(run, Kind.SAVE)])
    reasons = {one.reason_id: one for one in actions.hindrances}
    assert reasons[button(actions, Kind.STAR).reason_id].labels == "Star, Save results"
    assert reasons[button(actions, Kind.DELETE).reason_id].labels == "Delete"
    assert button(actions, Kind.ABORT).reason_id == ""


def test_what_was_requested_cannot_be_requested_again_until_it_is_settled() -> None:
    run = running()
    assert button(actions_on(run, [make_action(run)]), Kind.ABORT).why_not == REQUESTED
    assert button(actions_on(run, [make_action(run, Kind.STAR)]), Kind.ABORT).why_not == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.ASKED, "Asking Grafana to abort the run\u2026"),
        (State.WAITING, "Abort requested. The run ends in a moment; this page follows it."),
        (State.UNKNOWN, "Outcome unknown: no usable answer came when asked to abort the run. Checking\u2026"),
    ],
)
def test_an_open_action_says_how_it_stands_who_wanted_it_and_when(state: State, words: str) -> None:
    run = running()
    [notice] = actions_on(run, [make_action(run, state=state, said="busy")]).pending
    assert (notice.text, notice.tone, notice.said) == (words, "info", "busy")
    assert (notice.who, notice.asked.relative) == ("ada@example.com", "3 min ago")


def test_the_last_refusal_is_told_with_the_words_of_the_api() -> None:
    run = running()
    last = actions_on(run, last=settled(run, Kind.DELETE, "refused", reason="still_running", said="No.")).last
    assert last
    assert (last.tone, last.said) == ("bad", "No.")
    assert last.text.startswith("Grafana can't delete a run that is still going.")


def test_what_simply_worked_is_not_told_again() -> None:
    run = make_run()
    assert actions_on(run, last=settled(run, Kind.STAR, "done")).last is None


def test_what_worked_otherwise_than_expected_is_told() -> None:
    run = make_run()
    last = actions_on(run, last=settled(run, Kind.ABORT, "done", reason="ended_first")).last
    assert last
    assert (last.tone, last.text) == ("info", "The run had ended by itself before the abort reached it.")


def test_trouble_of_a_quarter_of_an_hour_ago_is_not_told() -> None:
    run = make_run()
    just = settled(run, Kind.STAR, "failed", at=SOON - timedelta(minutes=14), reason="no_effect")
    old = settled(run, Kind.SAVE, "failed", at=SOON - timedelta(minutes=16), reason="no_effect")
    assert actions_on(run, last=just).last
    assert actions_on(run, last=old).last is None


def test_an_answer_that_a_notice_gives_already_can_be_recognised() -> None:
    run = running()
    failed = settled(run, Kind.STAR, "failed", reason="no_effect")
    actions = actions_on(run, [make_action(run, state=State.WAITING)], failed)
    assert actions.last
    assert actions.texts == (actions.pending[0].text, actions.last.text)
    assert actions_on(run).texts == ()
