"""Who is let in: token, stack id, stack URL. 401 for a bad token, 403 for a good one elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .answers import Refusal, Request, error, invalid


@dataclass(frozen=True, slots=True)
class Pass:
    """A token's holder: the stacks it opens, and the e-mail address that its actions are recorded under."""

    owner: str
    stacks: frozenset[int]


def token_state(request: Request, passes: dict[str, Pass], dead: bool) -> str:
    """`missing`, `wrong` or `valid`: all that the log ever says about a token."""
    header = request.headers.get("authorization")
    if header is None:
        return "missing"
    return "valid" if not dead and _holder(header, passes) else "wrong"


def name_of(request: Request, passes: dict[str, Pass]) -> str | None:
    """Whose token it is; None where it opens nothing."""
    holder = _holder(request.headers.get("authorization", ""), passes)
    return holder.owner if holder else None


def admit(request: Request, passes: dict[str, Pass], dead: bool) -> Pass:
    """The token's holder, or 401."""
    holder = _holder(request.headers.get("authorization", ""), passes)
    if dead or holder is None:
        raise Refusal(error(401, "unauthorized", "Invalid token or authentication scheme."))
    return holder


def stack_asked_for(request: Request, holder: Pass) -> int:
    """X-Stack-Id, checked: 400 where missing or not a number, 403 where the holder has no access."""
    text = request.headers.get("x-stack-id")
    if text is None:
        raise invalid("The X-Stack-Id header is required.", "X-Stack-Id")
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise invalid("The X-Stack-Id header must be an integer.", "X-Stack-Id")
    if int(text) not in holder.stacks:
        raise forbidden()
    return int(text)


def origin(url: str) -> str:
    """Scheme and host of a Grafana URL, lower case; empty where there is none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def forbidden() -> Refusal:
    return Refusal(error(403, "permission_denied", "The user does not have permission to perform this action."))


def _holder(header: str, passes: dict[str, Pass]) -> Pass | None:
    scheme, _, token = header.partition(" ")
    return passes.get(token.strip()) if scheme.lower() == "bearer" else None
