from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.reasons import CODES, code_words, explain
from tests.domain.builders import Details, Entry, at, histories, statuses


def aborted(by_user: str | None = None, code: int | None = None, message: str | None = None) -> Entry:
    return Entry("aborted", at(9), by_user, code, message)


def test_a_person_who_aborted_is_named() -> None:
    reason = explain("aborted", None, current=aborted("ann@example.com", 8036))
    assert reason.sentence == "Aborted by ann@example.com."
    assert (reason.by_user, reason.code, reason.origin) == ("ann@example.com", 8036, "person")


def test_a_person_named_in_the_history_alone_is_found() -> None:
    reason = explain("aborted", "failed", current=aborted(), history=[aborted("ann@example.com")])
    assert reason.by_user == "ann@example.com"


def test_a_person_who_did_something_else_did_not_abort() -> None:
    starter = Entry("created", at(0), "ann@example.com")
    assert explain("aborted", None, current=aborted(), history=[starter]).by_user is None


def test_an_aborted_run_that_failed_was_stopped_by_a_threshold() -> None:
    for code in (None, 8036):
        reason = explain("aborted", "failed", current=aborted(code=code))
        assert (reason.sentence, reason.origin) == ("Aborted by a threshold.", "threshold")


@pytest.mark.parametrize(
    ("code", "words", "origin"),
    [
        (8016, "longest time", "platform"),
        (8030, "setup()", "script"),
        (8031, "teardown()", "script"),
        (8032, "out of memory", "runner"),
        (8033, "crashed", "runner"),
        (8034, "not recognised", ""),
        (8035, "threw an exception", "script"),
        (8036, "test.abort()", "stopped"),
        (8050, "operator could not start", "runner"),
        (8051, "operator aborted", "runner"),
        (8052, "runner of the k6 operator", "runner"),
    ],
)
def test_each_known_code_has_words_and_not_every_code_is_the_platforms_fault(
    code: int, words: str, origin: str
) -> None:
    reason = explain("aborted", "error", current=aborted(code=code))
    assert words in reason.sentence
    assert (reason.code, reason.origin) == (code, origin)
    assert CODES[code].origin == origin


def test_a_precise_code_wins_over_the_guess_of_a_threshold() -> None:
    assert explain("aborted", "failed", current=aborted(code=8035)).origin == "script"


def test_an_unknown_code_is_shown_and_no_meaning_is_made_up() -> None:
    reason = explain("aborted", "error", current=aborted(code=4711, message="quota"))
    assert "4711" in reason.sentence
    assert reason.code_words == ""
    assert (reason.code, reason.message, reason.origin) == (4711, "quota", "")


def test_a_code_of_nought_says_nothing() -> None:
    reason = explain("aborted", "failed", current=aborted(code=0))
    assert (reason.code, reason.code_words, reason.sentence) == (None, "", "Aborted by a threshold.")


def test_of_two_codes_that_differ_the_known_one_counts() -> None:
    reason = explain("aborted", "error", details=Details(code=8030), current=aborted(code=123))
    assert reason.code == 8030
    assert explain("aborted", "error", details=Details(code=1234), current=aborted(code=123)).code == 123


def test_an_abort_without_any_word_says_that_nothing_is_known() -> None:
    assert explain("aborted", None).sentence == "Aborted; the API does not say by whom or why."


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("passed", "no threshold was crossed"),
        ("success", "no threshold was crossed"),
        ("failed", "at least one threshold was crossed"),
        ("error", "configuration or of the infrastructure"),
        (None, "Completed."),
        ("odd", "Completed."),
    ],
)
def test_a_completed_run_is_told_by_its_result(result: str | None, words: str) -> None:
    assert words in explain("completed", result).sentence


def test_a_completed_run_with_a_known_code_tells_the_fault() -> None:
    reason = explain("completed", "error", details=Details("TypeError", 8031))
    assert reason.sentence == "Completed, with a fault: its teardown() function failed."
    assert (reason.message, reason.origin) == ("TypeError", "script")


def test_a_run_that_ended_in_an_unknown_status_has_ended_all_the_same() -> None:
    assert (
        explain("composted", "passed", has_ended=True).sentence == "It has ended, in a status that is not known here."
    )
    assert explain("composted", None).sentence == "It has not ended yet."


def test_a_code_is_put_into_words_where_they_are_known() -> None:
    assert code_words(8035) == "code 8035: its script threw an exception"
    assert code_words(4711) == "code 4711"


def test_a_code_stands_beside_a_sentence_that_does_not_have_it() -> None:
    assert explain("aborted", "error", current=aborted(code=8035)).code_words == "Code 8035."
    assert explain("completed", "passed").code_words == ""


def test_a_live_run_has_not_ended_yet() -> None:
    assert explain("running", None).sentence == "It has not ended yet."


def test_a_secret_in_the_apis_message_is_masked() -> None:
    message = "login with Bearer c4n4ryV4lue was refused"
    assert "c4n4ry" not in explain("aborted", "error", current=aborted(message=message)).message


@given(
    statuses,
    st.sampled_from([None, "passed", "failed", "error", "odd"]),
    st.none() | st.builds(Details, st.none() | st.text(max_size=9), st.none() | st.integers()),
    histories,
)
def test_any_run_gets_one_sentence(
    status: str, result: str | None, details: Details | None, history: list[Entry]
) -> None:
    reason = explain(status, result, details=details, current=history[-1] if history else None, history=history)
    assert reason.sentence.endswith(".")
