"""The one Django app of the project."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"
    label = "runs"
    verbose_name = "Test runs"

    def ready(self) -> None:
        from runs import checks  # noqa: F401, PLC0415  registers itself
