"""Audit events never change: the database itself refuses it, whoever asks."""

from django.db import migrations

from runs.audit_guard import install, remove


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: install(schema_editor.connection),
            lambda apps, schema_editor: remove(schema_editor.connection),
        )
    ]
