"""Reads the deployment's environment, and says in one sentence what is wrong with it."""

import base64
import binascii
import ipaddress
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from runs.k6api.client import check_base_url

KNOWN = {
    "SECRET_KEY": "signs sessions and forms",
    "TOKEN_KEYS": "seal the stacks' tokens, the first one seals, all open",
    "DATABASE_URL": "where the records are",
    "CACHE_URL": "the cache that all processes share",
    "ALLOWED_HOSTS": "host names that the site answers to",
    "BASE_URL": "the site's own address",
    "K6_API_URL": "the Grafana Cloud k6 API",
    "DEBUG": "Django's debug pages, on a loopback address only",
    "TRUSTED_PROXIES": "addresses whose X-Forwarded-For is believed",
    "EMAIL_URL": "where mail goes out",
    "DEFAULT_FROM_EMAIL": "the sender of mail",
    "MEDIA_ROOT": "where kept scripts lie",
    "SCRIPT_STORE_MAX_GB": "the most that kept scripts may take",
    "MAX_RUNS_PER_STACK": "the most runs that are kept of one stack",
    "LOG_FORMAT": "text or json",
    "OIDC_ISSUER": "the company's own sign-in",
    "OIDC_CLIENT_ID": "the company's own sign-in",
    "OIDC_CLIENT_SECRET": "the company's own sign-in",
}
T = TypeVar("T")
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}


class _DotEnv(environ.Env):  # type: ignore[misc]
    """A place of its own for the keys of `.env`, so that they can be looked at before they count."""

    ENVIRON: dict[str, str] = {}


@dataclass(frozen=True)
class Site:
    """The site's own address, checked. `hosts` are the names that it answers to."""

    base_url: str
    host: str
    is_https: bool
    hosts: list[str]


def load(environment: Mapping[str, str], dotenv: Path) -> environ.Env:
    """The process's environment over the file's. An unknown key in the file stops the start."""
    _DotEnv.ENVIRON.clear()
    if dotenv.is_file():
        _DotEnv.read_env(str(dotenv))
    unknown = sorted(set(_DotEnv.ENVIRON) - set(KNOWN))
    if unknown:
        raise ImproperlyConfigured(
            f"{dotenv.name} has a key that k6admin does not know: {', '.join(unknown)}. "
            "See .env.example for all of them."
        )
    env = environ.Env()
    env.ENVIRON = {**_DotEnv.ENVIRON, **environment}
    return env


def secret_key(env: environ.Env) -> str:
    key: str = env.str("SECRET_KEY", default="")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 50 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def token_keys(env: environ.Env) -> list[str]:
    """Fernet keys: 32 bytes, URL-safe base64, the first one seals."""
    keys: list[str] = [key.strip() for key in env.str("TOKEN_KEYS", default="").split(",") if key.strip()]
    if not keys:
        raise ImproperlyConfigured(
            "TOKEN_KEYS is missing: without it no token can be sealed. Make one with: "
            "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
        )
    for position, key in enumerate(keys, start=1):
        if not _is_fernet_key(key):
            raise ImproperlyConfigured(f"TOKEN_KEYS: key {position} is not 32 bytes in URL-safe base64.")
    return keys


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.encode("ascii"))) == 32
    except (binascii.Error, ValueError):
        return False


def site(env: environ.Env) -> Site:
    """BASE_URL decides: https means secure cookies and HSTS; http is for a loopback address only."""
    base_url: str = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
    try:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        is_port_fine = parts.port != 0
    except ValueError:
        raise ImproperlyConfigured("BASE_URL is not an address.") from None
    if parts.scheme not in {"http", "https"} or not host or not is_port_fine or _has_more_than_origin(parts):
        raise ImproperlyConfigured("BASE_URL must look like https://k6admin.example.com, without a path.")
    if parts.scheme == "http" and host not in LOOPBACK_NAMES:
        raise ImproperlyConfigured("BASE_URL may be http only on a loopback address; use https.")
    named = env.list("ALLOWED_HOSTS", default=[])
    hosts = named or (["localhost", "127.0.0.1", "[::1]"] if host in LOOPBACK_NAMES else [host])
    return Site(base_url, host, parts.scheme == "https", hosts)


def _has_more_than_origin(parts: SplitResult) -> bool:
    return bool(parts.username or parts.password or parts.path or parts.query or parts.fragment)


def debug(env: environ.Env, where: Site) -> bool:
    word: str = env.str("DEBUG", default="false").lower()
    if word not in {"true", "false", "1", "0", "on", "off", "yes", "no", ""}:
        raise ImproperlyConfigured("DEBUG must be true or false.")
    on = word in {"true", "1", "on", "yes"}
    if on and where.host not in LOOPBACK_NAMES:
        raise ImproperlyConfigured("DEBUG shows secrets: it can be on only where BASE_URL is a loopback address.")
    return on


def api_url(env: environ.Env) -> str:
    try:
        return check_base_url(env.str("K6_API_URL", default="https://api.k6.io"))
    except ValueError as error:
        raise ImproperlyConfigured(f"K6_API_URL: {error}") from None


def trusted_proxies(env: environ.Env) -> list[str]:
    """Addresses or networks of the proxies in front, as text that `ipaddress` can read."""
    proxies: list[str] = env.list("TRUSTED_PROXIES", default=[])
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES: {proxy!r} is not an address or a network.") from None
    return proxies


def log_format(env: environ.Env) -> str:
    chosen: str = env.str("LOG_FORMAT", default="text")
    if chosen not in {"text", "json"}:
        raise ImproperlyConfigured("LOG_FORMAT must be text or json.")
    return chosen


def script_store_max(env: environ.Env) -> int:
    """In bytes; the key counts in GB of a thousand MB, and takes parts of one."""
    raw: str = env.str("SCRIPT_STORE_MAX_GB", default="10")
    try:
        size = int(float(raw) * 1_000_000_000)
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise ImproperlyConfigured("SCRIPT_STORE_MAX_GB must be a number of gigabytes above 0, like 10 or 0.5.")
    return size


def max_runs_per_stack(env: environ.Env) -> int:
    raw: str = env.str("MAX_RUNS_PER_STACK", default="2000000")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 12 and int(raw) > 0):
        raise ImproperlyConfigured("MAX_RUNS_PER_STACK must be a whole number above 0, like 2000000.")
    return int(raw)


def read(key: str, reader: Callable[..., T], *, default: object) -> T:
    """`reader(key)`, with a bad value told as a sentence instead of a traceback from inside a parser."""
    try:
        return reader(key, default=default)
    except ImproperlyConfigured:
        raise ImproperlyConfigured(f"{key} can't be read: what stands before its :// is not known here.") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured(f"{key} can't be read: {type(error).__name__}.") from None


# How long a transaction waits for another one, on either database.
LOCK_SECONDS = 20


def database(env: environ.Env, base_dir: Path) -> dict[str, object]:
    """sqlite or PostgreSQL. sqlite takes its write lock when a transaction starts and keeps a write-ahead log."""
    config: dict[str, Any] = read(
        "DATABASE_URL", env.db_url, default=f"sqlite:///{base_dir / 'var' / 'k6admin.sqlite3'}"
    )
    config["CONN_MAX_AGE"] = 60
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif config.get("ENGINE") == "django.db.backends.postgresql":
        config["CONN_HEALTH_CHECKS"] = True
        options = config.setdefault("OPTIONS", {})
        options.setdefault("connect_timeout", 5)
        options.setdefault("options", f"-c lock_timeout={LOCK_SECONDS}s")
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return config


def made_private(database: dict[str, object]) -> dict[str, object]:
    """sqlite's file, where there is none yet, for this process's user alone; sqlite gives the files beside it the same.

    Whoever reads it could take over every login.
    """
    file = Path(str(database.get("NAME")))
    if str(database.get("ENGINE")).endswith("sqlite3") and file.parent.is_dir() and str(file) != ":memory:":
        with suppress(OSError):  # it is there already, or can't be made: then the database says why
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return database


def cache(env: environ.Env) -> dict[str, object]:
    """A cache that all processes share: limits on logins would otherwise count per process.

    It keeps more than Django's 300 entries, else whoever tries many names would push out what was counted.
    """
    config: dict[str, Any] = read("CACHE_URL", env.cache_url, default="dbcache://k6admin_cache")
    if "dummy" in config["BACKEND"]:
        raise ImproperlyConfigured("CACHE_URL must keep what it is given: limits on logins count in it.")
    if "memcache" in config["BACKEND"]:
        raise ImproperlyConfigured("CACHE_URL must begin with dbcache:// or redis://.")
    if config["BACKEND"].endswith("RedisCache") and not find_spec("redis"):
        raise ImproperlyConfigured("CACHE_URL: Redis needs one more package: .venv/bin/pip install redis")
    if config["BACKEND"].endswith(("DatabaseCache", "LocMemCache", "FileBasedCache")):
        config["OPTIONS"] = {"MAX_ENTRIES": 50_000, **config.get("OPTIONS", {})}
    return config


def mail(env: environ.Env) -> dict[str, object]:
    """Django's EMAIL_* settings; without EMAIL_URL a backend that sends nothing."""
    if not env.str("EMAIL_URL", default=""):
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    config: dict[str, object] = read("EMAIL_URL", env.email_url, default="")
    return config
