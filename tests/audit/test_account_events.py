"""(L3) Who logged in, who only tried, who changed how they log in: for the leads of every team of the person."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from runs.models import AuditEvent, Membership, Role, User
from tests.audit.events import audit_of
from tests.builders import PASSWORD, browser_of, make_team, make_user
from tests.pages.software_key import SoftwareKey, add_key
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
NEW = "a wholly new password 42"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ada() -> User:
    return make_user(make_team("Shop"), email="ada@example.com")


def log_in(email: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def events() -> list[tuple[str, str, str, str, str]]:
    rows = AuditEvent.objects.order_by("id")
    return [(event.action, event.outcome, event.actor_email, event.object_name, event.team_name) for event in rows]


def done(action: str) -> tuple[str, str, str, str, str]:
    return (action, "done", "ada@example.com", "ada@example.com", "Shop")


def test_a_login_and_a_logout_are_an_event_each_with_address_and_request(ada: User) -> None:
    ident = log_in(ada.email).post("/accounts/logout/").headers["X-Request-Id"]
    event = AuditEvent.objects.get(action="logged_out")

    assert events() == [done("logged_in"), done("logged_out")]
    assert (event.ip, event.request_id, event.object_kind, event.actor_id) == ("127.0.0.1", ident, "person", ada.pk)


def test_a_wrong_password_is_an_event_of_nobody_about_the_account(ada: User) -> None:
    log_in("Ada@Example.com", "not it at all")

    assert events() == [("login_failed", "failed", "", "ada@example.com", "Shop")]


def test_an_unknown_address_is_not_kept_because_it_may_be_a_password(ada: User) -> None:
    log_in("my secret passphrase@example.com", "x")
    log_in("eve@example.com", "x")

    assert events()[-1] == ("login_failed", "failed", "", "", "")
    assert "eve@" not in str(list(AuditEvent.objects.values()))
    assert "passphrase" not in str(list(AuditEvent.objects.values()))


def test_an_attempt_that_a_limit_turned_away_adds_nothing(ada: User) -> None:
    for _ in range(8):
        log_in(ada.email, "not it at all")

    assert AuditEvent.objects.get().count == 5


def test_each_team_of_the_person_has_the_event_and_nobody_else_s(ada: User) -> None:
    Membership.objects.create(team=make_team("Bank"), user=ada, role=Role.LEAD)
    stranger = make_team("Elsewhere")
    log_in(ada.email)

    assert sorted(row[4] for row in events()) == ["Bank", "Shop"]
    lead = browser_of(make_user(ada.teams.get(name="Shop"), Role.LEAD))
    assert "Logged in" in visible(lead.get(audit_of(ada.teams.get(name="Shop"))))
    theirs = browser_of(make_user(stranger, Role.LEAD))
    assert "ada@example.com" not in visible(theirs.get(audit_of(stranger)))


def test_who_is_in_no_team_has_one_event_that_the_operator_alone_sees() -> None:
    make_user(email="ada@example.com")
    log_in("ada@example.com")

    assert events() == [(*done("logged_in")[:4], "")]
    assert AuditEvent.objects.get().team_id is None


def test_a_new_password_is_an_event_and_never_in_one(ada: User) -> None:
    client = browser_of(ada)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", form)

    assert done("password_changed") in events()
    kept = str(list(AuditEvent.objects.values()))
    assert NEW not in kept
    assert PASSWORD not in kept


@override_settings(SENDS_MAIL=True)
def test_a_password_set_by_a_link_is_an_event(ada: User) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": ada.email})
    [link] = [word for word in str(mail.outbox[-1].body).split() if "/reset/key/" in word]
    form = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert done("password_reset") in events()
    assert link.rsplit("/", 2)[1] not in str(list(AuditEvent.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_second_factors_added_failed_and_removed_are_events(ada: User) -> None:
    client = browser_of(ada)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = page.partition('id="totp-key" type="text" value="')[2].partition('"')[0]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    halfway = log_in(ada.email)
    halfway.post("/accounts/2fa/authenticate/", {"code": "000001"})
    client.post("/accounts/2fa/totp/deactivate/")

    assert done("second_factor_added") in events()
    assert ("second_factor_failed", "failed", "", "ada@example.com", "Shop") in events()
    assert done("second_factor_removed") in events()
    assert secret not in str(list(AuditEvent.objects.values()))
    assert done("logged_in") not in events()


def test_a_login_with_a_second_factor_is_one_event(ada: User) -> None:
    TOTP.activate(ada, SECRET)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    log_in(ada.email).post("/accounts/2fa/authenticate/", {"code": code})

    assert events() == [done("logged_in")]


def test_a_changed_profile_and_ended_logins_are_events(ada: User) -> None:
    client = browser_of(ada)
    client.post("/accounts/profile/", {"name": "Ada", "time_zone": "UTC"})
    client.post("/accounts/profile/", {"name": "Ada", "time_zone": "Mars/Olympus"})
    client.post("/accounts/sessions/end/", {"which": "others"})

    assert events() == [done("profile_changed"), done("sessions_ended")]


def test_somebody_who_may_not_come_in_any_more_leaves_a_failed_login(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    log_in(ada.email)

    assert "logged_in" not in [row[0] for row in events()]


@pytest.mark.django_db(transaction=True)
def test_a_mail_tells_of_a_passkey_after_it_was_written(ada: User) -> None:
    add_key(browser_of(ada), SoftwareKey(), alone=True)

    assert done("second_factor_added") in events()
    assert [message.to for message in mail.outbox] == [[ada.email]]
