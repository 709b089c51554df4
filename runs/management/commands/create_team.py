"""`create_team NAME --slug S --lead EMAIL [--password-env VAR] [--existing]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runs.audit import OPERATOR
from runs.management.arguments import email_address, secret_from, slug
from runs.management.people import add_existing_argument, person_to_trust
from runs.models import Role, Team, User
from runs.teams import has_role, make_team, set_role


class Command(BaseCommand):
    help = "Makes a team with its first lead. May be run again: what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--slug", required=True, help="the team's short name in addresses")
        parser.add_argument("--lead", required=True, metavar="EMAIL")
        parser.add_argument("--password-env", metavar="VAR", help="the variable that holds the lead's password")
        add_existing_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        email, password = email_address(options["lead"]), secret_from(options["password_env"])
        name = slug(options["slug"])
        user, is_new_person = person_to_trust(
            email, password, trusts_existing=options["existing"], has_rights=lambda user: _leads(user, name)
        )
        team, is_new = make_team(options["name"], name, OPERATOR)
        if not is_new and not has_role(team, user, Role.LEAD):
            raise CommandError(f"There is a team {name} ({team.name}) already. To add a lead to it, use add_member.")
        set_role(team, user, Role.LEAD, OPERATOR)
        self.stdout.write(f"Team {team.slug}: {'made' if is_new else 'there already'}. Lead: {user.email}.")
        if is_new_person and not password:
            self.stdout.write("The lead has no password yet: give one with --password-env.")


def _leads(user: User, slug: str) -> bool:
    team = Team.objects.filter(slug=slug).first()
    return team is not None and has_role(team, user, Role.LEAD)
