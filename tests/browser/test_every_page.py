"""Every address that shows a page, as everybody who may come by: axe finds nothing, in both schemes, at three widths.

The addresses are those of `docs/access.md`, so a new one is looked at without being named here.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.access.matrix import documented
from tests.access.world import World, fill, make_world
from tests.browser.looking import LOOKS, WHOLE, look_at

PAGES = sorted({line.address for line in documented() if line.method == "GET"})
AREAS = {
    "accounts": lambda address: address.startswith(("/accounts/", "/welcome/", "/invitations/", "/s/")),
    "records": lambda address: address.startswith("/admin/") and "<object_id>" in address,
    "lists": lambda address: address.startswith("/admin/") and "<object_id>" not in address,
    "team": lambda address: not address.startswith(("/accounts/", "/welcome/", "/invitations/", "/s/", "/admin/")),
}
# What may differ between two pages that look alike: tokens, pictures of tokens, lengths of time, whose page it is.
CHANGES = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken&quot;: &quot;\w+|"X-CSRFToken": "\w+|data:image/[^"]+'
    r"|\d+(?:\.\d+)? (?:s|ms)\b|[vml]-canaryours@example\.com|avatar[^<]*<"
)


def addresses(world: World, is_ours: Any) -> Iterator[str]:
    """Each page of an area, with the names of our own team, its run and its records in it."""
    tokens = {"/s/<token>/": world.ours.share_token, "/invitations/<token>/": world.ours.invitation_token}
    for address in filter(is_ours, PAGES):
        place = {**world.ours.place(), "token": tokens.get(address, ""), **_record(address)}
        yield from fill(address, place)


def _record(address: str) -> dict[str, object]:
    """The first record of the kind that an address of the operator's pages is about."""
    found = re.fullmatch(r"/admin/runs/(\w+)/<object_id>/change/", address)
    record = apps.get_model("runs", found[1]).objects.order_by("pk").first() if found else None
    return {"object_id": record.pk} if record else {}


def shown(client: Client, address: str) -> str:
    """The page's markup, without what changes at every answer; empty where there is none of its own to look at."""
    answer: Any = client.get(address)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code not in {301, 302}
    text = answer.content.decode() if is_page else ""
    return CHANGES.sub("", text) if "<html" in text else ""


def become(page: Page, client: Client, url: str) -> None:
    page.context.clear_cookies()
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def looked_at(world: World, page: Page, url: str, area: str) -> tuple[int, list[str]]:
    """How many pages were looked at, and the findings; what two people see alike is looked at once."""
    people = {name: client for name, client in world.people().items() if name != "stranger"}
    seen: set[str] = set()
    addresses_seen: set[str] = set()
    found: list[str] = []
    for who, client in people.items():
        become(page, client, url)
        for address in addresses(world, AREAS[area]):
            text = shown(client, address)
            if not text or text in seen:
                continue
            seen.add(text)
            page.goto(url + address)
            # What other people see at the same address differs in parts: once at the widest and the narrowest will do.
            looks = WHOLE if address in addresses_seen else LOOKS
            addresses_seen.add(address)
            found += look_at(page, f"{who} {address}", looks)
    return len(seen), found


@pytest.mark.parametrize(("area", "least"), [("accounts", 30), ("team", 30), ("lists", 10), ("records", 7)])
def test_nothing_is_unreadable_for_anybody(live_server: LiveServer, page: Page, area: str, least: int) -> None:
    world = make_world()
    count, found = looked_at(world, page, live_server.url, area)

    assert "\n".join(found) == ""
    assert count >= least
