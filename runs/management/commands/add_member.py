"""`add_member TEAM EMAIL --role viewer|member|lead [--password-env VAR] [--existing]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runs.audit import OPERATOR
from runs.management.arguments import email_address, secret_from, team_called
from runs.management.people import add_existing_argument, person_to_trust
from runs.models import Role
from runs.teams import OnlyLead, has_role, set_role


class Command(BaseCommand):
    help = "Adds a person to a team, or changes their role in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("team", help="the team's slug")
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--password-env", metavar="VAR", help="the variable that holds the person's password")
        add_existing_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        team, role = team_called(options["team"]), Role(options["role"])
        password = secret_from(options["password_env"])
        user, _ = person_to_trust(
            email_address(options["email"]),
            password,
            trusts_existing=options["existing"],
            has_rights=lambda user: has_role(team, user, role),
        )
        try:
            changed = set_role(team, user, role, OPERATOR)
        except OnlyLead:
            raise CommandError(f"{user.email} is the only lead of {team.slug}; a team always keeps one.") from None
        self.stdout.write(f"{user.email} is {role.label.lower()} of {team.slug}{'' if changed else ' already'}.")
