"""A person's own page: name and clock, what they log in with, where they are logged in, their teams."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from runs.audit import Actor
from runs.models import Membership, Role, User
from runs.people.tokens import store
from tests.builders import PASSWORD, browser_of, make_run, make_stack, make_team, make_user
from tests.pages.software_key import SoftwareKey, add_key
from tests.pages.visiting import link_of, visible

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/18.0 Safari/604.1"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def log_in(user: User, user_agent: str = FIREFOX, ip: str = "192.0.2.1") -> Client:
    client = Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=ip)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_the_menu_leads_there() -> None:
    browser = browser_of(make_user())
    assert link_of(browser.get("/stacks/"), "Profile") == PAGE
    assert browser.get("/accounts/").headers["Location"] == PAGE


def test_a_name_and_a_clock_are_kept_and_times_are_shown_by_that_clock() -> None:
    stack = make_stack()
    run = make_run(stack)
    user = make_user(stack.team)
    browser = browser_of(user)
    answer = browser.post(PAGE, {"name": "Ada Lovelace", "time_zone": "Asia/Tokyo"}, follow=True)
    user.refresh_from_db()

    assert "Saved." in visible(answer)
    assert (user.name, user.time_zone) == ("Ada Lovelace", "Asia/Tokyo")
    assert '<option value="Asia/Tokyo" selected>' in answer.content.decode()
    assert "JST" in browser.get(f"/stacks/{stack.slug}/runs/{run.run_id}/").content.decode()


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../etc/passwd", "", "x" * 100])
def test_a_clock_that_is_none_is_refused_at_its_field_and_the_name_typed_stays(zone: str) -> None:
    user = make_user()
    answer = browser_of(user).post(PAGE, {"name": "Ada", "time_zone": zone})
    user.refresh_from_db()

    assert answer.status_code == 422
    assert 'value="Ada"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert user.name == ""


def test_a_clock_under_an_old_name_stays_chosen() -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(time_zone="US/Pacific")
    assert '<option value="US/Pacific" selected>' in browser_of(user).get(PAGE).content.decode()


def test_a_name_is_shown_as_it_is_and_never_as_markup() -> None:
    user = make_user()
    browser = browser_of(user)
    page = browser.post(PAGE, {"name": "<b>Ada</b>", "time_zone": "UTC"}, follow=True).content.decode()
    assert "<b>Ada</b>" not in page
    assert browser.post(PAGE, {"name": "A\u202eda", "time_zone": "UTC"}).status_code == 422


def test_nobody_becomes_somebody_else_by_more_fields() -> None:
    """(I3)"""
    user = make_user()
    more = {"email": "eve@example.com", "is_staff": "on", "is_superuser": "on", "is_active": "", "id": "1", "user": "1"}
    browser_of(user).post(PAGE, {"name": "Ada", "time_zone": "UTC", **more})
    found = User.objects.get(pk=user.pk)

    assert (found.email, found.is_staff, found.is_superuser, found.is_active) == (user.email, False, False, True)


def test_the_teams_and_the_roles_in_them_are_there() -> None:
    user = make_user(make_team("Shop"), Role.LEAD)
    Membership.objects.create(team=make_team("Payments"), user=user, role=Role.VIEWER)
    make_team("Others")
    text = visible(browser_of(user).get(PAGE))

    assert "Payments Viewer Shop Lead" in text
    assert "Others" not in text
    assert "You are in no team yet." in visible(browser_of(make_user()).get(PAGE))


def test_logins_are_listed_with_browser_and_address_and_nobody_else_s() -> None:
    user = make_user()
    here = log_in(user)
    log_in(user, PHONE, "198.51.100.4")
    log_in(make_user(), ip="203.0.113.99")
    text = visible(here.get(PAGE))

    assert "Firefox on Linux 192.0.2.1 · since just now · this login" in text
    assert "Safari on iPhone 198.51.100.4 · since" in text
    assert "203.0.113.99" not in text


def test_log_out_everywhere_else_keeps_this_login() -> None:
    user, other = make_user(), make_user()
    here, there, others = log_in(user), log_in(user, PHONE), log_in(other)
    answer = here.post("/accounts/sessions/end/", {"which": "others"}, follow=True)

    assert "All your other logins are ended." in visible(answer)
    assert "iPhone" not in visible(answer)
    assert there.get("/stacks/").status_code == 302
    assert others.get("/stacks/").status_code == 200


def test_log_out_everywhere_ends_this_one_too() -> None:
    user = make_user()
    here, there = log_in(user), log_in(user, PHONE)
    answer = here.post("/accounts/sessions/end/", {"which": "all"})

    assert answer.headers["Location"] == reverse("account_login")
    assert here.get("/stacks/").status_code == there.get("/stacks/").status_code == 302


def test_a_new_password_leads_back_here() -> None:
    fields = {"oldpassword": PASSWORD, "password1": "quite another battery", "password2": "quite another battery"}
    answer = browser_of(make_user()).post("/accounts/password/change/", fields)
    assert answer.headers["Location"] == PAGE


def test_somebody_without_a_password_may_set_one_after_they_showed_who_they_are() -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    fields = {"password1": "quite another battery", "password2": "quite another battery"}
    page = browser_of(user).get(PAGE)
    late = browser_of(user, minutes_ago=11).post("/accounts/password/set/", fields)
    early = browser_of(user).post("/accounts/password/set/", fields)

    assert link_of(page, "Set one") == "/accounts/password/set/"
    assert "reauthenticate" in late.headers["Location"]
    assert early.headers["Location"] == PAGE
    assert User.objects.get(pk=user.pk).check_password("quite another battery")


@pytest.mark.parametrize("theirs", ["email/", "2fa/", "2fa/webauthn/"])
def test_what_allauth_shows_on_pages_of_its_own_is_here(theirs: str) -> None:
    browser = browser_of(make_user())
    assert browser.get(f"/accounts/{theirs}").headers["Location"] == PAGE
    assert browser.post(f"/accounts/{theirs}", {"action_add": "", "email": "eve@example.com"}).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_costs_the_same_with_many_logins_as_with_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user()
    here = log_in(user)
    for number in range(count - 1):
        key = f"{number:032}"
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=1))
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.9", user_agent=PHONE)
    with django_assert_num_queries(10):
        page = here.get(PAGE)

    assert visible(page).count("Safari on iPhone") == count - 1


def test_logins_that_ended_are_listed_no_more() -> None:
    user = make_user()
    here, there = log_in(user), log_in(user, PHONE)
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=timezone.now())

    assert "iPhone" not in visible(here.get(PAGE))
    assert UserSession.objects.count() == 1


def test_a_password_set_by_a_link_from_a_mail_ends_every_login_at_once() -> None:
    user = make_user()
    log_in(user)
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(rf"{settings.BASE_URL}(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True)
    fields = {"password1": "quite another battery", "password2": "quite another battery"}
    done = client.post(form.redirect_chain[-1][0], fields, follow=True)

    assert "The password is set" in visible(done)
    assert "This link does not work any more" in visible(Client().get(link[1], follow=True))
    assert UserSession.objects.count() == 0
    assert log_in(user).get("/stacks/").status_code == 302


def test_everything_that_opens_the_account_stands_there_with_its_time() -> None:
    stack = make_stack(name="Shop EU")
    ada = make_user(stack.team, email="lists@example.com")
    browser = browser_of(ada)
    add_key(browser, SoftwareKey(), alone=True)
    store(ada, stack, "a-token-of-ones-own", Actor(ada))
    ways = visible(browser.get("/accounts/profile/"))

    assert "Password Set just now" in ways
    assert "Passkey · added just now" in ways
    assert re.search(r"Recovery codes .* 10 of 10 left\. Made just now", ways)
    assert re.search(r"Shop EU Ends in -own · entered just now", ways)
    assert "Whoever runs this site vouches that the address is yours." in ways
