from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.redaction import REDACTED, redact_text

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
CANARY = "c4n4ryV4lue77"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghij"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}",
        f"authorization: bearer  {CANARY}",
        f"Authorization: Token {CANARY}",
        f"'Authorization': 'Basic {CANARY}=='",
        f'const apiKey = "{CANARY}";',
        f"const API_KEY='{CANARY}'",
        f"let password: `{CANARY}`",
        f'{{"client_secret": "{CANARY}"}}',
        f'headers["X-Api-Key"] = "{CANARY}"',
        f"token === '{CANARY}'",
        f"K6_CLOUD_TOKEN={CANARY} k6 cloud run",
        f"GET /login?user=1&access_token={CANARY}&x=2",
        f"https://user:{CANARY}@shop.example.com/",
        f"glsa_{CANARY}",
        f"glc_{CANARY[:6]}+{CANARY}/{CANARY[:4]}==",
        f'password = "it\\"s {CANARY}"',
        f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----",
        f"-----BEGIN EC PRIVATE KEY-----\\n{CANARY}",
        'secret: "' + "x" * 10_000 + CANARY + '"',
    ],
)
def test_a_secret_in_running_text_is_masked(text: str) -> None:
    masked = redact_text(text)
    assert CANARY not in masked
    assert REDACTED in masked


@pytest.mark.parametrize(
    "text",
    [
        "const token = __ENV.TOKEN;",
        "headers: { Authorization: `Bearer ${__ENV.TOKEN}` }",
        "Bearer token is missing",
        "The password is wrong",
        "import { token } from './token.js';",
        "TOKEN=__ENV.TOKEN",
        "http.get('https://shop.example.com/?page=2')",
        'token: ""',
        "mail ann@example.com when p(95)<500",
        "a basic check of the basket",
        "",
    ],
)
def test_text_that_only_speaks_of_secrets_stays_readable(text: str) -> None:
    assert redact_text(text) == text


def test_what_leads_to_a_secret_and_what_follows_it_stays() -> None:
    assert redact_text(f'login({{password: "{CANARY}", user: "ann"}})') == (
        f'login({{password: "{REDACTED}", user: "ann"}})'
    )
    assert redact_text(f"before {PEM} after") == f"before {REDACTED} after"
    assert redact_text(f"jwt {JWT}, next") == f"jwt {REDACTED}, next"


def test_known_secrets_are_masked_wherever_they_stand_the_longest_first() -> None:
    assert redact_text("x-opensesame-1 opensesame", ["opensesame", "opensesame-1"]) == (f"x-{REDACTED} {REDACTED}")


def test_known_secrets_too_short_to_be_told_from_words_are_not_looked_for() -> None:
    assert redact_text("a cat sat", ["a", "cat", ""]) == "a cat sat"


def test_a_part_of_the_marker_as_a_known_secret_does_not_mangle_the_marker() -> None:
    assert redact_text(f"Bearer {CANARY}", ["redacted"]) == f"Bearer {REDACTED}"


fragments = st.sampled_from(
    [
        "token",
        "=",
        "'",
        '"',
        "`",
        "Bearer ",
        "abcdefgh",
        "\\",
        "\n",
        REDACTED,
        PEM[:40],
        "eyJabcdefgh.",
        "://",
        "@",
        "&",
    ]
)


@given(
    st.lists(fragments | st.text(max_size=6), max_size=25).map("".join),
    st.lists(st.text(max_size=9), max_size=2),
)
def test_masking_twice_is_masking_once(text: str, secrets: list[str]) -> None:
    once = redact_text(text, secrets)
    assert redact_text(once, secrets) == once


HOSTILE = [
    *("machine a login ", "token of a ", "password is a1", "bind(dn,'", "const k='a';token=k;", "otp.generate('a'"),
    *("{credentials:", "new WebSocket(u,['token','a'],", "token=`${k}`", "cookie='lang=a;", "\npasscode:"),
    *("token='", 'token="\\', "'", '"', "`", "`${", "`${`", "(`", "/*", "// token ", "/[", "= /a", "/ ", "\\"),
    *("(", ")", "[", "{", "}", "?", "a:", "a,", "a.", "'a'+", "token[", "key=", "password:", "token:'a',"),
    *("{name:'token',value:'x'},", "[[['token','a'],", "fill('password',", "x='password=", '\'{"token":"', '\\"'),
    *("<a ", "<token>", "<!--", "token\n", "token: |\n", "- ", '"",', "Bearer ", "://a", "x@", "--user ", "Aa", "\n"),
    *("-----BEGIN PRIVATE KEY", "-eyJabcdefgh", "&token", "A_", "sk-", "SG.", "data:,/", "${", "secret", "token "),
    *('key: \\"', "token=`", "x-token: a b ", "a: ", "(token, ", "__ENV.TOKEN||", "<b token='", "{token:", "// '"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_as_much_hostile_text_takes_about_twice_as_long(piece: str) -> None:
    """What takes quadratic time takes four times as long. Measured again, for the machine may be busy."""
    text = "token " + piece * (15_000 // len(piece))
    double = "token " + piece * (30_000 // len(piece))
    ratios = (seconds(double) / seconds(text) for _ in range(5))

    assert any(ratio < 3.2 for ratio in ratios)


def seconds(text: str) -> float:
    """Of this process's own work; one at least of a clock's ticks."""
    began = time.process_time()
    redact_text(text)
    return max(time.process_time() - began, 0.001)


def test_hostile_secrets_are_masked_in_linear_time() -> None:
    # As above: tried one by one at every letter, these would take a quarter of an hour.
    secrets = ["a" * length + "b" for length in range(5_000, 5_199)] + ["another"]
    text = redact_text("a" * 1_000_000 + "b another", secrets)

    assert text == "a" * (1_000_000 - 5_198) + "[redacted] [redacted]"


@pytest.mark.parametrize("name", ["TOKEN", "Token", "to\u212aen", "pa\u017fsword"])
def test_a_name_that_says_secret_is_known_in_every_case_also_in_letters_that_only_fold_to_it(name: str) -> None:
    kelvin_and_long_s = redact_text(f"const {name} = 'hunter22'")

    assert kelvin_and_long_s == f"const {name} = '[redacted]'"
