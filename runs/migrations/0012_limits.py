"""How often audit events were repeated, under the database's own guard; snapshots of links that have ended are removed."""

from datetime import datetime

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q
from django.utils import timezone

from runs.audit_guard import install_counts, remove_counts

AT_ONCE = 100


def remove_ended_snapshots(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    links = apps.get_model("runs", "ShareLink").objects
    now: datetime = timezone.now()
    ended = links.filter(Q(revoked_at__isnull=False) | Q(expires__lte=now)).exclude(snapshot={})
    while some := list(ended.values_list("pk", flat=True)[:AT_ONCE]):
        links.filter(pk__in=some).update(snapshot={})


class Migration(migrations.Migration):
    dependencies = [("runs", "0011_identity")]

    operations = [
        migrations.CreateModel(
            name="AuditCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="hash of all that repeated events have in common", max_length=64, unique=True
                    ),
                ),
                ("window", models.BigIntegerField(help_text="the window's number since 1970")),
                ("actor", models.CharField(max_length=254)),
                ("count", models.PositiveBigIntegerField(default=1)),
                ("last_at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeats",
                        to="runs.auditevent",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["window", "actor"], name="audit_count_of_actor")]},
        ),
        migrations.RunPython(
            lambda apps, schema_editor: install_counts(schema_editor.connection),
            lambda apps, schema_editor: remove_counts(schema_editor.connection),
        ),
        migrations.RunPython(remove_ended_snapshots, migrations.RunPython.noop),
    ]
