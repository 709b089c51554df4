"""The one Django app of the project."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"
    label = "runs"
    verbose_name = "Records"

    def ready(self) -> None:
        from runs import account_events, checks  # noqa: F401, PLC0415  they register themselves
