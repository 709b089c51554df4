from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runs.domain.health import health_words
from runs.domain.reasons import Reason, explain
from tests.domain.builders import Details, Entry, at, histories, json_values, make_history, statuses

PLAIN = Reason("", None, "", None)


def words(
    status: str,
    result: str | None,
    options: dict[str, object] | None = None,
    reason: Reason = PLAIN,
    history: list[Entry] | None = None,
) -> str:
    return " ".join(health_words(status=status, result=result, options=options, reason=reason, history=history or []))


def test_a_passed_run_with_thresholds_says_that_thresholds_without_samples_pass() -> None:
    said = words("completed", "passed", {"thresholds": {"http_req_duration": ["p(95)<500"]}})
    assert "no samples passes too" in said


def test_a_passed_run_without_thresholds_says_that_nothing_could_fail_it() -> None:
    several: list[dict[str, object]] = [{}, {"thresholds": None}, {"thresholds": {}}, {"thresholds": {"a{b:c}": []}}]
    for options in several:
        assert "nothing could fail it" in words("completed", "passed", options)


def test_without_options_nothing_is_said_about_thresholds() -> None:
    assert words("completed", "passed", None) == ""


def test_an_error_of_the_platform_is_not_the_tests_fault() -> None:
    reason = explain("aborted", "error", details=Details(code=8016))
    assert "neither its script nor its thresholds" in words("aborted", "error", {}, reason)


def test_an_error_of_the_script_is_not_the_platforms_fault() -> None:
    reason = explain("completed", "error", details=Details(code=8035))
    said = words("completed", "error", {}, reason)
    assert "The script failed" in said
    assert "platform" not in said


def test_an_error_without_a_known_code_is_told_apart_from_a_failed_threshold() -> None:
    assert "not a failed threshold" in words("completed", "error", {})


def test_a_stop_of_which_nobody_knows_whose_it_was_is_not_put_on_the_infrastructure() -> None:
    stopped = explain("aborted", "error", current=Entry("aborted", at(9), code=8036))
    assert "infrastructure" not in words("aborted", "error", {}, stopped)


def test_a_run_that_ended_while_processing_had_its_load_behind_it() -> None:
    history = make_history(("created", 0), ("running", 5), ("processing_metrics", 50), ("aborted", 90))
    assert "The load was over" in words("aborted", "error", {}, history=history)


def test_a_run_aborted_under_load_and_one_that_completed_did_not_end_while_processing() -> None:
    under_load = make_history(("created", 0), ("running", 5), ("aborted", 90))
    completed = make_history(("running", 5), ("processing_metrics", 50), ("completed", 90))
    assert "The load was over" not in words("aborted", None, {}, history=under_load)
    assert "The load was over" not in words("completed", "passed", {}, history=completed)


def test_a_stop_by_a_threshold_may_lag() -> None:
    assert "once a minute" in words("aborted", "failed", {}, explain("aborted", "failed"))


def test_a_person_who_aborted_needs_no_further_words() -> None:
    stop = Entry("aborted", at(9), "ann@example.com")
    assert words("aborted", "error", {}, explain("aborted", "error", current=stop)) == ""


def test_nothing_is_said_about_a_live_run() -> None:
    assert words("running", None, {}) == ""


@given(
    statuses,
    st.sampled_from([None, "passed", "failed", "error", "odd"]),
    st.dictionaries(st.text(max_size=10), json_values, max_size=3),
    histories,
)
def test_any_run_gets_whole_sentences_only(
    status: str, result: str | None, options: dict[str, object], history: list[Entry]
) -> None:
    reason = explain(status, result, history=history)
    said = health_words(status=status, result=result, options=options, reason=reason, history=history)
    assert all(sentence.endswith(".") for sentence in said)
