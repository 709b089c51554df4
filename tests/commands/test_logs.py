"""Log lines: one an event, as text or JSON, and no token in any of them."""

import base64
import json
import logging
import sys
from urllib.parse import quote

import pytest

from k6admin.logs import JsonFormatter, TextFormatter
from runs.sealing import open_sealed, seal

TOKEN = "glsa_0123456789.secret-~+/="


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("runs.sync", logging.WARNING, __file__, 1, message, arguments, None)


def failure(message: str) -> logging.LogRecord:
    """With a traceback that quotes a token, as the HTTP library's do."""
    try:
        int(f"Bearer {TOKEN}")
    except ValueError:
        return logging.LogRecord("runs.sync", logging.ERROR, __file__, 1, message, (), sys.exc_info())
    raise AssertionError("that was a number")


def test_a_line_of_text_says_when_how_bad_where_and_what() -> None:
    line = TextFormatter().format(record("sync of %s stopped", "shop"))
    stamp, rest = line.split(" ", 1)

    assert stamp.endswith("Z")
    assert rest == "WARNING runs.sync sync of shop stopped"


def test_a_line_of_json_is_one_object() -> None:
    line = JsonFormatter().format(record("sync of %s\nstopped", "shöp"))
    entry = json.loads(line)

    assert "\n" not in line
    assert (entry["level"], entry["logger"], entry["message"]) == ("WARNING", "runs.sync", "sync of shöp\nstopped")
    assert entry["time"].endswith("+00:00")


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize(
    "message",
    [
        "sent {}",
        "{{'Authorization': '{}'}}",
        "Authorization: {}",
    ],
)
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Token"])
def test_a_token_behind_its_scheme_is_cut_out(formatter: logging.Formatter, message: str, scheme: str) -> None:
    line = formatter.format(record(message.format(f"{scheme} {TOKEN}")))

    assert TOKEN not in line
    assert "secret" not in line
    assert "[redacted]" in line


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize("form", ["token={}", "token: {}", "TOKEN = {}"])
def test_a_token_that_is_named_as_one_is_cut_out_too(formatter: logging.Formatter, form: str) -> None:
    assert "secret" not in formatter.format(record("called with " + form.format(TOKEN)))


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_a_token_among_the_arguments_or_in_a_traceback_is_cut_out(formatter: logging.Formatter) -> None:
    assert "secret" not in formatter.format(record("headers %r", {"Authorization": f"Bearer {TOKEN}"}))
    line = formatter.format(failure("it failed"))
    assert "ValueError" in line
    assert "secret" not in line


def test_what_is_no_token_stays_as_it_is() -> None:
    line = TextFormatter().format(record("the token is old; bearer of news"))
    assert line.endswith("the token is old; bearer of news")


def test_a_token_that_was_opened_is_cut_out_of_every_line_wherever_it_stands() -> None:
    token = "a-very-own-token-of-this-test"
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    open_sealed(seal(token, "stack:x", [key]), "stack:x", [key])

    line = TextFormatter().format(record("asked {'X': '%s'} and %s", token, quote("a b " + token)))

    assert token not in line
    assert line.count("[redacted]") == 2


def test_an_event_is_one_line_whatever_its_text_holds() -> None:
    assert "\n" not in TextFormatter().format(record("first\nINFO second\r\nthird"))
