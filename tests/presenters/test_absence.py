"""A run that Grafana shows no more: its row and its page say since when, and why as far as that is known."""

from datetime import timedelta

import pytest

from runs.models import Gone, TestRun
from runs.presenters.absence import Absence, absence
from tests.builders import NOON, make_run
from tests.presenters.run_pages import page_of

LATER = NOON + timedelta(hours=3)


def absent(**fields: object) -> Absence:
    found = absence(TestRun(**fields), LATER)
    assert found
    return found


def archived(reason: str, by: str = "") -> Absence:
    return absent(archived=True, gone_at=NOON, gone_reason=reason, gone_by=by)


def test_a_run_that_grafana_shows_is_not_absent() -> None:
    assert absence(TestRun(), LATER) is None


@pytest.mark.parametrize(
    ("reason", "by", "words", "sentence"),
    [
        (Gone.DELETED_HERE, "ada@example.com", ": deleted here by ada@example.com", "from here by ada@example.com."),
        (Gone.DELETED_HERE, "", ": deleted here", "It was deleted from here."),
        (Gone.DELETED_ELSEWHERE, "", ": deleted elsewhere", "It was deleted in Grafana, or by another tool."),
        (Gone.EXPIRED, "", ": expired", "Its retention was over."),
    ],
)
def test_each_reason_has_its_words_for_a_row_and_for_a_page(reason: str, by: str, words: str, sentence: str) -> None:
    found = archived(reason, by)

    assert found.words == f"Archived 3 h ago{words}"
    assert found.notice.text.startswith("This run is gone from Grafana since Sun 1 Nov 2026, 12:00:00 UTC. ")
    assert found.notice.text.endswith(sentence)
    assert found.notice.advice == "What is shown here was kept."


@pytest.mark.parametrize("reason", ["", "abducted"])
def test_a_reason_that_is_not_known_is_left_out(reason: str) -> None:
    found = archived(reason)

    assert found.words == "Archived 3 h ago"
    assert found.notice.text == "This run is gone from Grafana since Sun 1 Nov 2026, 12:00:00 UTC."


def test_every_reason_that_is_stored_has_words() -> None:
    assert all(archived(reason).why for reason in Gone)


def test_a_row_from_before_anybody_noted_when_it_went_says_what_it_knows() -> None:
    found = absent(archived=True, gone_reason=Gone.EXPIRED)

    assert (found.words, found.since) == ("Archived: expired", None)
    assert found.notice.text == "This run is gone from Grafana. Its retention was over."


def test_a_run_that_is_not_visible_leaves_both_reasons_open() -> None:
    found = absent(not_visible_since=NOON)

    assert found.words == "Not visible: noticed 3 h ago"
    assert (found.notice.tone, found.notice.advice) == (
        "warn",
        "It was deleted, or the token may not see it any more.",
    )


@pytest.mark.django_db
def test_the_page_of_a_run_carries_the_notice() -> None:
    run = make_run()
    assert page_of(run).notices == ()
    TestRun.objects.filter(pk=run.pk).update(archived=True, gone_at=NOON, gone_reason=Gone.EXPIRED)
    [notice] = page_of(run).notices
    assert notice.text.endswith("Its retention was over.")
