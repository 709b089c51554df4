"""How long a login lasts."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.db import OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from runs.database import without_waiting

BEGAN, SEEN = "began", "seen"
SEEN_EVERY = 5 * 60  # seconds: a look writes at most so often
# Seconds. What a login needs on its way (a passkey's challenge, a second factor's stage) is over sooner.
ANONYMOUS_LIFETIME = 60 * 60


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session.set_expiry(None)  # the settings' own: it may have begun as a session without a person


class SessionAgeMiddleware:
    """Eight hours without a sign of life (SESSION_COOKIE_AGE), seven days in all (SESSION_LIFETIME).

    The eight hours are the session's own expiry in the database, counted from its last write. A session whose person
    was removed, locked or got another password is ended there too, so that nothing brings it back. A session without a
    person lives an hour.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, now = request.session, int(time.time())
        if not request.user.is_authenticated:
            if SESSION_KEY in session:
                session.flush()
        elif now - session.setdefault(BEGAN, now) >= settings.SESSION_LIFETIME:
            session.flush()
            request.user = AnonymousUser()
        elif now - session.get(SEEN, 0) >= SEEN_EVERY and not _is_the_page_s_own(request) and _is_noted(session):
            session[SEEN] = now
        response = self.get_response(request)
        if request.session.modified and SESSION_KEY not in request.session and not request.session.is_empty():
            request.session.set_expiry(ANONYMOUS_LIFETIME)
        return response


def _is_noted(session: SessionBase) -> bool:
    """Nobody's look waits for a busy database: then the next one is noted."""
    try:
        with without_waiting():
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
    except OperationalError:
        return False
    return True


def _is_the_page_s_own(request: HttpRequest) -> bool:
    """A poll: an element that asks for its own next state. A page left open is no sign of life."""
    mover = request.headers.get("HX-Trigger")
    return request.method == "GET" and mover is not None and mover == request.headers.get("HX-Target")
