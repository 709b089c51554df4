"""For how long Grafana keeps the results."""

from datetime import timedelta

import pytest

from runs.models import Gone, TestRun
from runs.presenters.retention import Keep, keep
from tests.builders import NOON


def kept(**fields: object) -> Keep:
    found = keep(TestRun(**fields), NOON)
    assert found
    return found


def expiring_in(**span: float) -> Keep:
    return kept(retention_expiry=NOON + timedelta(**span))


def test_a_saved_run_says_so_whatever_its_date() -> None:
    found = kept(is_saved=True)
    assert (found.text, found.tone, found.iso) == ("saved", "good", "")


def test_nothing_is_said_where_the_api_said_nothing() -> None:
    assert keep(TestRun(), NOON) is None


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (30, "expires in 30 days", "neutral"),
        (8, "expires in 8 days", "neutral"),
        (7, "expires in 7 days", "warn"),
        (1, "expires in 24 h", "warn"),
        (-3, "expired 3 days ago", "neutral"),
    ],
)
def test_the_last_week_is_a_warning(days: int, text: str, tone: str) -> None:
    found = expiring_in(days=days)
    assert (found.text, found.tone) == (text, tone)


def test_the_exact_moment_is_in_the_title_and_for_machines() -> None:
    found = expiring_in(days=1)
    assert found.exact == "Mon 2 Nov 2026, 12:00:00 UTC"
    assert found.iso == "2026-11-02T12:00:00+00:00"


def test_of_a_run_that_is_gone_nothing_expires_any_more() -> None:
    found = kept(
        archived=True,
        gone_at=NOON - timedelta(days=2),
        gone_reason=Gone.DELETED_ELSEWHERE,
        retention_expiry=NOON + timedelta(days=2),
    )
    assert (found.text, found.why, found.icon) == ("archived 2 days ago", "deleted elsewhere", "archived")
    assert found.exact == "Fri 30 Oct 2026, 12:00:00 UTC"
