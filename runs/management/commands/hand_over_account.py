"""`hand_over_account EMAIL [--password-env VAR]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runs.audit import OPERATOR
from runs.management.arguments import secret_from
from runs.people.doors import hand_over
from runs.teams import person_with


class Command(BaseCommand):
    help = (
        "For the owner of an address whose account somebody else made: every way to log in to it is removed, "
        "teams and roles stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--password-env", metavar="VAR", help="the variable that holds the owner's new password")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        user = person_with(options["email"])
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        password = secret_from(options["password_env"])
        hand_over(user, OPERATOR, password)
        left = "has the new password" if password else "has no password: run this again with --password-env"
        self.stdout.write(f"Every earlier way to log in to the account was removed; {user.email} {left}.")
