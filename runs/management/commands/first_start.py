"""`first_start`: the code for the page that makes the first person of a fresh site."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from runs.people.first import code_at, is_open

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Prints where the first account is made, and the code for it, until somebody has one."

    def handle(self, *, verbosity: int, **_: Any) -> None:
        if is_open():
            self._say(
                f"Nobody has an account here yet. Make the first one at {settings.BASE_URL}{reverse('welcome')} "
                f"with the code {code_at(timezone.now())} (good until the end of tomorrow, UTC)."
            )
        elif verbosity:
            self._say("Somebody has an account here already; there is nothing to begin.")

    def _say(self, sentence: str) -> None:
        """Where logs are for machines, as one of their lines."""
        if settings.LOG_FORMAT == "json":
            log.warning(sentence)
        else:
            self.stdout.write(f"\n{sentence}\n")
