"""The database's own guard of the audit: triggers that refuse to change or remove an event.

Installed by a migration. Only the tests take it off for a moment, to empty the tables between them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "runs_auditevent"
REFUSAL = "audit events never change"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_never_{verb}d BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
# "INSERT OR REPLACE" removes a row without any delete trigger noticing.
_SQLITE_REPLACE = """
CREATE TRIGGER IF NOT EXISTS audit_never_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER audit_never_{verb}d BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()
"""


def install(connection: BaseDatabaseWrapper) -> None:
    verbs = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}[connection.vendor]
    statement = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.format(refusal=REFUSAL))
        else:
            cursor.execute(_SQLITE_REPLACE.format(table=TABLE, refusal=REFUSAL))
        for verb in verbs:
            cursor.execute(statement.format(verb=verb, table=TABLE, refusal=REFUSAL))


def remove(connection: BaseDatabaseWrapper) -> None:
    where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for word in ("updated", "deleted", "truncated", "replaced"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_never_{word}{where}")
