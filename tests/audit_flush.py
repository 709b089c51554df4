"""Tests that commit empty all tables afterwards; the audit's trigger steps aside for that moment alone.

Django's own way empties tables, then makes all permissions anew: that takes a second a test on PostgreSQL.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

from runs.audit_guard import install, install_counts, remove, remove_counts

MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


def empty_all_tables(self: TransactionTestCase) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    tables = set(connection.introspection.table_names()) - MADE_BY_MIGRATIONS
    with connection.constraint_checks_disabled(), transaction.atomic():
        remove(connection)
        remove_counts(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  the database named them
        install(connection)
        install_counts(connection)


def let_tests_empty_the_audit() -> None:
    TransactionTestCase._fixture_teardown = empty_all_tables  # type: ignore[attr-defined]
