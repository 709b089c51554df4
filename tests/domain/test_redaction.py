from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.domain.redaction import REDACTED, TOO_DEEP, is_harmless, redact_document, redact_options
from tests.domain.builders import json_scalars, json_values
from tests.domain.masking_samples import samples

CANARY = "c4n4ry-v4lue"
names = st.sampled_from(["env", "token", "scenarios", "tlsAuth", "key", "cloud", "thresholds", "headers", "a"])
masked_texts = st.sampled_from(
    [
        *(
            "Bearer abcdefgh",
            "Basic YWxhZGRpbg==",
            "eyJhbGciOiJI.eyJzdWIiOiIx",
            "glsa_0123456789ab",
            "ghp_0123456789ab",
        ),
        *(
            "https://a:b@c.d",
            "passphrase: 'x'",
            "?access_key=abc",
            "DB_PASSWD=abc",
            "xoxb-0123456789",
            "glc-0123456789",
        ),
        *("sk_live_0123456789", "api-key: 'abc'", "credential='x'", "Authorization: Token abcdefg", "PRIVATEKEY=abc"),
    ]
)
telling_json = st.recursive(
    json_scalars | st.sampled_from([f"Bearer {CANARY}", "-----BEGIN PRIVATE KEY-----x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "options",
    [
        {"cloud": {"token": CANARY}},
        {"ext": {"loadimpact": {"token": CANARY}}},
        {"tlsAuth": [{"domains": ["example.com"], "cert": "public", "key": CANARY, "password": CANARY}]},
        {"env": {"USER": CANARY}},
        {"env": [CANARY]},
        {"env": CANARY},
        {"scenarios": {"browse": {"executor": "constant-vus", "env": {"WHO": CANARY}}}},
        {"scenarios": {"token": CANARY}},
        {"headers": {"Authorization": CANARY, "X-Api-Key": CANARY}},
        {"dbPassword": CANARY, "client_secret": {"deep": [CANARY]}, "privateKey": [CANARY]},
        {"tags": {"auth": f"Bearer {CANARY}"}},
        {"anything": [f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----"]},
        {f"Bearer {CANARY}": 1},
    ],
)
def test_every_place_where_k6_keeps_secrets_is_masked(options: dict[str, object]) -> None:
    assert CANARY not in json.dumps(redact_options(options))
    assert CANARY not in json.dumps(redact_document({"id": 1, "options": options}))


def test_the_names_of_environment_variables_stay_and_their_values_go() -> None:
    assert redact_options({"env": {"BASE_URL": "https://shop.example.com", "EMPTY": ""}}) == {
        "env": {"BASE_URL": REDACTED, "EMPTY": ""}
    }


def test_a_number_behind_a_telling_name_goes_too() -> None:
    assert redact_options({"password": 123456}) == {"password": REDACTED}


def test_what_holds_no_secret_stays_as_it_is() -> None:
    options: dict[str, object] = {
        "cloud": {
            "token": None,
            "projectID": 12,
            "distribution": {"token zone": {"loadZone": "x", "percent": 100}},
        },
        "stages": [{"duration": "10m", "target": 10}],
        "thresholds": {"http_req_duration{name:get_token}": ["p(95)<500"]},
        "scenarios": {"password reset": {"executor": "constant-vus", "vus": 5, "duration": "1m"}},
        "insecureSkipTLSVerify": True,
    }
    assert redact_options(options) == options


def test_the_copy_is_deep_and_the_original_untouched() -> None:
    options: dict[str, object] = {"cloud": {"token": CANARY}, "stages": [{"target": 1}]}
    before = copy.deepcopy(options)
    redacted = redact_options(options)
    redacted["stages"].append("changed")  # type: ignore[attr-defined]
    assert options == before


def test_what_is_nested_deeper_than_anyone_reads_is_cut() -> None:
    value: object = CANARY
    for _ in range(500):
        value = [value]
    text = json.dumps(redact_options({"a": value}))
    assert TOO_DEEP in text
    assert CANARY not in text


@given(st.dictionaries(st.text(max_size=12), json_values, max_size=5))
def test_any_json_object_is_redacted_without_an_error_and_keeps_its_keys(value: dict[str, object]) -> None:
    assert len(redact_options(value)) <= len(value)
    json.dumps(redact_document(value))


@given(st.dictionaries(names, telling_json, max_size=5))
def test_redacting_twice_is_redacting_once(value: dict[str, object]) -> None:
    once = redact_options(value)
    assert redact_options(once) == once


@given(st.dictionaries(names, telling_json, max_size=5))
def test_no_bearer_token_survives_anywhere(value: dict[str, object]) -> None:
    assert CANARY not in json.dumps(redact_options(value))


def compact(document: object) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


# Pieces that names and values are made of: with them, both answers of `is_harmless` are met often.
pieces = st.sampled_from(
    [
        *(
            "login('a@b.example', 'wonderland')",
            "ldap.bind('cn=a', 'wonder')",
            "sign('a', 'wonder')",
            "sessid",
            "creds",
            "machine a login b password c1",
            "pass",
            "passed",
            "Pass",
            "PASS",
            "word",
            "pwd",
            "pin",
            "Pin",
            "PIN",
            "ping",
            "mapping",
            "otp",
            "stop",
            "pw",
            "sig",
        ),
        *(
            "sid",
            "side",
            "pat",
            "path",
            "sas",
            "jwt",
            "key",
            "Key",
            "monkey",
            "api",
            "app",
            "auth",
            "author",
            "tlsAuth",
        ),
        *("token", "secret", "cred", "cookie", "noCookiesReset", "session", "basic", "Bearer", "sign", "hmac", "login"),
        *(
            "sk-",
            "SG.",
            "dapi",
            "glsa_",
            "AKIA",
            "eyJ",
            "://",
            "a:b@",
            "0123456789",
            "abcdefgh",
            "ABCDEFGH",
            "=",
            ":",
            ".",
        ),
        *(
            " ",
            "-",
            "_",
            "'",
            '"',
            "env",
            "name",
            "value",
            "x",
            "<",
            ">",
            "?",
            "&",
            "/",
            ",",
            "\u017f",
            "\u212aey",
            "é",
        ),
    ]
)
composed = st.lists(pieces, min_size=1, max_size=6).map("".join)
composed_json = st.recursive(
    composed | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | composed, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=400)
@given(st.dictionaries(names | st.text(max_size=8) | composed, telling_json | masked_texts | composed_json, max_size=3))
def test_a_document_that_is_harmless_by_its_text_has_nothing_to_redact(document: dict[str, object]) -> None:
    assert not is_harmless(compact(document)) or redact_document(document) == document


def test_a_secret_of_every_sample_of_options_is_no_harmless_document() -> None:
    found = [sample for sample in samples("secrets.txt") if sample.kind == "options"]
    assert [sample.text for sample in found if is_harmless(compact(json.loads(sample.text)))] == []


def test_a_plain_document_is_harmless_and_one_with_a_secret_is_not() -> None:
    plain: dict[str, object] = {"id": 1, "options": {"env": None, "tlsAuth": None, "vus": 3}, "note": "passed"}
    assert is_harmless(compact(plain))
    assert not is_harmless(compact({**plain, "options": {"env": {"A": "b"}}}))
    assert not is_harmless(compact({**plain, "options": {"tlsAuth": [{"key": "b"}]}}))
    assert not is_harmless(compact({**plain, "note": "Bearer abcdefgh"}))
    assert not is_harmless(compact({**plain, "apiKey": "b"}))


def test_the_note_of_a_document_stays_as_a_person_wrote_it_and_no_other_does() -> None:
    note = "Basic regression run, Authorization: Bearer abc123def456"
    document: dict[str, object] = {"note": note, "options": {"note": note}, "id": 1}

    assert redact_document(document) == {
        "note": note,
        "options": {"note": "Basic regression run, Authorization: Bearer [redacted]"},
        "id": 1,
    }
    assert list(redact_document(document)) == ["note", "options", "id"]
    assert redact_options({"note": note}) != {"note": note}
