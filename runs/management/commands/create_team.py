"""`create_team NAME --slug S --lead EMAIL [--password-env VAR]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from runs.audit import OPERATOR
from runs.management.arguments import email_address, secret_from, slug
from runs.models import Role
from runs.teams import make_person, make_team, set_role


class Command(BaseCommand):
    help = "Makes a team with its first lead. May be run again: what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--slug", required=True, help="the team's short name in addresses")
        parser.add_argument("--lead", required=True, metavar="EMAIL")
        parser.add_argument("--password-env", metavar="VAR", help="the variable that holds the lead's password")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        email, password = email_address(options["lead"]), secret_from(options["password_env"])
        team, is_new = make_team(options["name"], slug(options["slug"]), OPERATOR)
        user, is_new_person = make_person(email, password)
        set_role(team, user, Role.LEAD, OPERATOR)
        self.stdout.write(f"Team {team.slug}: {'made' if is_new else 'there already'}. Lead: {user.email}.")
        if is_new_person and not password:
            self.stdout.write("The lead has no password yet: give one with --password-env.")
