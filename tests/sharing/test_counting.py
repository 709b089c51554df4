"""Views of shared pages: counted without writing, added up by a moment later, by however many processes."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from runs.models import ShareLink
from runs.sharing import VIEWS
from runs.sharing.counting import ViewCounter
from tests.builders import NOON
from tests.pages.visiting import visible
from tests.sharing.desk import at_a_desk, link_of

pytestmark = pytest.mark.django_db


def counted(path: str) -> int:
    VIEWS.write()
    return link_of(path).views


def test_each_look_is_a_view_and_a_mere_head_is_none() -> None:
    desk = at_a_desk()
    path = desk.share()
    for _ in range(3):
        desk.read(path)
    desk.stranger.head(path)
    desk.stranger.post(path)

    assert counted(path) == 3
    assert link_of(path).viewed_at is not None
    assert counted(path) == 3


def test_a_look_writes_nothing_and_is_seen_at_once_by_who_shared_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_a_desk()
    path = desk.share()
    with django_assert_num_queries(2) as captured:
        desk.read(path)

    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)
    assert "1 view" in visible(desk.client.get(desk.url()))
    VIEWS.write()
    assert "1 view" in visible(desk.client.get(desk.url()))


def test_a_link_that_ended_counts_no_more() -> None:
    desk = at_a_desk()
    path = desk.share()
    desk.read(path)
    ShareLink.objects.update(revoked_at=NOON)
    desk.stranger.get(path)

    assert counted(path) == 1


def test_two_processes_add_up_and_the_last_view_is_the_latest_of_both() -> None:
    link = link_of(at_a_desk().share())
    here, there = ViewCounter(), ViewCounter()
    here.add(link.pk, NOON + timedelta(minutes=1))
    for _ in range(4):
        there.add(link.pk, NOON)
    here.write()
    there.write()
    link.refresh_from_db()

    assert (link.views, link.viewed_at) == (5, NOON + timedelta(minutes=1))
    assert here.waiting(link.pk) == there.waiting(link.pk) == 0


def test_views_of_a_link_that_is_gone_are_dropped() -> None:
    counter = ViewCounter()
    counter.add(987_654, NOON)
    counter.write()

    assert counter.waiting(987_654) == 0


@pytest.mark.django_db(transaction=True)
def test_what_can_not_be_written_now_waits_for_the_next_time() -> None:
    link = link_of(at_a_desk().share())
    counter = ViewCounter()
    counter.add(link.pk, NOON)
    table = ShareLink._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO out_of_reach")
    try:
        counter.write()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE out_of_reach RENAME TO {table}")
    counter.add(link.pk, NOON)
    assert counter.waiting(link.pk) == 2
    counter.write()
    link.refresh_from_db()
    assert link.views == 2


@pytest.mark.django_db(transaction=True)
def test_in_a_web_process_views_are_written_by_themselves() -> None:
    link = link_of(at_a_desk().share())
    counter = ViewCounter()
    counter.write_by_itself(every=0.05)
    counter.add(link.pk, NOON)
    for _ in range(600):
        link.refresh_from_db()
        if link.views:
            break
        threading.Event().wait(0.1)
    counter.stop()

    assert link.views == 1
