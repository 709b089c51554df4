"""What the commands read from outside: secrets from the environment, addresses, slugs, teams."""

import os
import re

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import EmailValidator

from runs.checks import DEMO_DOMAIN, is_strangers_demo_address
from runs.models import Team

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def secret_from(variable: str | None) -> str | None:
    """The value of an environment variable that the command line names; secrets are never arguments themselves."""
    if not variable:
        return None
    value = os.environ.get(variable)
    if not value:
        raise CommandError(f"The environment variable {variable} is not set.")
    return value


def email_address(text: str) -> str:
    address = text.strip().lower()
    try:
        EmailValidator()(address)
    except ValidationError:
        raise CommandError(f"{text!r} is not an e-mail address.") from None
    if is_strangers_demo_address(address):
        raise CommandError(f"Addresses of {DEMO_DOMAIN} are the demo's; use another one.")
    return address


def slug(text: str) -> str:
    if not SLUG.fullmatch(text) or len(text) > 60:
        raise CommandError(f"{text!r} is not a slug: lower-case letters, digits and single dashes, at most 60.")
    return text


def team_called(text: str) -> Team:
    """A team by its slug."""
    team = Team.objects.filter(slug=text).first()
    if team is None:
        known = ", ".join(Team.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no team {text!r}. Teams: {known}.")
    return team
