"""What `docs/operations.md` tells people to type, set and ask is there."""

import re

from django.apps import apps
from django.conf import settings

from k6admin.environment import KNOWN
from tests.house.test_documents import commands
from tests.house.tree import ROOT

TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# What make targets read, and the parts of one address that PostgreSQL's own programs take.
ALSO = {"PORT", "BIND", "WEB_CONCURRENCY"}


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"(?:`|^    )make ([a-z]+)", TEXT, re.MULTILINE))
    assert {"run", "prepare", "web", "worker"} <= told <= targets


def test_every_command_exists() -> None:
    told = set(re.findall(r"manage\.py ([a-z_]+)", TEXT))
    assert told
    assert told <= set(commands(ROOT))


def test_every_setting_is_a_known_one() -> None:
    told = set(re.findall(r"[`$\" ]([A-Z][A-Z0-9]+_[A-Z0-9_]+)\b", TEXT))
    assert told >= {"TRUSTED_PROXIES", "MEDIA_ROOT", "DATABASE_URL"}
    assert told - ALSO <= set(KNOWN)


def test_every_table_and_its_columns_exist() -> None:
    models = {model._meta.db_table: model for model in apps.get_models()}
    asked = re.findall(r"`SELECT ([a-z_, ]+) FROM ([a-z_]+) WHERE ([a-z_]+)", TEXT)
    assert len(asked) == 2
    for columns, table, condition in asked:
        for column in (*columns.split(", "), condition):
            models[table]._meta.get_field(column)


def test_no_command_has_a_password_in_its_arguments() -> None:
    """(A9) `ps` shows them to everybody on the machine."""
    typed = [line.strip() for line in TEXT.splitlines() if line.startswith("    ")]
    programs = [line for line in typed if re.match(r"(pg_dump|pg_restore|psql|createdb|docker compose exec)\b", line)]
    assert len(programs) >= 5
    for line in programs:
        assert "DATABASE_URL" not in line
        assert "://" not in line
        assert "password" not in line.lower()
    assert "DATABASE_URL%" not in TEXT


def test_every_field_of_a_line_is_named() -> None:
    for name in (
        "time",
        "level",
        "logger",
        "message",
        "traceback",
        "request_id",
        "method",
        "path",
        "status",
        "ms",
        "ip",
    ):
        assert f"`{name}`" in TEXT


def test_the_limits_on_logins_are_as_told() -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    assert (limits["login_failed"], limits["login_failed_account"], limits["login_failed_ip"]) == (
        "5/5m/key",
        "30/15m/key",
        "20/5m/ip",
    )
    for words in (
        "5 in 5 minutes for an account from one address",
        "30 in 15 minutes for an account",
        "20 in 5 minutes",
    ):
        assert words in TEXT
