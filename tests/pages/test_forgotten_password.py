"""Somebody forgot their password: a link by mail where the site sends mail, the plain truth where it does not."""

import pytest
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
