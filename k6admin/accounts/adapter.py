"""django-allauth's account adapter: nobody signs up by themselves, and every limit gives one answer."""

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from k6admin.accounts.lasting import after_commit, require_same_password
from k6admin.accounts.limits import WAIT_SECONDS, Attempt
from k6admin.accounts.mail import ThisSite, as_configured
from runs.audit import record_person_event
from runs.client_ip import client_ip
from runs.models import Proof, User
from runs.people.doors import prove_owner
from runs.people.sessions import end_sessions
from runs.views.addresses import is_a_page
from runs.views.errors import too_many_requests
from runs.views.people import acting_as
from runs.views.reauthentication import PasswordNeeded, is_fresh

NOWHERE = "::"  # a server behind a socket in the file system tells no address
BEGUN_WITH = "begun_with"  # in a session: what the password was when a login of two steps began
LIMITS = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation or by the operator's commands, never by an open form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or NOWHERE

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Called for each password, at the login and when it is asked again; taken back where it was right."""
        attempt = Attempt(request, str(credentials.get("email", "")).lower())
        if attempt.closed:
            raise ImmediateHttpResponse(too_many_requests(request, WAIT_SECONDS.get(attempt.closed)))
        self._login_failed_rl_usage = attempt

    def pre_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse | None:
        request.session[BEGUN_WITH] = user.get_session_auth_hash()
        refusal: HttpResponse | None = super().pre_login(request, user, **hooks)
        return refusal

    def login(self, request: HttpRequest, user: User) -> None:
        """A login whose first step was before the password changed, or was ended by the owner's proof, ends here."""
        begun = request.session.get(BEGUN_WITH)
        if begun is not None and not constant_time_compare(begun, user.get_session_auth_hash()):
            request.session.flush()
            messages.warning(request, "The password was changed meanwhile. Log in again.")
            raise ImmediateHttpResponse(redirect("account_login"))
        request.session.pop(BEGUN_WITH, None)
        super().login(request, user)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """A limit is a 429 with the time to wait, where allauth would show the form with an error."""
        if code in LIMITS:
            raise ImmediateHttpResponse(too_many_requests(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """The company's sign-in asks too whom it let in; for whoever has neither password nor factor it is the way."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        issuer = settings.OIDC
        if issuer and SocialAccount.objects.filter(user=user, provider=issuer.key).exists():
            methods.append(
                {"id": "company", "description": f"Use {issuer.host}", "url": reverse("company_again")},
            )
        return methods

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002
        """One rule for our pages and allauth's; its own would wave through whoever has neither password nor key."""
        if not is_fresh(self.request):
            raise PasswordNeeded("change how you log in")
        return False

    def set_password(self, user: User, password: str) -> None:
        """Changed, set for the first time or by a link from a mail: every other login of the person ends.

        With its event in one transaction. The link proves the owner: it is sent to the address and shown nowhere.
        A request that began before the password changed elsewhere changes nothing: it may be somebody else's.
        """
        before = user.password
        user.set_password(password)  # outside: hashing takes longer than a transaction may
        match, who, said = self.request.resolver_match, acting_as(self.request, user), ""
        is_reset = match is not None and match.url_name == "account_reset_password_from_key"
        with transaction.atomic():
            require_same_password(self.request, user, before)
            user.save(update_fields=["password", "password_set_at"])
            record_person_event(who, user, "password_reset" if is_reset else "password_changed")
            if is_reset and settings.SENDS_MAIL:
                said = prove_owner(user, who, Proof.MAIL, keep_password=True)
            end_sessions(user, but=self.request.session.session_key)
        if said:
            messages.warning(self.request, said)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, as_configured(self.request, context))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail server is waited for while a transaction is open, and none that fails undoes the change."""
        after_commit(partial(super().send_notification_mail, *args, **kwargs))

    def format_email_subject(self, subject: str) -> str:
        return f"[{ThisSite().name}] {subject}"

    def is_safe_url(self, url: str) -> bool:
        """Where a login may lead: to a page of this site."""
        return is_a_page(url)
