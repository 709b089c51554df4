"""An account that somebody makes for an address that is not theirs, over HTTP as anybody can."""

import re

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from runs.models import PersonalToken, Team, User
from tests.builders import browser_of, make_stack, make_user
from tests.pages.visiting import Answer

OPS = "ops@example.com"
SECRET = "JBSWY3DPEHPK3PXP"
IMPOSTORS_PASSWORD = {"name": "Ops", "password": "chosen by the impostor"}
THEIRS = "the owner's very own 7"
LINK = re.compile(r"https?://[^/\s\"]+(/invitations/[^/\s\"]+/)")


def made_link(lead: Client, team: Team, email: str = OPS, role: str = "member", **more: str) -> str:
    """The path of an invitation that the page shows to the lead, on a site that sends no mail."""
    page = lead.post(f"/teams/{team.slug}/invitations/", {"email": email, "role": role, **more})
    return str(LINK.findall(page.content.decode())[0])


def mailed_link(lead: Client, team: Team, email: str = OPS) -> str:
    lead.post(f"/teams/{team.slug}/invitations/", {"email": email, "role": "member"})
    return str(LINK.findall(str(mail.outbox[-1].body))[0])


def make_account_ahead(email: str = OPS) -> tuple[User, Client]:
    """Somebody makes a team, invites the address and opens the link himself. The account, and his browser in it."""
    mallory, browser = browser_of(make_user()), Client()
    mallory.post("/teams/new/", {"name": "Mallory"})
    browser.post(made_link(mallory, Team.objects.latest("pk"), email), IMPOSTORS_PASSWORD)
    return User.objects.get(email=email), browser


def reset_by_mail(email: str = OPS) -> Answer:
    """The owner sets the password `THEIRS` by the link in a mail; the last page."""
    owner = Client()
    owner.post("/accounts/password/reset/", {"email": email})
    [link] = re.findall(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    form = owner.get(link, follow=True)
    return owner.post(form.redirect_chain[-1][0], {"password1": THEIRS, "password2": THEIRS}, follow=True)


def is_in(browser: Client) -> bool:
    return browser.get("/stacks/").status_code == 200


def can_log_in(email: str, password: str) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": password})
    return is_in(browser)


def is_verified(user: User) -> bool:
    return bool(EmailAddress.objects.get(user=user).verified)


def with_every_way_in(user: User) -> None:
    """Whatever somebody could set up before the owner came."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}})
    SocialAccount.objects.create(user=user, provider="elsewhere", uid="mallory")
    PersonalToken.objects.create(user=user, stack=make_stack(), sealed_token="sealed")
