"""The person behind a request."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from runs.audit import Actor
from runs.client_ip import client_ip, request_id
from runs.models import User


class PersonRequest(HttpRequest):
    """A request of someone who is logged in: the middleware lets nobody else through to these views."""

    user: User
    htmx: HtmxDetails


def actor(request: PersonRequest) -> Actor:
    return acting_as(request, request.user)


def acting_as(request: HttpRequest, user: User) -> Actor:
    """For somebody who is only now coming in."""
    return Actor(user, client_ip(request), request_id(request))
