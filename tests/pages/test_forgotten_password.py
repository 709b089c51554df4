"""Somebody forgot their password: a link by mail where the site sends mail, the plain truth where it does not."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from tests.builders import make_user
from tests.pages.acting import without_nonce

pytestmark = pytest.mark.django_db
PAGE = "/accounts/password/reset/"


def test_a_site_without_mail_says_so_and_promises_nothing() -> None:
    page = Client().get(PAGE).content.decode()

    assert "This site sends no mail" in page
    assert 'name="email"' not in page


@override_settings(SENDS_MAIL=True)
def test_a_site_with_mail_sends_a_link_and_tells_nobody_who_has_an_account() -> None:
    user = make_user()
    answers = [Client().post(PAGE, {"email": email}, follow=True) for email in (user.email, "nobody@example.com")]

    assert without_nonce(answers[0]) == without_nonce(answers[1])
    assert [message.to for message in mail.outbox if "password/reset/key" in str(message.body)] == [[user.email]]


@override_settings(SENDS_MAIL=True, ALLOWED_HOSTS=["other.example", "testserver"])
@pytest.mark.parametrize("host", ["testserver", "testserver:1337", "other.example"])
def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(host: str) -> None:
    """(W9) Also one that the site answers to, and any port: what is sent there opens the account."""
    user = make_user()
    for email in (user.email, "nobody@example.com"):
        Client().post(PAGE, {"email": email}, headers={"Host": host})
    told = [f"{message.subject} {message.body}" for message in mail.outbox]
    links = {link for text in told for link in re.findall(r"https?://\S+", text)}

    assert len(told) == 2
    assert links
    assert all(link.startswith(f"{settings.BASE_URL}/accounts/") for link in links)
    assert all(name not in text for text in told for name in ("1337", "testserver", "other"))


@override_settings(SENDS_MAIL=True)
def test_the_address_is_asked_for_in_the_same_words_as_at_the_login() -> None:
    for door in (PAGE, "/accounts/login/"):
        page = Client().get(door).content.decode()
        assert ">E-mail address</label>" in page
        assert "placeholder" not in page
