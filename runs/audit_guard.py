"""The database's own guard of the audit: triggers that refuse to change or remove an event, and let a count only grow.

Installed by a migration. Only the tests take it off for a moment, to empty the tables between them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE, COUNTS = "runs_auditevent", "runs_auditcount"
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
_CHANGES = """
NEW.count <= OLD.count OR NEW.id <> OLD.id OR NEW.event_id <> OLD.event_id OR NEW.key <> OLD.key
OR NEW."window" <> OLD."window" OR NEW.actor <> OLD.actor
"""
_SQLITE_COUNTS = (
    f"""CREATE TRIGGER IF NOT EXISTS audit_count_grows BEFORE UPDATE ON {COUNTS}
    WHEN {_CHANGES} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_count_stays BEFORE DELETE ON {COUNTS}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_count_never_replaced BEFORE INSERT ON {COUNTS}
    WHEN EXISTS (SELECT 1 FROM {COUNTS} WHERE id = NEW.id OR key = NEW.key OR event_id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",  # noqa: S608  names of our own
)
_POSTGRES_COUNTS = (
    f"""CREATE OR REPLACE TRIGGER audit_count_grows BEFORE UPDATE ON {COUNTS}
    FOR EACH ROW WHEN ({_CHANGES}) EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE OR REPLACE TRIGGER audit_count_stays BEFORE DELETE ON {COUNTS}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE OR REPLACE TRIGGER audit_count_never_truncated BEFORE TRUNCATE ON {COUNTS}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
)
_COUNT_TRIGGERS = ("grows", "stays", "never_replaced", "never_truncated")


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


def install_counts(connection: BaseDatabaseWrapper) -> None:
    """The same for how often an event was repeated, whose table came later."""
    with connection.cursor() as cursor:
        for statement in _SQLITE_COUNTS if connection.vendor == "sqlite" else _POSTGRES_COUNTS:
            cursor.execute(statement)


def remove_counts(connection: BaseDatabaseWrapper) -> None:
    where = f" ON {COUNTS}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for word in _COUNT_TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_count_{word}{where}")
