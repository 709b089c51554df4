"""Log lines: one an event, as text or JSON, and no token in any of them."""

import base64
import json
import logging
import re
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from k6admin.logs import REQUEST_ID, JsonFormatter, TextFormatter, configuration
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
    """(T1)"""
    token = "a-very-own-token-of-this-test-1"
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    open_sealed(seal(token, "stack:x", [key]), "stack:x", [key])

    line = TextFormatter().format(record("asked {'X': '%s'} and %s", token, quote("a b " + token)))

    assert token not in line
    assert line.count("[redacted]") == 2


@pytest.mark.parametrize(
    "word",
    [
        *(
            "completed",
            "127.0.0.1",
            "2001:db8:85a3::8a2e:370:7334",
            'status":',
            "GET",
            "k6admin.access",
            "INFO",
            "12345678",
        ),
        *(
            "2026-11-30T18:00:00Z",
            "https://shop1.grafana.net",
            "shop1.example-team.grafana.net",
            "/stacks/shop-eu-x1y2/runs/",
        ),
        "authentication",
    ],
)
def test_what_has_no_token_s_shape_stays_in_every_line_whoever_entered_it_as_a_token(word: str) -> None:
    """(A1)"""
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    open_sealed(seal(word, "stack:x", [key]), "stack:x", [key])

    assert word in TextFormatter().format(record("said %s of another team", word))
    assert "[redacted]" not in JsonFormatter().format(record("said of another team"))


def test_prose_about_a_token_stays_readable() -> None:
    line = TextFormatter().format(record("the token authentication failed; token: abc12345678, Bearer abcdefgh"))

    assert "the token authentication failed" in line
    assert line.endswith("token: [redacted], Bearer [redacted]")


def test_an_event_is_one_line_whatever_its_text_holds() -> None:
    assert "\n" not in TextFormatter().format(record("first\nINFO second\r\nthird"))


def test_a_line_of_a_request_names_it() -> None:
    before = REQUEST_ID.set("req-7")
    try:
        text, entry = TextFormatter().format(record("asked")), json.loads(JsonFormatter().format(record("asked")))
    finally:
        REQUEST_ID.reset(before)

    assert text.endswith("asked [req-7]")
    assert entry["request_id"] == "req-7"
    assert "request_id" not in json.loads(JsonFormatter().format(record("asked")))


def test_fields_of_a_record_stand_beside_its_message_in_json() -> None:
    one = record("asked")
    one.fields = {"status": 404, "path": "/s/a-secret"}
    entry = json.loads(JsonFormatter().format(one))

    assert (entry["status"], entry["path"]) == (404, "/s/[redacted]")


def test_a_terminal_is_not_commanded_by_what_somebody_asked_for() -> None:
    line = TextFormatter().format(record("GET %s", "/\x1b[31m\x9b\u2028\tend"))
    assert line.endswith("GET /\\x1b[31m\\x9b\\x2028\tend")


SECRET_PARAMETERS = re.compile(r"<(?:[a-z_]+:)?(?:token|key|uidb36|code)>")

IN_A_PATTERN = re.compile(r"\(\?P(<\w+>)[^)]*\)")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        yield from routes(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]


def secret_addresses() -> list[str]:
    """The addresses of the site that open something by themselves, with a secret in each of those places."""
    plain = [IN_A_PATTERN.sub(r"\1", route) for route in routes(get_resolver().url_patterns)]
    found = [SECRET_PARAMETERS.sub("a-secret", route) for route in plain if SECRET_PARAMETERS.search(route)]
    return [route.replace("^", "").replace("$", "") for route in found]


def test_the_secrets_in_addresses_are_cut_out() -> None:
    addresses = secret_addresses()
    lines = [TextFormatter().format(record("GET %s?x=1 404", address)) for address in addresses]

    assert len(addresses) >= 3
    assert [line for line in lines if "a-secret" in line] == []


def test_every_logger_of_ours_goes_to_one_place_in_one_form() -> None:
    text, machine = configuration("text"), configuration("json")

    assert text["formatters"]["line"]["()"] is TextFormatter
    assert machine["formatters"]["line"]["()"] is JsonFormatter
    for logger in machine["loggers"].values():
        assert (logger["handlers"], logger["propagate"]) == ([], True)
