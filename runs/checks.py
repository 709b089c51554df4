"""What must hold before anything is served: the demo's people stay in the demo."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

DEMO_DOMAIN = "@demo.test"


def is_strangers_demo_address(email: str) -> bool:
    """Whether the address belongs to the demo while this is none: a person with it would stop the site."""
    return email.strip().lower().endswith(DEMO_DOMAIN) and not settings.DEMO


def is_demo_database() -> bool:
    """Whether the demo's logins, whose password everyone knows, are in this database."""
    from runs.models import User  # noqa: PLC0415  models load after checks

    try:
        return User.objects.filter(email__iendswith=DEMO_DOMAIN).exists()
    except DatabaseError:
        return False  # not migrated yet


def refuse_the_demo_database() -> None:
    """For whatever serves or works without the checks of a command. Raises ImproperlyConfigured."""
    for problem in demo_people_stay_in_the_demo():
        raise ImproperlyConfigured(f"{problem.msg} {problem.hint}")


@register(Tags.database)
def demo_people_stay_in_the_demo(**kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    if settings.DEMO or not is_demo_database():
        return []
    return [
        Error(
            f"This database holds the demo's logins ({DEMO_DOMAIN}), whose password everyone knows.",
            hint="Point DATABASE_URL at a database of your own; `make demo` keeps its own under var/demo.",
            id="runs.E001",
        )
    ]
