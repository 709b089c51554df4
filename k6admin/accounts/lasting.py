"""Changes of how somebody logs in: with their event in one transaction, and by no request that was overtaken."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from runs.models import User

View = Callable[..., HttpResponseBase]
_is_open: ContextVar[bool] = ContextVar("is_open", default=False)


def in_one_transaction(view: View) -> View:
    """For a change whose event allauth's signal tells of: both are written, or neither. Mail goes out afterwards.

    Of an authenticator app that is set up, allauth tells after the transaction.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        mark = _is_open.set(True)
        try:
            with transaction.atomic():
                require_same_password(request, request.user, request.user.password)
                return view(request, *args, **kwargs)
        finally:
            _is_open.reset(mark)

    return answer


def after_commit(deed: Callable[[], None]) -> None:
    """At once, or after the transaction of `in_one_transaction`: then its failure is logged and undoes nothing."""
    if _is_open.get():
        transaction.on_commit(deed, robust=True)
    else:
        deed()


def require_same_password(request: HttpRequest, user: User, known: str) -> None:
    """Locks the account's row. ImmediateHttpResponse to the login where the password is no longer the `known` one.

    The owner's proof changes it always, so that no request of whoever was in before adds a way in after it.
    """
    if User.objects.select_for_update().values_list("password", flat=True).get(pk=user.pk) != known:
        messages.warning(request, "The password was changed meanwhile. Log in again.")
        raise ImmediateHttpResponse(redirect("account_login"))
