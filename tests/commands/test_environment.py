"""The environment of a deployment: each bad value stops the start with one sentence, and no secret in it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from k6admin import environment
from k6admin.environment import load
from k6admin.issuer import oidc

KEY = "dGVzdHMtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZjA="
NOWHERE = Path("/nonexistent/.env")


def read(reader: Callable[[Any], Any], **values: str) -> Any:
    return reader(load(values, NOWHERE))


def refusal(reader: Callable[[Any], Any], **values: str) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        read(reader, **values)
    return str(caught.value)


def debug(env: Any) -> bool:
    return environment.debug(env, environment.site(env))


def database(env: Any) -> dict[str, Any]:
    return environment.database(env, Path("/srv/k6admin"))


OIDC = {"OIDC_ISSUER": "https://login.example.com/", "OIDC_CLIENT_ID": "k6admin", "OIDC_CLIENT_SECRET": "hunter2"}
BAD: list[tuple[Callable[[Any], Any], dict[str, str], str]] = [
    (environment.secret_key, {}, "SECRET_KEY is missing or shorter than 50 characters."),
    (environment.secret_key, {"SECRET_KEY": "short"}, "SECRET_KEY is missing or shorter than 50 characters."),
    (environment.secret_key, {"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or shorter than 50 characters."),
    (environment.token_keys, {}, "TOKEN_KEYS is missing"),
    (environment.token_keys, {"TOKEN_KEYS": " , "}, "TOKEN_KEYS is missing"),
    (environment.token_keys, {"TOKEN_KEYS": f"{KEY},hunter2"}, "TOKEN_KEYS: key 2 is not 32 bytes"),
    (environment.token_keys, {"TOKEN_KEYS": "ü" * 32}, "TOKEN_KEYS: key 1 is not 32 bytes"),
    (environment.site, {"BASE_URL": "k6admin.example.com"}, "BASE_URL must look like"),
    (environment.site, {"BASE_URL": "ftp://k6admin.example.com"}, "BASE_URL must look like"),
    (environment.site, {"BASE_URL": "https://k6admin.example.com/path"}, "BASE_URL must look like"),
    (environment.site, {"BASE_URL": "https://user:pw@k6admin.example.com"}, "BASE_URL must look like"),
    (environment.site, {"BASE_URL": "https://k6admin.example.com:99999"}, "BASE_URL is not an address."),
    (environment.site, {"BASE_URL": "https://[::1"}, "BASE_URL is not an address."),
    (environment.site, {"BASE_URL": "http://k6admin.example.com"}, "BASE_URL may be http only on a loopback address"),
    (debug, {"DEBUG": "perhaps"}, "DEBUG must be true or false."),
    (debug, {"DEBUG": "true", "BASE_URL": "https://k6admin.example.com"}, "DEBUG shows secrets"),
    (environment.api_url, {"K6_API_URL": "http://api.k6.io"}, "K6_API_URL: The API's URL must start with https://"),
    (environment.api_url, {"K6_API_URL": "https://user:pw@api.k6.io"}, "must not contain a user name or a password"),
    (environment.api_url, {"K6_API_URL": "https://api.k6.io#x"}, "must not have a query or a fragment"),
    (environment.api_url, {"K6_API_URL": "https://api.k6.io\r\nX: y"}, "has spaces, line breaks"),
    (environment.trusted_proxies, {"TRUSTED_PROXIES": "10.0.0.0/8,proxy"}, "'proxy' is not an address or a network."),
    (environment.cache, {"CACHE_URL": "dummycache://"}, "CACHE_URL must keep what it is given"),
    (oidc, {"OIDC_ISSUER": "https://login.example.com"}, "belong together: set all three."),
    (oidc, {"OIDC_CLIENT_SECRET": "hunter2"}, "belong together: set all three."),
    (oidc, {**OIDC, "OIDC_ISSUER": "http://login.example.com"}, "OIDC_ISSUER: It must start with https://"),
    (oidc, {**OIDC, "OIDC_ISSUER": "https://u:hunter2@login.example.com"}, "must not contain a user name or a passw"),
    (oidc, {**OIDC, "OIDC_ISSUER": "https://login.example.com/?tenant=1"}, "must not have a query or a fragment"),
    (
        environment.cache,
        {"CACHE_URL": "memcache://127.0.0.1:11211"},
        "CACHE_URL must begin with dbcache:// or redis://.",
    ),
    (environment.cache, {"CACHE_URL": "redis://127.0.0.1:6379/1"}, "CACHE_URL: Redis needs one more package"),
    (environment.log_format, {"LOG_FORMAT": "xml"}, "LOG_FORMAT must be text or json."),
    *(
        (
            environment.script_store_max,
            {"SCRIPT_STORE_MAX_GB": bad},
            "SCRIPT_STORE_MAX_GB must be a number of gigabytes",
        )
        for bad in ("ten", "0", "-1", "nan", "inf", "1e-12")
    ),
    (database, {"DATABASE_URL": "mysql://u:hunter2@db/x"}, "DATABASE_URL must begin with sqlite:/// or postgres://."),
    (database, {"DATABASE_URL": "nonsense://hunter2"}, "DATABASE_URL"),
    (database, {"DATABASE_URL": "postgres://u:hunter2@db:port/x"}, "DATABASE_URL can't be read"),
    (environment.cache, {"CACHE_URL": "nonsense://hunter2"}, "CACHE_URL can't be read"),
    (environment.mail, {"EMAIL_URL": "nonsense://hunter2@x"}, "EMAIL_URL can't be read"),
]


def named(value: object) -> str:
    """A test's name, the same in every process."""
    return str(getattr(value, "__name__", value))[:50]


@pytest.mark.parametrize(("reader", "values", "sentence"), BAD, ids=named)
def test_a_bad_value_stops_the_start_with_a_sentence(
    reader: Callable[[Any], Any], values: dict[str, str], sentence: str
) -> None:
    """(S1)"""
    said = refusal(reader, **values)

    assert sentence in said
    assert "hunter2" not in said
    assert ":pw@" not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("reader", "values", "expected"),
    [
        (environment.token_keys, {"TOKEN_KEYS": f" {KEY} , {KEY},"}, [KEY, KEY]),
        (environment.api_url, {}, "https://api.k6.io"),
        (environment.api_url, {"K6_API_URL": "http://127.0.0.1:8080/"}, "http://127.0.0.1:8080"),
        (debug, {}, False),
        (debug, {"DEBUG": "on"}, True),
        (environment.log_format, {}, "text"),
        (environment.trusted_proxies, {"TRUSTED_PROXIES": "10.0.0.0/8,::1"}, ["10.0.0.0/8", "::1"]),
        (environment.mail, {}, {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}),
    ],
    ids=named,
)
def test_a_good_value_is_taken(reader: Callable[[Any], Any], values: dict[str, str], expected: object) -> None:
    assert read(reader, **values) == expected


def test_the_site_s_address_decides_on_https_and_on_the_hosts_it_answers_to() -> None:
    real = read(environment.site, BASE_URL="https://k6admin.example.com/")
    local = read(environment.site)
    named = read(environment.site, ALLOWED_HOSTS="a.example,b.example")

    assert (real.base_url, real.is_https, real.hosts) == (
        "https://k6admin.example.com",
        True,
        ["k6admin.example.com"],
    )
    assert (local.is_https, local.hosts) == (False, ["localhost", "127.0.0.1", "[::1]"])
    assert named.hosts == ["a.example", "b.example"]


def test_sqlite_takes_its_write_lock_first_and_keeps_a_log() -> None:
    options = read(database)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert read(database, DATABASE_URL="postgres://u:p@db:5432/x")["ENGINE"] == "django.db.backends.postgresql"


def test_on_postgresql_nobody_waits_for_a_lock_longer_than_on_sqlite_unless_the_url_says_otherwise() -> None:
    options = read(database, DATABASE_URL="postgres://u:p@db:5432/x")["OPTIONS"]
    others = read(database, DATABASE_URL="postgres://u:p@db:5432/x?options=-c%20lock_timeout%3D5s")["OPTIONS"]

    assert (options["options"], options["connect_timeout"]) == ("-c lock_timeout=20s", 5)
    assert others["options"] == "-c lock_timeout=5s"


def test_an_unknown_key_in_the_file_stops_the_start_by_its_name(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("SECRET_KEI=hunter2hunter2\nDEBUG=false\n", encoding="utf-8")

    with pytest.raises(ImproperlyConfigured) as caught:
        load({}, dotenv)
    assert ".env has a key that k6admin does not know: SECRET_KEI." in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_the_process_wins_over_the_file_and_its_own_strangers_do_not_matter(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LOG_FORMAT=json\nK6_API_URL=https://one.example\n", encoding="utf-8")
    env = load({"K6_API_URL": "https://two.example", "HOME": "/root", "SECRET_KEI": "x"}, dotenv)

    assert environment.log_format(env) == "json"
    assert environment.api_url(env) == "https://two.example"


def test_no_flood_of_names_pushes_out_what_the_limits_on_logins_counted() -> None:
    assert read(environment.cache)["OPTIONS"]["MAX_ENTRIES"] == 50_000
    assert read(environment.cache, CACHE_URL="dbcache://x?max_entries=9")["OPTIONS"]["MAX_ENTRIES"] == 9


def test_the_ceiling_of_kept_scripts_counts_in_gigabytes_of_a_thousand_megabytes() -> None:
    assert read(environment.script_store_max) == 10_000_000_000
    assert read(environment.script_store_max, SCRIPT_STORE_MAX_GB="0.5") == 500_000_000


def test_a_company_s_sign_in_is_named_by_three_keys_or_by_none() -> None:
    issuer = read(oidc, **OIDC)
    tenant = read(oidc, **{**OIDC, "OIDC_ISSUER": "https://login.example.com/tenant/v2.0"})

    assert (issuer.url, issuer.host) == ("https://login.example.com", "login.example.com")
    assert issuer.origin == "https://login.example.com"
    assert (tenant.origin, tenant.key == issuer.key) == (issuer.origin, False)
    assert read(oidc) is None
    assert read(oidc, OIDC_ISSUER="", OIDC_CLIENT_ID="", OIDC_CLIENT_SECRET="") is None


def test_a_new_database_is_for_its_owner_alone_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    """Whoever reads its sessions could take over every login."""
    new, old = tmp_path / "new.sqlite3", tmp_path / "old.sqlite3"
    old.touch(0o640)
    for file in (new, old):
        environment.made_private(read(database, DATABASE_URL=f"sqlite:///{file}"))
    with closing(sqlite3.connect(new)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE sessions (session_key TEXT)")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert modes == {"new.sqlite3": 0o600, "new.sqlite3-wal": 0o600, "new.sqlite3-shm": 0o600, "old.sqlite3": 0o640}
