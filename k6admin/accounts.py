"""How django-allauth behaves here: nobody signs up by themselves, and proxies are believed only where configured."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from runs.client_ip import client_ip
from runs.views.errors import too_many_requests
from runs.views.reauthentication import PasswordNeeded, is_fresh


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by invitation or by the operator's commands, never by an open form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """One limit, one answer: 429 with the time to wait, where allauth would show the form with an error."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(too_many_requests(request)) from None

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002
        """One rule for our pages and allauth's; its own would wave through whoever has neither password nor key."""
        if not is_fresh(self.request):
            raise PasswordNeeded("change how you log in")
        return False

    def is_safe_url(self, url: str) -> bool:
        """Where a login may lead: to a path of this site. Addresses that can't be parsed are none."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)
