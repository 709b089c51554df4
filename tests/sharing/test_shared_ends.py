"""What ends a shared page, and who tries addresses one after the other."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from runs.audit import OPERATOR, Actor
from runs.keeping import purge_run, purge_stack
from runs.models import AuditEvent, ShareLink, TestRun
from runs.sharing import DAYS, about_run, find_link, make_link, take_run
from runs.sharing.parts import NOTHING_MORE
from runs.stacks import remove
from tests.builders import make_run, make_user
from tests.pages.visiting import Answer
from tests.sharing.desk import at_a_desk, link_of

pytestmark = pytest.mark.django_db


def expire(path: str) -> None:
    ShareLink.objects.filter(pk=link_of(path).pk).update(expires=timezone.now())


def revoke(path: str) -> None:
    ShareLink.objects.filter(pk=link_of(path).pk).update(revoked_at=timezone.now())


def purge_the_run(path: str) -> None:
    TestRun.objects.update(archived=True)
    purge_run(TestRun.objects.get(), OPERATOR)


def remove_the_stack(path: str) -> None:
    link_of(path).stack.delete()


def remove_the_team(path: str) -> None:
    link_of(path).team.delete()


def headers_of(response: Answer) -> dict[str, str]:
    """But for the number that every answer has for itself."""
    return {name: value for name, value in response.headers.items() if name != "X-Request-Id"}


ENDS = [expire, revoke, purge_the_run, remove_the_stack, remove_the_team]


@pytest.mark.parametrize("end", ENDS)
def test_p2_whatever_ends_a_link_the_next_look_finds_the_same_nothing(end: Any) -> None:
    """(P2)"""
    desk = at_a_desk()
    path = desk.share()
    nothing = desk.stranger.get("/s/" + "A" * 43 + "/")
    desk.read(path)
    end(path)
    ended = desk.stranger.get(path)

    assert (ended.status_code, nothing.status_code) == (404, 404)
    assert ended.content == nothing.content
    assert headers_of(ended) == headers_of(nothing)


def remove_its_stack(run: TestRun) -> None:
    remove(run.stack, OPERATOR)


def purge_it(run: TestRun) -> None:
    TestRun.objects.update(archived=True)
    purge_run(TestRun.objects.get(), OPERATOR)


@pytest.mark.parametrize("end", [remove_its_stack, purge_it])
def test_p2_what_is_removed_while_somebody_shares_it_is_not_shared(end: Any) -> None:
    """(P2) Taking the snapshot may wait for Grafana; the link comes after it."""
    desk = at_a_desk()
    run, sharer = TestRun.objects.with_its_page().get(), Actor(make_user(desk.stack.team))
    snapshot = take_run(run, NOTHING_MORE, timezone.now())
    end(run)

    with pytest.raises(Http404):
        make_link(about_run(run), snapshot, NOTHING_MORE, DAYS, sharer)
    assert not ShareLink.objects.exists()
    assert not AuditEvent.objects.filter(action="link_created").exists()


@pytest.mark.parametrize(
    "token", ["x", "A" * 42, "A" * 44, "A" * 4000, "%00", "..", "é", "a/b", "<b>", "٣" * 43, "A" * 42 + "="]
)
def test_p2_a_malformed_address_gets_the_same_nothing(token: str) -> None:
    """(P2)"""
    unknown, malformed = Client().get("/s/" + "B" * 43 + "/"), Client().get(f"/s/{token}/")

    assert malformed.status_code == 404
    assert malformed.content == unknown.content
    assert headers_of(malformed) == headers_of(unknown)


def test_p2_a_stack_whose_records_are_purged_takes_its_shared_histories_along() -> None:
    desk = at_a_desk()
    path = desk.share_history()
    desk.stack.sealed_token = ""
    desk.stack.save()
    purge_stack(desk.stack)

    assert desk.stranger.get(path).status_code == 404


def test_a_run_that_was_removed_for_good_is_gone_from_shared_histories() -> None:
    desk = at_a_desk()
    make_run(desk.stack, 6, note="stays")
    path = desk.share_history()
    purge_the_run_5()

    page = desk.read(path)
    assert "#6" in page
    assert "#5" not in page


def purge_the_run_5() -> None:
    run = TestRun.objects.get(run_id=5)
    run.archived = True
    run.save()
    purge_run(run, OPERATOR)


def test_a_disconnected_stack_keeps_its_shared_pages() -> None:
    desk = at_a_desk()
    path = desk.share()
    desk.stack.sealed_token = ""
    desk.stack.save()

    assert desk.read(path)


def test_p7_the_61st_wrong_address_in_a_minute_has_to_wait_and_a_right_one_never() -> None:
    """(P7)"""
    desk = at_a_desk()
    path = desk.share()
    answers = [desk.stranger.get(f"/s/{'C' * 40}{number:03}/").status_code for number in range(61)]
    limited = desk.stranger.get("/s/" + "D" * 43 + "/")

    assert answers == [404] * 60 + [429]
    assert limited.status_code == 429
    assert limited.headers["Retry-After"] == "60"
    assert limited.headers["Cache-Control"] == "private, no-store"
    assert desk.read(path)
    assert desk.stranger.get("/s/x/", REMOTE_ADDR="192.0.2.99").status_code == 404


def test_a_page_is_found_by_nothing_but_its_whole_secret() -> None:
    path = at_a_desk().share()
    token, now = path.split("/")[2], timezone.now()

    assert find_link(token, now) is not None
    for wrong in (token.swapcase(), token[:-1], token + "A", link_of(path).token_hash, ""):
        assert find_link(wrong, now) is None
    assert find_link(token, now + timedelta(days=DAYS)) is None
