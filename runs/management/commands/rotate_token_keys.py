"""`rotate_token_keys`: everything that is sealed, under the first of TOKEN_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runs import rotation
from runs.people.second_factors import reseal_all
from runs.presenters.numbers import counted


class Command(BaseCommand):
    help = (
        "Seals every token and every second factor anew under the first of TOKEN_KEYS, so that the others can be "
        "taken away. May be stopped at any moment and run again; what no key opens stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        before = rotation.look()
        self.stdout.write(
            f"{counted(before.current + before.older + len(before.unreadable), 'token')}: "
            f"{before.older:,} remain to be sealed with the first key."
        )
        done, (factors, lost) = rotation.rotate(), reseal_all()
        after = rotation.look()
        self.stdout.write(
            f"Sealed anew: {counted(done, 'token')}, {counted(factors, 'second factor')}. "
            f"{after.older:,} remain under another key."
        )
        for row in after.unreadable:
            self.stderr.write(f"{row}: no key of TOKEN_KEYS opens it; it was left as it is.")
        if lost:
            self.stderr.write(
                f"No key of TOKEN_KEYS opens {counted(lost, 'second factor')}; they were left as they are."
            )
        if after.older:
            raise CommandError("Somebody entered tokens meanwhile with other keys. Run it again.")
        if after.unreadable or lost:
            raise CommandError("Not done: add the key that sealed them to TOKEN_KEYS, or enter those tokens again.")
