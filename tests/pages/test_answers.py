"""What holds for every answer: its headers, and pages for what went wrong that look like the others."""

import zoneinfo
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from k6admin.middleware import TimeZoneMiddleware
from runs.models import Role, User
from tests.builders import make_run, make_stack, make_team, make_user
from tests.pages.visiting import HTMX, POLICY, Answer, browser_of, visible, visitor

pytestmark = pytest.mark.django_db


def page() -> Answer:
    return visitor(make_stack()).get("/runs/")


def fragment() -> Answer:
    return visitor(make_stack()).get("/runs/", headers=HTMX)


def redirect() -> Answer:
    return Client().get("/runs/")


def bad_host() -> Answer:
    return Client().get("/runs/", headers={"Host": "evil.example"})


def not_found() -> Answer:
    return Client().get("/no/such/page/")


def forbidden() -> Answer:
    return visitor(make_team(), Role.VIEWER).get("/stacks/new/")


def forged() -> Answer:
    return Client(enforce_csrf_checks=True).post("/accounts/login/")


def wrong_method() -> Answer:
    return visitor(make_team()).post("/runs/")


def refused_form() -> Answer:
    return visitor(make_team(), Role.LEAD).post("/stacks/new/", {"name": ""})


def broken() -> Answer:
    """A bug behind a page, as a stranger's browser meets it."""
    client = visitor(make_team())
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF="tests.pages.broken_urls"):
        return client.get("/broken/")


def static_file() -> Answer:
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        return Client().get("/static/app.css")


def health() -> Answer:
    return Client().get("/healthz")


KINDS = [
    (page, 200),
    (fragment, 200),
    (redirect, 302),
    (bad_host, 400),
    (not_found, 404),
    (forbidden, 403),
    (forged, 403),
    (wrong_method, 405),
    (refused_form, 422),
    (broken, 500),
    (static_file, 200),
    (health, 200),
]


@pytest.mark.parametrize(("ask", "status"), KINDS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_kind_of_answer_has_the_promised_headers(ask: Any, status: int) -> None:
    """(W5)"""
    response = ask()
    headers = response.headers

    assert response.status_code == status
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize("ask", [page, fragment, not_found, forbidden, forged, broken])
def test_no_page_can_be_put_into_a_frame(ask: Any) -> None:
    """(W6)"""
    assert ask().headers["X-Frame-Options"] == "DENY"


ERRORS = [
    (not_found, "There is nothing here"),
    (forbidden, "You may not do that"),
    (forged, "This form went stale"),
    (broken, "Something broke on our side"),
    (bad_host, "That request made no sense here"),
]


@pytest.mark.parametrize(("ask", "words"), ERRORS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_went_wrong_is_said_on_a_page_of_this_site(ask: Any, words: str) -> None:
    response = ask()

    assert words in visible(response)
    assert b'<a class="brand" href="/">' in response.content
    assert b'id="problem"' in response.content
    assert b"app.css" in response.content
    assert "Back to the start" in visible(response)
    assert "Traceback" not in visible(response)


def test_a_refusal_says_which_role_it_takes() -> None:
    assert "Only a lead of the team can connect stacks or change their settings." in visible(forbidden())


def test_an_error_page_stands_where_the_database_does_not() -> None:
    client = visitor(make_team())
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF="tests.pages.broken_urls"):
        response = client.get("/no-database/")

    assert response.status_code == 503
    assert "Not available right now" in visible(response)


def test_the_clock_on_every_page_is_the_reader_s_own() -> None:
    stack = make_stack()
    run = make_run(stack, 1)
    user = make_user(stack.team)
    client, address = browser_of(user), f"/stacks/{stack.slug}/runs/{run.run_id}/"
    utc = client.get(address).content.decode()
    User.objects.filter(pk=user.pk).update(time_zone="America/New_York")
    new_york = client.get(address).content.decode()

    assert "Sun 1 Nov 2026, 12:01:00 UTC" in utc
    assert "Sun 1 Nov 2026, 07:01:00 EST" in new_york


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "a\x00b"])
def test_a_zone_that_is_none_reads_as_utc(name: str) -> None:
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone())
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = User(time_zone=name) if name else AnonymousUser()
    TimeZoneMiddleware(view)(request)

    assert seen == [zoneinfo.ZoneInfo("UTC")]


def test_pages_are_not_kept_by_anybody_between() -> None:
    for response in (page(), fragment()):
        assert "private" in response.headers["Cache-Control"]
        assert "Cookie" in response.headers["Vary"]
