"""The start page as tests fill it and read it."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from runs.models import Role, Stack
from tests.builders import run_document
from tests.pages.visiting import Answer, visitor


def lately(run_id: int, hours: float = 1, **fields: Any) -> dict[str, Any]:
    """A run of that many hours ago, which ended at once, passed, and expires in a month."""
    created = timezone.now() - timedelta(hours=hours)
    expiry = (created + timedelta(days=30)).isoformat()
    return run_document(run_id, **{"created": created, "ended": created, "retention_expiry": expiry, **fields})


def section(response: Answer, key: str) -> str:
    found = re.search(rf'<section[^>]* id="home-{key}".*?</section>', response.content.decode(), re.DOTALL)
    assert found, f"no section {key!r}"
    return found[0]


def part(response: Answer, key: str) -> str:
    """What stands in one section, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", section(response, key)).split())


def numbers(response: Answer, key: str) -> list[int]:
    """The runs of one section, from top to bottom."""
    return [
        int(found) for found in re.findall(r'class="row-link" [^>]*href="[^"]*/runs/(\d+)/"', section(response, key))
    ]


def home(where: Stack, role: Role = Role.VIEWER) -> Answer:
    return visitor(where, role).get("/")
