from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.status import ACTIVE, ENDED, Status, is_active, result_face, status_face
from tests.domain.builders import START

TONES = {"neutral", "waiting", "busy", "good", "bad", "warn"}
ICONS = {"clock", "queue", "bolt", "play", "cog", "check", "stop", "cross", "warning", "question", "dash"}
RESULTS = ("passed", "failed", "error", None)


def test_the_seven_statuses_are_those_of_the_api() -> None:
    assert list(Status) == [
        "created",
        "queued",
        "initializing",
        "running",
        "processing_metrics",
        "completed",
        "aborted",
    ]


def test_active_means_not_completed_and_not_aborted() -> None:
    assert sorted(ENDED) == ["aborted", "completed"]
    assert set(ACTIVE) == {"created", "queued", "initializing", "running", "processing_metrics"}


@pytest.mark.parametrize("status", sorted(ACTIVE))
def test_a_run_in_a_live_status_is_active_even_with_an_end(status: str) -> None:
    assert is_active(status)
    assert is_active(status, START)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_a_completed_or_aborted_run_is_not_active_even_without_an_end(status: str) -> None:
    assert not is_active(status)
    assert not is_active(status, START)


def test_an_unknown_status_counts_as_active_until_the_run_has_an_end() -> None:
    assert is_active("hibernating")
    assert not is_active("hibernating", START)


def test_word_and_shape_differ_for_each_status_so_that_colour_is_never_the_only_sign() -> None:
    faces = [status_face(status) for status in Status]
    assert len({face.word for face in faces}) == len(faces)
    assert len({face.icon for face in faces}) == len(faces)


def test_word_and_shape_differ_for_each_result() -> None:
    faces = [result_face(result, "completed") for result in RESULTS]
    assert len({face.word for face in faces}) == len(faces)
    assert len({face.icon for face in faces}) == len(faces)


def test_statuses_are_spelt_for_people() -> None:
    assert status_face("processing_metrics").word == "Processing metrics"


def test_the_result_of_an_example_in_the_documentation_reads_as_passed() -> None:
    assert result_face("success", "completed") == result_face("passed", "completed")
    assert result_face("passed", "completed").word == "Passed"


def test_a_missing_result_says_whether_one_can_still_come() -> None:
    assert result_face(None, "running").word == "No result yet"
    assert result_face(None, "aborted").word == "No result"


def test_an_aborted_run_may_have_failed_too() -> None:
    assert status_face("aborted").word == "Aborted"
    assert result_face("failed", "aborted").word == "Failed"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_word_gets_a_face_of_the_known_tones_and_shapes(status: str, result: str) -> None:
    for face in (status_face(status), result_face(result, status)):
        assert face.word
        assert face.tone in TONES
        assert face.icon in ICONS


def test_an_unknown_word_is_shown_raw_and_neutral() -> None:
    assert status_face("<b>frozen</b>").word == "<b>frozen</b>"
    assert status_face("frozen").tone == "neutral"
    assert result_face("maybe", "completed").word == "maybe"
    assert result_face("maybe", "completed").tone == "neutral"
