"""How old the data is, and what keeps it from being fresh."""

from datetime import timedelta
from typing import Any

import pytest

from runs.models import Stack
from runs.presenters.freshness import ages, state_notices
from runs.presenters.troubles import TROUBLES, UNKNOWN, trouble_notice
from runs.troubles import NOT_CONNECTED
from tests.builders import NOON
from tests.presenters.states import stack_in

pytestmark = pytest.mark.django_db

OUR_OWN = {"database_error", "internal_error"}
WORDS_OF_THE_SYNC = {
    "token_unreadable",
    "database_error",
    "internal_error",
    "unauthorized",
    "forbidden",
    "not_found",
    "rate_limited",
    "server_error",
    "unavailable",
    "unreachable",
    "timeout",
    "cut_short",
    "tls",
    "not_json",
    "shape",
    "too_large",
    "redirect",
    "status",
    "refused",
    "too_many_calls",
    "too_many_runs",
    "left_alone",
}


def make_old_stack(minutes: float, **fields: Any) -> Stack:
    return stack_in(fresh_at=NOON - timedelta(minutes=minutes), **fields)


def told(stacks: list[Stack]) -> list[str]:
    return [f"{age.words} {age.at.relative}" if age.at else age.words for age in ages(stacks, NOON)]


def test_one_stack_needs_no_name() -> None:
    assert told([make_old_stack(0.2)]) == ["Synced 12 s ago"]
    assert [age.at and age.at.exact for age in ages([make_old_stack(0.2)], NOON)] == ["Sun 1 Nov 2026, 11:59:48 UTC"]


def test_a_stack_read_by_a_clock_ahead_was_read_just_now() -> None:
    assert told([make_old_stack(-60)]) == ["Synced just now"]


def test_of_very_many_notices_the_first_are_shown_and_the_others_counted() -> None:
    troubled = [make_old_stack(1, name=f"S{number}", trouble="unreachable") for number in range(12)]
    notices = state_notices(troubled, NOON)
    assert len(notices) == 3
    assert notices[-1].text.startswith("The same or something like it holds for 10 more stacks")
    assert len(state_notices(troubled[:3], NOON)) == 3


def test_a_few_stacks_are_named() -> None:
    stacks = [make_old_stack(1, name="A"), make_old_stack(60, name="B")]
    assert told(stacks) == ["A synced 1 min ago", "B synced 1 h ago"]


def test_of_many_stacks_the_oldest_is_named() -> None:
    stacks = [make_old_stack(minutes, name=f"S{minutes}") for minutes in (1, 90, 2, 3)]
    assert told(stacks) == ["4 stacks; S90 waits longest, synced 1 h ago"]


def test_a_stack_that_was_never_read_has_no_age() -> None:
    assert ages([stack_in(fresh_at=None)], NOON) == ()
    assert ages([], NOON) == ()


def test_fresh_data_needs_no_notice() -> None:
    assert state_notices([make_old_stack(9)], NOON) == ()


def test_old_data_without_a_known_reason_is_a_warning() -> None:
    [notice] = state_notices([make_old_stack(11, name="Prod")], NOON)
    assert (notice.tone, notice.text) == ("warn", "Prod was last read 11 min ago.")


def test_a_first_walk_is_told_with_its_progress() -> None:
    stack = stack_in(
        name="Prod",
        fresh_at=None,
        walk_finished=None,
        walk_started=NOON - timedelta(seconds=10),
        walk_rows=8500,
        walk_seconds=10,
        walk_total=20_000,
    )
    [notice] = state_notices([stack], NOON)
    assert notice.tone == "info"
    assert notice.text == "Prod: reading its history, 8,500 of 20,000 runs \u00b7 850/s \u00b7 14 s left."


def test_a_later_walk_is_nobodys_trouble() -> None:
    assert state_notices([make_old_stack(1, walk_started=NOON, walk_total=5)], NOON) == ()


def test_trouble_has_cause_age_next_try_the_apis_words_and_advice() -> None:
    stack = make_old_stack(
        180,
        name="Prod",
        trouble="unauthorized",
        trouble_said="token revoked",
        trouble_at=NOON - timedelta(hours=2),
        retry_at=NOON + timedelta(minutes=4),
    )
    notice = trouble_notice(stack, NOON)
    assert notice
    assert notice.text == (
        "Prod: Grafana does not accept the token. In trouble since 10:00 (2 h ago); "
        "what you see is as of 09:00 (3 h ago). Next try in 4 min."
    )
    assert notice.said == "token revoked"
    assert "lead" in notice.advice


def test_a_next_try_that_is_over_is_not_promised() -> None:
    stack = make_old_stack(1, trouble="timeout", retry_at=NOON - timedelta(minutes=1))
    notice = trouble_notice(stack, NOON)
    assert notice
    assert "Next try" not in notice.text


def test_without_trouble_there_is_no_notice() -> None:
    assert trouble_notice(stack_in(), NOON) is None


def test_every_word_of_the_sync_has_its_own_sentence_and_some_advice() -> None:
    assert set(TROUBLES) == WORDS_OF_THE_SYNC | OUR_OWN | {NOT_CONNECTED}
    sentences = [trouble.sentence for trouble in TROUBLES.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(trouble.advice.endswith(".") for trouble in TROUBLES.values())


def test_a_word_without_a_sentence_still_gets_one() -> None:
    notice = trouble_notice(stack_in(name="Prod", trouble="martians"), NOON)
    assert notice
    assert notice.text.startswith(f"Prod: {UNKNOWN.sentence}")
