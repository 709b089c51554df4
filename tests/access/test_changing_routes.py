"""(W1) Every address that changes something: only a POST with this site's own token, from this site, does it."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers import serialize
from django.test import Client

from tests.access.matrix import Line, documented
from tests.access.world import World, fill
from tests.builders import browser_of
from tests.stand_in import StandIn, answer

pytestmark = pytest.mark.django_db

POSTS = [line for line in documented() if line.method == "POST"]
OURS = [line for line in POSTS if not line.address.startswith(("/accounts/", "/admin/"))]
ONLY_POST = [
    line for line in OURS if not any(other.address == line.address and other.method == "GET" for other in documented())
]
TOKENLESS = [{}, {"HX-Request": "true"}, {"Origin": "null"}, {"Origin": "https://evil.example"}]
FOREIGN = ["https://evil.example", "null", "http://localhost:8000.evil.example"]


def stored() -> str:
    """Every row of ours. Sessions and times of a visit are not."""
    models = [model for model in apps.get_app_config("runs").get_models() if model.__name__ != "User"]
    return json.dumps([serialize("json", model._default_manager.order_by("pk")) for model in models])


def checking(world: World) -> Client:
    """The lead's browser, at a server that looks for the token: Django's test client is let through without."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser_of(world.ours.lead).cookies
    return client


def tokens(world: World) -> dict[str, object]:
    return {**world.ours.place(), "token": world.ours.invitation_token}


@pytest.mark.parametrize("line", ONLY_POST, ids=str)
def test_a_get_changes_nothing(world: World, line: Line, settings: Any) -> None:
    client, before = browser_of(world.ours.lead), stored()
    with StandIn(answer(200, b"{}")) as api:
        settings.K6_API_URL = api.url
        for path in fill(line.address, tokens(world)):
            assert client.get(path).status_code == 405, path
            assert client.head(path).status_code == 405, path
    assert api.requests == []
    assert stored() == before


@pytest.mark.parametrize("line", POSTS, ids=str)
def test_a_post_without_the_site_s_own_token_changes_nothing(world: World, line: Line, settings: Any) -> None:
    client, before = checking(world), stored()
    with StandIn(answer(200, b"{}")) as api:
        settings.K6_API_URL = api.url
        for path in fill(line.address, tokens(world)):
            for headers in TOKENLESS:
                response = client.post(path, {"confirm": "yes", "note": "x"}, headers=headers)
                assert response.status_code == 403, (path, headers)
    assert api.requests == []
    assert stored() == before


@pytest.mark.parametrize("line", OURS, ids=str)
def test_a_foreign_origin_is_refused_even_with_the_token(world: World, line: Line) -> None:
    client, before = checking(world), stored()
    client.get("/accounts/password/change/")
    form = {"csrfmiddlewaretoken": client.cookies["csrf"].value, "confirm": "yes"}
    for path in fill(line.address, tokens(world)):
        for origin in FOREIGN:
            assert client.post(path, form, headers={"Origin": origin}).status_code == 403, (path, origin)
    assert stored() == before
