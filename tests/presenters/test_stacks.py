"""A stack's card."""

from datetime import timedelta

import pytest

from runs.models import Stack
from runs.presenters.stack_token import stack_token
from runs.presenters.stacks import StackCard, stack_card
from tests.builders import NOON
from tests.presenters.states import stack_in

pytestmark = pytest.mark.django_db


def card_of(stack: Stack) -> StackCard:
    return stack_card(stack, may_manage=True, may_sync=True, now=NOON)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Up to date"),
        ({"fresh_at": NOON - timedelta(minutes=4)}, "Sync is due"),
        ({"fresh_at": NOON - timedelta(hours=1)}, "Out of date"),
        ({"fresh_at": None}, "Sync is due"),
        ({"fresh_at": None, "walk_finished": None}, "Not read yet"),
        ({"queued_until": NOON + timedelta(seconds=30)}, "Sync is queued"),
        ({"walk_started": NOON}, "Checking all its runs"),
        ({"walk_started": NOON, "walk_finished": None}, "Reading its history"),
        ({"trouble": "timeout", "walk_started": NOON}, "Trouble"),
    ],
)
def test_one_word_says_where_the_data_stands(fields: dict[str, object], words: str) -> None:
    assert card_of(stack_in(**fields)).state.word == words


def test_a_disconnected_stack_says_so_and_can_not_be_synced() -> None:
    stack = stack_in()
    stack.sealed_token = ""
    card = card_of(stack)
    assert (card.state.word, card.wait) == ("Disconnected", "It is disconnected.")
    assert card.notice is not None
    assert "Grafana is not asked" in card.notice.text


def test_of_the_token_its_end_is_told_and_no_more() -> None:
    stack = stack_in(token="glc_abcdefghijklmnopqrstuvwxyz")
    assert stack_token(stack, NOON).ending == "wxyz"
    assert "glc_" not in repr((stack_token(stack, NOON), card_of(stack)))


def test_a_token_that_no_key_opens_wins_over_all_else_that_may_be_wrong() -> None:
    stack = stack_in(trouble="timeout")
    stack.sealed_token = stack_in().sealed_token
    card = card_of(stack)

    assert card.state.word == "Token unreadable"
    assert card.notice is not None
    assert "can't be opened with the keys of this site" in card.notice.text
    assert not stack_token(stack, NOON).is_readable


def test_the_age_of_the_data_is_told() -> None:
    synced = card_of(stack_in()).synced
    assert synced
    assert synced.relative == "12 s ago"
    assert card_of(stack_in(fresh_at=None)).synced is None


def test_a_card_asks_for_itself_again_only_while_there_is_work() -> None:
    assert not card_of(stack_in()).polls
    assert card_of(stack_in(walk_started=NOON)).polls
    assert card_of(stack_in(queued_until=NOON + timedelta(seconds=1))).polls
    assert card_of(stack_in(walk_queued_until=NOON + timedelta(seconds=1))).polls
    assert not card_of(stack_in(queued_until=NOON)).polls


def test_a_sync_that_was_done_just_now_says_when_the_next_may_be_asked_for_and_looks_until_then() -> None:
    fresh, older = (card_of(stack_in(fresh_at=NOON - timedelta(seconds=ago))) for ago in (3, 30))
    assert fresh.wait == "Synced a moment ago: a sync may run again in 7 s."
    assert fresh.polls
    assert (older.wait, older.polls) == ("", False)


def test_a_walk_shows_rows_rate_and_time_left() -> None:
    started = NOON - timedelta(seconds=10)
    walk = card_of(stack_in(walk_started=started, walk_seconds=10, walk_rows=8500, walk_total=110_500)).walk
    assert walk
    assert (walk.done, walk.total) == (8500, 110_500)
    assert walk.text == "8,500 of 110,500 runs \u00b7 850/s \u00b7 2 min left"


def test_a_walk_without_a_count_shows_what_it_has_read() -> None:
    walk = card_of(stack_in(walk_started=NOON, walk_rows=1, walk_total=None)).walk
    assert walk
    assert walk.text == "1 run \u00b7 1/s"


def test_a_walk_never_shows_more_rows_than_there_are() -> None:
    walk = card_of(stack_in(walk_started=NOON, walk_rows=12, walk_total=10)).walk
    assert walk
    assert walk.text.startswith("10 of 10 runs")


def test_an_api_that_asked_to_wait_is_left_alone_until_then() -> None:
    stack = stack_in(trouble="rate_limited", retry_at=NOON + timedelta(seconds=40))
    assert card_of(stack).wait == "Grafana asked to wait: a sync may run again in 40 s."
    stack.retry_at = NOON - timedelta(seconds=1)
    assert card_of(stack).wait == ""


def test_other_trouble_may_be_tried_again_at_once() -> None:
    assert card_of(stack_in(trouble="timeout", retry_at=NOON + timedelta(minutes=1))).wait == ""


def test_the_trouble_on_a_card_does_not_repeat_the_name() -> None:
    notice = card_of(stack_in(trouble="timeout")).notice
    assert notice
    assert notice.text.startswith("Grafana took too long to answer.")


def test_every_address_is_that_of_the_stack() -> None:
    card = card_of(stack_in(slug="prod-abcd"))
    urls = (card.settings_url, card.check_url, card.sync_url, card.progress_url)
    assert all(url.startswith("/stacks/prod-abcd/") for url in urls)
    assert card.runs_url == "/runs/?stack=prod-abcd"
