"""(A1) A record is redacted with the tokens of its own stack alone, value by value; notes stay as they are."""

from typing import Any

import pytest
from django.conf import settings

from runs.connection import set_personal_token
from runs.k6api.records import LoadTestRecord, ProjectRecord
from runs.models import PersonalToken, Stack, TestRun
from runs.sealing import open_sealed, seal
from runs.store import save_load_tests, save_projects
from tests.builders import make_run, make_stack, make_user

pytestmark = pytest.mark.django_db

OWN = "own-token-of-stack-0123456789"


def stored(stack: Stack, **fields: Any) -> TestRun:
    return stack.runs.select_related("document", "starter").get(pk=make_run(stack, **fields).pk)


@pytest.mark.parametrize("word", ["completed", 'status":', '":"completed"', "2026-11-01", "amazon:ie:dublin", "passed"])
def test_what_another_team_entered_as_its_token_changes_no_record(word: str) -> None:
    open_sealed(seal(word, "stack:other", settings.TOKEN_KEYS), "stack:other", settings.TOKEN_KEYS)
    make_stack(token=word)
    run = stored(make_stack(), run_id=9, result="passed")

    assert (run.status, run.result, run.created.year) == ("completed", "passed", 2026)
    assert "[redacted]" not in str(run.document.body)


def test_own_tokens_are_cut_out_of_values_and_never_out_of_keys() -> None:
    stack = make_stack(token=OWN)
    personal = PersonalToken(user=make_user(stack.team), stack=stack)
    set_personal_token(personal, "personal-token-9876543210")
    personal.save()
    run = stored(
        stack,
        started_by=f"{OWN}@example.com",
        options={"tags": {OWN[:8]: f"a {OWN} b", "who": "personal-token-9876543210", "n": 7}, "stages": [OWN]},
    )

    assert run.document.body["options"] == {
        "tags": {OWN[:8]: "a [redacted] b", "who": "[redacted]", "n": 7},
        "stages": ["[redacted]"],
    }
    assert run.starter is not None
    assert run.starter.email == "[redacted]@example.com"


@pytest.mark.parametrize("token", ["completed", "terminal", "2026-11-01T12:09:00"])
def test_a_token_that_could_be_a_word_or_a_time_of_the_record_leaves_what_is_parsed_alone(token: str) -> None:
    run = stored(make_stack(token=token), run_id=9, result_details={"type": "terminal", "message": f"by {token}"})

    assert (run.status, run.document.body["status"]) == ("completed", "completed")
    assert run.document.body["result_details"] == {"type": "terminal", "message": "by [redacted]"}
    assert run.document.body["created"].startswith("2026-11-01T12:09:00")


@pytest.mark.parametrize(
    "note",
    [
        "Basic regression run for release 4.2",
        "see https://wiki.example?u=kim@example.com and https://kim:pw@wiki.example",
        f"token {OWN}",
        "Authorization: Bearer abcdef0123456789",
        " spaces and\r\nlines \n",
        "ä" * 25_000,
    ],
)
def test_a_note_is_stored_as_it_was_written(note: str) -> None:
    run = stored(make_stack(token=OWN), note=note, options={"env": {"A": OWN}})

    assert run.document.body["note"] == note
    assert run.note == note[:1000]
    assert run.document.body["options"] == {"env": {"A": "[redacted]"}}


def test_names_lose_the_own_tokens_alone() -> None:
    make_stack(token="checkout")
    stack = make_stack(token=OWN)
    save_projects(stack, [ProjectRecord(3, f"{OWN} shop", None, None)])
    save_load_tests(stack, [LoadTestRecord(7, 3, "checkout", None, None)])

    assert stack.projects.get().name == "[redacted] shop"
    assert stack.load_tests.get().name == "checkout"
