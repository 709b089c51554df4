"""Who gets in, by which door."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from runs.models import User
from runs.views.reauthentication import PasswordNeeded, is_fresh

# Logging in and out and new passwords are for everybody the same, with the same limits; the rest nobody needs.
ELSEWHERE = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}


class OperatorSite(AdminSite):
    """Whoever is logged in and is no operator finds nothing here; an operator proves every ten minutes who they are."""

    site_title = "k6admin"
    site_header = "k6admin, for whoever runs it"
    index_title = "People and records"
    site_url = "/"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_operator

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            if not is_fresh(request):
                raise PasswordNeeded("look after this site")
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        return update_wrapper(answer, inner)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        found = [one for one in super().get_urls() if getattr(one, "name", None) not in ELSEWHERE]
        for one in found:
            if isinstance(one, URLPattern):
                vars(one.callback).pop("login_url", None)  # the site's own login, not the admin's
        return found


OPERATOR_SITE = OperatorSite()
