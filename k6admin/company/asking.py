"""Questions to the issuer that wait for their answer, in the session of the browser that will bring it."""

import secrets
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from k6admin.company.protocol import Question, authorization_url
from runs.views.addresses import is_a_page

SESSION_KEY: Final = "company_sign_in"
MOST_OPEN: Final = 5  # tabs
LASTS_SECONDS: Final = 3600


class Process(StrEnum):
    """What the answer is for."""

    LOGIN = "login"
    CONNECT = "connect"
    AGAIN = "again"


@dataclass(frozen=True)
class Asked:
    """`back`: the page of this site to go on with, "" for the default. `user`: who was logged in, by primary key."""

    process: Process
    question: Question
    back: str
    user: int | None


def ask(request: HttpRequest, process: Process, back: str | None) -> str:
    """The issuer's address to send the browser to. Raises IssuerError."""
    state = secrets.token_urlsafe(24)
    question = Question(
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        started=time.time(),
        is_again=process is Process.AGAIN,
    )
    url = authorization_url(question, state)
    asked = Asked(process, question, back if back and is_a_page(back) else "", request.user.pk)
    waiting = {**request.session.get(SESSION_KEY, {}), state: asdict(asked)}
    request.session[SESSION_KEY] = dict(list(waiting.items())[-MOST_OPEN:])
    return url


def take(request: HttpRequest) -> Asked | None:
    """The question that the callback answers. It is forgotten at once, so that no answer counts twice."""
    waiting: dict[str, dict[str, Any]] = request.session.get(SESSION_KEY, {})
    found = waiting.pop(request.GET.get("state", ""), None)
    if found is None:
        return None
    request.session[SESSION_KEY] = waiting
    # Now, as the calls to the issuer take time. The session may have ended meanwhile, by a login in another tab.
    try:
        request.session.save()
    except UpdateError:
        return None
    finally:
        request.session.modified = False
    question = Question(**found["question"])
    if time.time() - question.started > LASTS_SECONDS:
        return None
    return Asked(Process(found["process"]), question, found["back"], found["user"])
