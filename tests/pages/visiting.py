"""People at a browser without scripts, and what they read there."""

import html
import re
from typing import Any

from django.test import Client

from runs.models import Role, Stack, Team
from tests.builders import browser_of, make_user

__all__ = ["HTMX", "POLICY", "Answer", "browser_of", "link_of", "run_ids", "visible", "visitor"]
HTMX = {"HX-Request": "true"}
# The policy that every answer carries (docs/security.md, W5).
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
Answer = Any  # Django's answer with what its test client adds


def visitor(where: Stack | Team, role: Role = Role.VIEWER) -> Client:
    """Somebody in that role of the team, or of the stack's team."""
    return browser_of(make_user(where.team if isinstance(where, Stack) else where, role))


def visible(response: Answer) -> str:
    """What stands on the page, without its markup; one space between any two words."""
    text = re.sub(r"<(script|style|template|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def run_ids(response: Answer) -> list[int]:
    """The runs of a list, from top to bottom."""
    return [
        int(found) for found in re.findall(r'class="row-link" [^>]*href="[^"]*/runs/(\d+)/"', response.content.decode())
    ]


def link_of(response: Answer, label: str) -> str:
    """The address behind a link's words."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>\s*{re.escape(label)}\s*[<]', response.content.decode())
    assert found, f"no link {label!r}"
    return html.unescape(found[1])
