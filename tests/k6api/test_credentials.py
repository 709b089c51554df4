"""What people paste is cleaned where it can be, and refused in words that never quote a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.k6api.client import Client, check_base_url, clean_token
from runs.k6api.credentials import stack_origin
from tests.k6api.builders import TOKEN


@pytest.mark.parametrize(
    "pasted",
    [
        TOKEN,
        f"  {TOKEN}\n",
        f"\r\n\t{TOKEN}\r\n",
        f"Bearer {TOKEN}",
        f"bearer   {TOKEN} ",
        f"Token {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        f'"{TOKEN}"',
        f"'Bearer {TOKEN}'\n",
        f'Bearer "{TOKEN}"',
        f"\u201c{TOKEN}\u201d",
        f"`{TOKEN}`",
    ],
)
def test_a_token_is_found_in_what_was_pasted(pasted: str) -> None:
    assert clean_token(pasted) == TOKEN


@pytest.mark.parametrize("pasted", ["", " ", "\n", '""', "Bearer ", "Bearer", "token", "'' "])
def test_no_token_is_called_empty(pasted: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        clean_token(pasted)


@pytest.mark.parametrize("pasted", ["a", "abcdefg", "Bearer 1234567"])
def test_a_few_letters_are_no_token(pasted: str) -> None:
    """They would be cut out of every line of the logs that holds them."""
    with pytest.raises(ValueError, match="too short"):
        clean_token(pasted)


@pytest.mark.parametrize("inside", [" ", "\n", "\r\nX-Evil: 1", "\t", "\x00", "\x7f", "é", "\u200b", "\xa0", "🚀"])
def test_a_token_with_a_foreign_character_inside_is_refused_without_being_quoted(inside: str) -> None:
    with pytest.raises(ValueError, match=r"^The token has ") as caught:
        clean_token(f"{TOKEN[:12]}{inside}{TOKEN[12:]}")
    assert TOKEN[:12] not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_client_refuses_such_a_token_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match=r"^The token has ") as caught:
        Client("https://api.example", f"{TOKEN}\nX-Stack-Id: 1", 1)
    assert TOKEN not in str(caught.value)


def test_no_repr_shows_the_token() -> None:
    client = Client("https://api.example", TOKEN, 5)
    transport = client.__dict__["_transport"]
    shown = f"{client!r} {transport!r} {vars(transport)!r}"
    assert TOKEN not in shown
    assert repr(client) == "<Client of stack 5>"


@given(st.text(max_size=40))
def test_whatever_is_pasted_gives_a_header_value_or_a_sentence(pasted: str) -> None:
    token, sentence = "", ""
    try:
        token = clean_token(pasted)
    except ValueError as error:
        sentence = str(error)
    assert sentence.startswith("The token ") is (token == "")
    if not token:
        return
    assert token.isascii()
    assert token.isprintable()
    assert " " not in token
    assert clean_token(token) == token


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.k6.io", "https://api.k6.io"),
        ("https://api.k6.io/", "https://api.k6.io"),
        ("https://gateway.example:8443/k6/", "https://gateway.example:8443/k6"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:9000/", "http://localhost:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_https_anywhere_and_http_on_this_machine_are_base_urls(url: str, base: str) -> None:
    assert check_base_url(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.k6.io",
        "http://api.k6.io",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "ftp://api.k6.io",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://:443",
        "https://user@api.k6.io",
        "https://user:hunter2@api.k6.io",
        "https://api.k6.io@evil.example",
        "https://api.k6.io?x=1",
        "https://api.k6.io/?",
        "https://api.k6.io#",
        "https://api.k6.io/\r\nX: 1",
        "https://api.k6.io\n",
        " https://api.k6.io",
        "https://api.k6.io\\@evil.example",
        "https://api.k6.io:0",
        "https://api.k6.io:99999",
        "https://api.k6.io:port",
        "https://[::1",
        "https://bücher.example",
        "https://-.example-",
    ],
)
def test_anything_else_is_refused_in_a_sentence_that_does_not_quote_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^The API's URL .*\.$") as caught:
        check_base_url(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://shop.grafana.net", "https://shop.grafana.net"),
        (" https://Shop.grafana.net/a/k6-app/runs/7\n", "https://shop.grafana.net"),
        ("https://grafana.example:8443/x", "https://grafana.example:8443"),
    ],
)
def test_of_a_stacks_url_scheme_and_host_remain(url: str, origin: str) -> None:
    assert stack_origin(url) == origin


@pytest.mark.parametrize(
    "url",
    ["http://shop.grafana.net", "javascript:x", "https://a:b@shop.grafana.net", "shop", "https://a\r\nb"],
)
def test_a_stacks_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^The stack's Grafana URL "):
        stack_origin(url)


@pytest.mark.parametrize("stack_id", [0, -3, 2**63, True, "5", None])
def test_a_stack_id_that_is_none_is_refused(stack_id: int) -> None:
    with pytest.raises(ValueError, match="stack id"):
        Client("https://api.example", TOKEN, stack_id)
