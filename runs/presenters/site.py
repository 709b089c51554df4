"""What every whole page shows around its content: navigation, the person, banners on the site's state."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from runs.access import Deed, stacks_of, teams_where
from runs.models import Beat, User
from runs.people.first import is_open
from runs.presenters.keeping import fullness

WORKER_SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Me:
    """`key` is that of the person's row. `initials` are one or two capital letters."""

    key: int
    email: str
    initials: str
    is_operator: bool = False


@dataclass(frozen=True)
class Banner:
    """`tone` is info, warn or bad. `action_url` is empty where there is nothing to do about it."""

    tone: str
    text: str
    action_url: str = ""
    action_label: str = ""


DEMO = Banner("info", "Demo data: a simulator stands in for Grafana.")
NO_WORKER = Banner(
    "warn",
    "No sign of the background worker for 2 minutes: runs are not being updated. "
    "Whoever runs this site can start it with “manage.py run_worker”.",
)


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor. Nothing is computed or asked of the database before a template uses it."""
    return {
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "me": SimpleLazyObject(lambda: _me(request)),
        "banners": SimpleLazyObject(lambda: _banners(request)),
        "sends_mail": settings.SENDS_MAIL,
        "is_fresh": SimpleLazyObject(is_open),
        "company": settings.OIDC.host if settings.OIDC else "",
    }


def _person(request: HttpRequest) -> User | None:
    """Who is logged in; nobody where that can't be found out: error pages stand without a database."""
    try:
        user = getattr(request, "user", None)
        return user if isinstance(user, User) else None
    except DatabaseError:
        return None


def _me(request: HttpRequest) -> Me | None:
    person = _person(request)
    return Me(person.pk, person.email, initials(person.name or person.email), person.is_operator) if person else None


def initials(name: str) -> str:
    """ "Ada Lovelace" and "ada.lovelace@…" are AL, "ada" is A."""
    words = re.findall(r"\w+", name.partition("@")[0].replace("_", " "))
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _nav(request: HttpRequest) -> tuple[NavItem, ...]:
    match = request.resolver_match
    here = (match.url_name or "") if match else ""
    return (
        NavItem("Home", reverse("home"), "home", here == "home"),
        NavItem("Runs", reverse("runs"), "runs", here.startswith(("run", "load_test"))),
        NavItem("Stacks", reverse("stacks"), "stacks", here.startswith("stack")),
        NavItem("Teams", reverse("teams"), "people", here.startswith(("team", "member", "invit"))),
    )


def _banners(request: HttpRequest) -> tuple[Banner, ...]:
    banners = [DEMO] if settings.DEMO else []
    if person := _person(request):
        banners += [NO_WORKER] if _worker_is_missed_by(person) else []
        banners += _store_of_scripts(person)
    return tuple(banners)


def _store_of_scripts(person: User) -> list[Banner]:
    """For leads, who can do something about it; nobody is looked up before there is something to say."""
    try:
        text = fullness()
        return [Banner("warn", text)] if text and teams_where(person, Deed.MANAGE_STACKS) else []
    except DatabaseError:
        return []


def _worker_is_missed_by(person: User) -> bool:
    """Whether a connected stack of theirs waits for a worker that gave no sign of life: one query while it lives."""
    alive = Beat.objects.filter(name="worker", at__gte=timezone.now() - WORKER_SILENCE)
    try:
        return not alive.exists() and stacks_of(person).connected().exists()
    except DatabaseError:
        return False
