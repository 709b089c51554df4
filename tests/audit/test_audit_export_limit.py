"""A file that is written while it is read holds a thread: only so many at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from runs.concurrency import downloads
from runs.models import AuditEvent, Role, Team
from runs.views.streaming import EXPORTS
from tests.builders import make_team
from tests.pages.visiting import visible, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def limit_reached() -> Iterator[None]:
    """As many stream as may."""
    slots = [downloads.acquire(EXPORTS) for _ in range(downloads.most_of_one)]
    yield
    for slot in filter(None, slots):
        slot.release()


def exported(team: Team) -> int:
    return AuditEvent.objects.filter(team_id=team.pk, action="audit_exported").count()


@pytest.mark.usefixtures("limit_reached")
def test_one_too_many_is_told_when_to_come_back_and_has_taken_nothing_away(team: Team) -> None:
    answer = visitor(team, Role.LEAD).get(f"/teams/{team.slug}/audit/export.csv")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Too many files are being downloaded. Try again in a moment" in visible(answer)
    assert exported(team) == 0


def test_whoever_is_done_makes_room(team: Team) -> None:
    client = visitor(team, Role.LEAD)
    for number in range(1, downloads.most_in_all + 2):
        answer: Any = client.get(f"/teams/{team.slug}/audit/export.json")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert exported(team) == number
