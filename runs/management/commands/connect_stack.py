"""`connect_stack TEAM --slug S --name N --stack-id ID --grafana-url URL --token-env VAR`"""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from runs import stacks
from runs.audit import OPERATOR
from runs.caps import CapReached, stacks_of_team
from runs.forms import clean_grafana_url
from runs.k6api.client import clean_token
from runs.k6api.credentials import check_id
from runs.management.arguments import secret_from, slug, team_called
from runs.models import Stack, Team


class Command(BaseCommand):
    help = "Connects a Grafana Cloud stack to a team, or changes a connected one of the same slug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("team", help="the team's slug")
        parser.add_argument("--slug", required=True, help="the stack's short name in addresses; it never changes")
        parser.add_argument("--name", required=True)
        parser.add_argument("--stack-id", required=True, type=int)
        parser.add_argument("--grafana-url", required=True, metavar="URL")
        parser.add_argument("--token-env", required=True, metavar="VAR", help="the variable that holds the API token")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        team, name = team_called(options["team"]), slug(options["slug"])
        details = _details(options)
        stack = Stack.objects.filter(slug=name).select_related("team").first()
        if stack and stack.team_id != team.pk:
            raise CommandError(f"The slug {name!r} is taken by another team's stack.")
        if stack is None:
            _require_room(team)
        _try(details, stack)
        if stack:
            _change(stack, details)
        else:
            _connect(team, name, details)
        self.stdout.write(f"Stack {name} is {'changed' if stack else 'connected'}. Next: sync_runs --stack {name}")


def _require_room(team: Team) -> None:
    """Said before the API is asked; `stacks.connect` checks again under its lock."""
    try:
        stacks_of_team(team).require()
    except CapReached as error:
        raise CommandError(str(error)) from None


def _try(details: stacks.Details, stack: Stack | None) -> None:
    """No token is stored before the API accepted it."""
    against = stacks.refusals(stacks.try_out(details, stack))
    if against:
        said = " ".join(finding.sentence for finding in against)
        raise CommandError(f"{said} Nothing was stored; K6_API_URL says which API was asked.")


def _connect(team: Team, name: str, details: stacks.Details) -> None:
    try:
        stacks.connect(team, name, details, OPERATOR)
    except IntegrityError:
        raise CommandError(f"The slug {name!r} was taken a moment ago; run this again.") from None
    except CapReached as error:
        raise CommandError(str(error)) from None


def _change(stack: Stack, details: stacks.Details) -> None:
    try:
        stacks.change(stack, details, OPERATOR)
    except stacks.BeingRemoved:
        raise CommandError(f"The record of {stack.slug} is being removed; use another slug.") from None


def _details(options: dict[str, Any]) -> stacks.Details:
    try:
        return stacks.Details(
            options["name"],
            clean_grafana_url(options["grafana_url"]),
            check_id(options["stack_id"], "stack id"),
            clean_token(secret_from(options["token_env"]) or ""),
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    except ValueError as error:
        raise CommandError(str(error)) from None
