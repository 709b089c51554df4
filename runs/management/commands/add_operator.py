"""`add_operator EMAIL [--password-env VAR] [--existing]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from runs.audit import OPERATOR
from runs.management.arguments import email_address, secret_from
from runs.management.people import add_existing_argument, person_to_trust
from runs.people.operators import set_operator


class Command(BaseCommand):
    help = "Lets somebody look after this site under /admin/. May be run again without harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--password-env", metavar="VAR", help="the variable that holds a new person's password")
        add_existing_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        password = secret_from(options["password_env"])
        user, is_new = person_to_trust(
            email_address(options["email"]),
            password,
            trusts_existing=options["existing"],
            has_rights=lambda user: user.is_operator,
        )
        changed = set_operator(user, OPERATOR, is_operator=True)
        self.stdout.write(f"{user.email} {'is an operator now' if changed else 'is an operator already'}.")
        if password and not is_new:
            self.stdout.write("The account was there before: its password is not changed.")
        if is_new and not password:
            self.stdout.write("They have no password yet: give one with --password-env.")
