"""What django-allauth mails names this site by its configured address, whatever host a request was sent to."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from runs.presenters.links import from_outside


class ThisSite:
    """What allauth's templates read of a site."""

    @property
    def name(self) -> str:
        return urlsplit(settings.BASE_URL).netloc

    domain = name


def as_configured(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """A mail's context with its addresses led to BASE_URL.

    They come built from the request's Host, which may name a port, or another of ALLOWED_HOSTS: the secret in a link
    would go there.
    """
    here = request.build_absolute_uri("/")
    led = {name: from_outside(f"/{text.removeprefix(here)}") for name, text in _addresses(context, here)}
    return {**context, **led, "current_site": ThisSite()}


def _addresses(context: dict[str, Any], here: str) -> list[tuple[str, str]]:
    return [(name, text) for name, text in context.items() if isinstance(text, str) and text.startswith(here)]
