"""What people did to a run, in words."""

from datetime import timedelta

import pytest

from runs.actions.words import REASONS
from runs.models import Kind
from runs.presenters.run_history import HistoryRow, run_history
from tests.builders import NOON
from tests.presenters.acting import make_event

LATER = NOON + timedelta(hours=1)


def row(action: str = "run_star", outcome: str = "done", **fields: object) -> HistoryRow:
    [found] = run_history([make_event(action, outcome, **fields)], LATER)
    return found


def test_an_event_tells_who_did_what_when_and_how_it_went() -> None:
    found = row()
    assert (found.who, found.what, found.at.relative) == ("ada@example.com", "Starred the run", "1 h ago")
    assert (found.outcome.word, found.outcome.icon) == ("Done", "check")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_action_has_words_for_done_and_for_only_tried(kind: Kind) -> None:
    done, tried = row(f"run_{kind}"), row(f"run_{kind}", "refused")
    assert "run_" not in done.what + tried.what
    assert tried.what.startswith("Tried to ")
    assert not done.what.startswith("Tried")


def test_a_download_of_the_script_is_part_of_the_history() -> None:
    assert row("script_downloaded").what == "Downloaded the script"
    refused = row("script_downloaded", "refused", detail={"reason": "role"})
    assert refused.what == "Tried to download the script"
    assert "it may hold secrets" in refused.reason


def test_the_length_of_a_note_is_told_and_never_its_text() -> None:
    assert row("run_note", detail={"note_length": 1204}).what == "Wrote the note (1,204 characters)"


@pytest.mark.parametrize("outcome", ["done", "refused", "failed"])
def test_outcomes_differ_in_word_and_shape(outcome: str) -> None:
    others = {"done", "refused", "failed"} - {outcome}
    face = row(outcome=outcome).outcome
    assert all(row(outcome=other).outcome.word != face.word for other in others)
    assert all(row(outcome=other).outcome.icon != face.icon for other in others)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_of_an_action_is_a_sentence(reason: str) -> None:
    sentence = row("run_save", "failed", detail={"reason": reason}).reason
    assert sentence
    assert "{" not in sentence


def test_the_words_of_the_api_stand_beside_the_reason() -> None:
    found = row("run_delete", "refused", detail={"reason": "conflict", "said": "Run is busy."})
    assert found.said == "Run is busy."


def test_our_own_sentence_is_not_put_into_the_mouth_of_the_api() -> None:
    found = row("run_abort", "refused", detail={"reason": "state", "said": "The run has ended {0}."})
    assert (found.reason, found.said) == ("The run has ended {0}.", "")


@pytest.mark.parametrize("reason", ["not_read", "changed_meanwhile"])
def test_a_note_that_was_not_written_says_so(reason: str) -> None:
    assert row("run_note", "refused", detail={"reason": reason}).reason.endswith("so nothing was written.")


def test_an_event_that_nobody_has_words_for_stands_as_it_is() -> None:
    found = row("run_teleport", "splendid", actor_email="", detail={"reason": "odd"})
    assert (found.what, found.outcome.word, found.who, found.reason) == ("run_teleport", "splendid", "Somebody", "")


def test_the_order_of_the_events_is_kept() -> None:
    events = [make_event("run_star"), make_event("run_unstar"), make_event("run_save")]
    assert [found.what for found in run_history(events, LATER)] == [
        "Starred the run",
        "Took the star away",
        "Saved the results",
    ]
