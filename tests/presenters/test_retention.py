"""For how long Grafana keeps the results."""

from datetime import timedelta

import pytest

from runs.presenters.retention import keep
from tests.builders import NOON


def test_a_saved_run_says_so_whatever_its_date() -> None:
    found = keep(None, NOON, is_saved=True)
    assert found
    assert (found.text, found.tone) == ("saved", "good")


def test_nothing_is_said_where_the_api_said_nothing() -> None:
    assert keep(None, NOON, is_saved=False) is None


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
    found = keep(NOON + timedelta(days=days), NOON, is_saved=False)
    assert found
    assert (found.text, found.tone) == (text, tone)


def test_the_title_has_the_exact_moment() -> None:
    found = keep(NOON + timedelta(days=1), NOON, is_saved=False)
    assert found
    assert found.exact == "Mon 2 Nov 2026, 12:00:00 UTC"
