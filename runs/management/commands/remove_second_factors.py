"""For somebody who lost their phone and their recovery codes."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from runs import audit
from runs.people.second_factors import remove_all
from runs.people.sessions import end_sessions
from runs.teams import person_with


class Command(BaseCommand):
    help = "Takes a person's authenticator app, passkeys and recovery codes away, and ends their logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email: str, **_: object) -> None:
        user = person_with(email)
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        with transaction.atomic():
            count = remove_all(user)
            end_sessions(user)
            audit.record_person_event(audit.OPERATOR, user, "second_factors_removed", removed=count)
        left = "has a password to log in with" if user.has_usable_password() else "has no password: set one for them"
        self.stdout.write(f"{count} second factors removed; {user.email} {left}.")
