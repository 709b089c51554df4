"""What stands around every page."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from runs.models import Beat, User
from runs.presenters.site import DEMO, NO_WORKER, initials, site
from tests.builders import make_stack, make_team, make_user

pytestmark = pytest.mark.django_db


def request_of(user: User | None, path: str = "/runs/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    if user:
        request.user = user
    return request


def make_waiting_person() -> User:
    """Somebody whose stack is connected."""
    team = make_team()
    make_stack(team)
    return make_user(team)


def worker_was_here(minutes_ago: float) -> None:
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now() - timedelta(minutes=minutes_ago)})


def banners(user: User | None) -> list[object]:
    return [*site(request_of(user))["banners"]]  # type: ignore[misc]


def test_a_page_that_shows_none_of_it_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = make_waiting_person()
    with django_assert_num_queries(0):
        site(request_of(user))


def test_no_sign_of_a_worker_is_said_to_whom_it_concerns() -> None:
    user = make_waiting_person()
    assert banners(user) == [NO_WORKER]
    worker_was_here(minutes_ago=3)
    assert banners(user) == [NO_WORKER]


def test_a_living_worker_needs_no_banner() -> None:
    user = make_waiting_person()
    worker_was_here(minutes_ago=1)
    assert banners(user) == []


def test_another_beat_is_no_worker() -> None:
    user = make_waiting_person()
    Beat.objects.create(name="somebody", at=timezone.now())
    assert banners(user) == [NO_WORKER]


def test_without_a_connected_stack_of_theirs_nobody_waits_for_a_worker() -> None:
    make_waiting_person()
    assert banners(make_user(make_team())) == []


def test_a_worker_that_lives_costs_one_query_and_none_for_the_anonymous(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_waiting_person()
    worker_was_here(minutes_ago=1)
    with django_assert_num_queries(1):
        assert NO_WORKER not in banners(user)
    with django_assert_num_queries(0):
        assert banners(None) == []


def test_the_demo_says_that_it_is_one(settings: Settings) -> None:
    settings.DEMO = True
    assert banners(None) == [DEMO]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Home"),
        ("/runs/", "Runs"),
        ("/stacks/prod/runs/1/", "Runs"),
        ("/stacks/prod/tests/1/", "Runs"),
        ("/stacks/", "Stacks"),
    ],
)
def test_the_navigation_marks_where_one_is(path: str, label: str) -> None:
    nav = site(request_of(None, path))["nav"]
    assert [item.label for item in nav if item.current] == [label]  # type: ignore[attr-defined]


def test_the_navigation_stands_without_a_resolved_address() -> None:
    request = RequestFactory().get("/nowhere/")
    assert not any(item.current for item in site(request)["nav"])  # type: ignore[attr-defined]


def test_nobody_is_logged_in_where_there_is_no_user() -> None:
    assert not site(request_of(None))["me"]


def test_a_person_is_known_by_address_and_initials() -> None:
    me = site(request_of(make_user(email="ada.lovelace@example.com")))["me"]
    assert (me.email, me.initials) == ("ada.lovelace@example.com", "AL")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada King of Lovelace", "AL"),
        ("ada@example.com", "A"),
        ("ada_m-lovelace@example.com", "AL"),
        ("\u00f6rjan@example.com", "\u00d6"),
        ("@", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
