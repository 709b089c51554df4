"""A refusal says what the API said, how long to wait, and nothing that is secret."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.k6api import errors
from runs.k6api.messages import Answer
from runs.k6api.patience import delay, is_worth_asking_again
from runs.k6api.protocol import check_status
from runs.k6api.refusals import read_refusal, retry_after
from tests.k6api.builders import TOKEN, make_client
from tests.samples import sample_bytes
from tests.stand_in import StandIn, answer

NOW = datetime(2026, 5, 12, 4, 0, tzinfo=UTC)


def make_refusal(status: int = 400, body: bytes = b"") -> errors.Refused:
    return read_refusal("save_run", Answer(status, {}, body), (TOKEN,), NOW)


def body_with(message: object, **more: object) -> bytes:
    return json.dumps({"error": {"code": "conflict", "message": message, **more}}).encode()


@pytest.mark.parametrize(
    ("name", "status", "wanted", "code"),
    [
        ("error_400", 400, errors.BadRequest, "validation_error"),
        ("error_401", 401, errors.Unauthorized, "unauthorized"),
        ("error_403", 403, errors.Forbidden, "permission_denied"),
        ("error_404", 404, errors.NotFound, "not_found"),
        ("error_409_deleted", 409, errors.Conflict, "conflict"),
        ("error_409_limit", 409, errors.Conflict, "conflict"),
        ("error_409_running", 409, errors.Conflict, "conflict"),
        ("error_409_not_running", 409, errors.Conflict, "conflict"),
        ("error_500", 500, errors.ServerError, "internal_error"),
    ],
)
def test_each_documented_error_is_told_in_the_apis_words(
    name: str, status: int, wanted: type[errors.Refused], code: str
) -> None:
    said = json.loads(sample_bytes(name))["error"]["message"]
    with (
        StandIn(answer(status, sample_bytes(name))) as api,
        make_client(api.url) as client,
        pytest.raises(wanted) as caught,
    ):
        client.save_run(5)
    error = caught.value
    assert type(error) is wanted
    assert (error.operation, error.status, error.code, error.api_message) == ("save_run", status, code, said)
    assert str(error) == f"save_run: the API refused with HTTP {status}: {said}"


def test_the_details_come_with_what_they_are_about() -> None:
    assert make_refusal(body=sample_bytes("error_400")).details == ("$top: Must be 1000 or less",)


@pytest.mark.parametrize(
    ("status", "wanted"), [(405, errors.Removed), (410, errors.Removed), (599, errors.ServerError)]
)
def test_a_status_has_its_class(status: int, wanted: type[errors.Refused]) -> None:
    assert type(make_refusal(status)) is wanted


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<h1>Bad gateway</h1>",
        b"null",
        b"[]",
        b'{"error": "text"}',
        b'{"error": {"message": 5}}',
        b"\xff\xfe{",
    ],
)
def test_a_body_that_is_none_costs_the_message_only(body: bytes) -> None:
    error = make_refusal(502, body)
    assert (error.code, error.api_message, error.details) == ("", "", ())
    assert str(error) == "save_run: the API refused with HTTP 502"


@pytest.mark.parametrize(
    "echo",
    [
        TOKEN,
        f"Bearer {TOKEN}",
        f"token={TOKEN}",
        f"x{TOKEN}y",
        "Bearer somebody-elses-secret",
        "Token: somebody-elses-secret",
    ],
)
def test_a_token_in_the_apis_words_is_redacted(echo: str) -> None:
    """(T1)"""
    error = make_refusal(400, body_with(f"bad header {echo}", details=[{"message": echo, "target": echo}]))
    shown = f"{error} {error.__dict__}"
    assert TOKEN not in shown
    assert "somebody-elses-secret" not in shown
    assert "[redacted]" in error.api_message


def test_a_token_that_needs_percent_encoding_is_redacted_in_both_forms() -> None:
    secret = "a+b/c=d&e"
    answered = Answer(400, {}, body_with("got a+b/c=d&e, that is a%2Bb%2Fc%3Dd%26e"))
    error = read_refusal("get_run", answered, (secret,), NOW)
    assert error.api_message == "got [redacted], that is [redacted]"


def test_a_long_message_is_cut_after_it_was_redacted() -> None:
    error = make_refusal(400, body_with("x" * 490 + TOKEN + "y" * 1_000))
    assert len(error.api_message) == 500
    assert TOKEN[:6] not in error.api_message


def test_texts_lose_what_no_database_takes() -> None:
    assert make_refusal(400, body_with("a\x00b\ud800c")).api_message == "abc"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 1.0),
        ("3600", 3600.0),
        ("1000000000", 3600.0),
        ("9" * 5_000, 3600.0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 1.0),
        (format_datetime(NOW + timedelta(days=1), usegmt=True), 3600.0),
        ("-1", None),
        ("abc", None),
        ("1.5", None),
        ("٣", None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_and_kept_within_a_second_and_an_hour(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=70))
def test_retry_after_never_fails(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 1 <= seconds <= 3600


def test_a_pause_is_what_the_api_asks_for_or_a_share_of_a_growing_bound() -> None:
    busy = errors.RateLimited("get_run", 429, retry_after=7.0)
    lost = errors.NoAnswer("get_run", "cut_short", sent=True)
    assert delay(busy, 1, lambda: 0.5) == 7.0
    assert [delay(lost, failures, lambda: 1.0) for failures in (1, 2, 3, 9)] == [0.5, 1.0, 2.0, 2.0]
    assert delay(lost, 2, lambda: 0.25) == 0.25


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (errors.NoAnswer("get_run"), True),
        (errors.RateLimited("get_run", 429), True),
        (errors.ServerError("get_run", 500), True),
        (errors.ServerError("get_run", 503), True),
        (errors.ServerError("get_run", 501), False),
        (errors.BadAnswer("get_run"), False),
        (errors.Unauthorized("get_run", 401), False),
    ],
)
def test_only_what_may_pass_is_worth_asking_again(error: errors.K6Error, worth: bool) -> None:
    assert is_worth_asking_again(error) is worth


@given(st.integers(100, 999))
def test_every_status_but_the_documented_one_is_an_error_with_that_status(status: int) -> None:
    if status == 200:
        check_status("get_run", Answer(200, {}, b""), 200, (), NOW)
        return
    with pytest.raises(errors.K6Error) as caught:
        check_status("get_run", Answer(status, {}, b""), 200, (), NOW)
    assert caught.value.status == status
    assert isinstance(caught.value, errors.Refused) is (400 <= status <= 599)


@pytest.mark.parametrize(
    "error",
    [
        errors.NoAnswer("abort_run", "timeout", sent=True),
        errors.BadAnswer("list_runs", "redirect", status=302),
        errors.RateLimited("list_runs", 429, api_message="slow down", retry_after=9.0),
    ],
)
def test_an_error_survives_being_handed_to_another_process(error: errors.K6Error) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert (str(again), again.__dict__) == (str(error), error.__dict__)


@pytest.mark.parametrize("reason", errors.NO_ANSWER_WORDS)
def test_every_reason_for_no_answer_has_its_words(reason: str) -> None:
    assert str(errors.NoAnswer("get_run", reason)) == f"get_run: {errors.NO_ANSWER_WORDS[reason]}"


@pytest.mark.parametrize("reason", errors.BAD_ANSWER_WORDS)
def test_every_reason_for_a_bad_answer_has_its_words(reason: str) -> None:
    assert str(errors.BadAnswer("get_run", reason, status=200)).endswith("(HTTP 200)")
