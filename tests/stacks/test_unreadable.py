"""T7, T8: tokens that do not open, because they are another row's or because the keys are gone: said, never sent."""

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from runs.connection import open_token
from runs.models import Role, Stack
from runs.tasks import sync_stack, tick
from tests.builders import make_stack
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "The stored token can't be opened with the keys of this site."


def pages(client: Client, stack: Stack) -> dict[str, str]:
    """What stands on every page that shows the stack's state; all of them answer."""
    run = stack.runs.filter(active=False).latest("created")
    found = {}
    for url in (
        "/stacks/",
        f"/stacks/{stack.slug}/settings/",
        f"/stacks/{stack.slug}/runs/{run.run_id}/",
        f"/runs/?stack={stack.slug}",
        "/",
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        found[url] = visible(response)
    return found


def test_another_stack_s_ciphertext_opens_nowhere_else_and_the_other_token_is_never_sent() -> None:
    """(T7)"""
    with simulated(80) as (sim, mine):
        sync(mine)
        other = make_stack(token="token-of-b-0123456789", stack_id=mine.stack_id)
        Stack.objects.filter(pk=mine.pk).update(sealed_token=other.sealed_token)
        mine.refresh_from_db()
        before = len(sim.log.entries())
        client = visitor(mine, Role.LEAD)
        run = mine.runs.filter(active=False).latest("created")
        said = pages(client, mine)
        checked = visible(client.post(f"/stacks/{mine.slug}/check/"))
        star = visible(client.post(f"/stacks/{mine.slug}/runs/{run.run_id}/star/", follow=True))
        told = sync_stack(mine.pk)
        mine.refresh_from_db()

        assert all(SAID in text for text in said.values())
        assert "unreadable: enter it again" in said[f"/stacks/{mine.slug}/settings/"]
        assert "The stored token can't be opened any more. Enter it again." in checked
        assert "the stack's token can't be used" in star
        assert (told, mine.trouble) == ("done", "token_unreadable")
        assert len(sim.log.entries()) == before
        assert open_token(other) == "token-of-b-0123456789"


def test_with_keys_that_fit_nothing_pages_answer_say_so_and_leave_the_ciphertext_alone(settings: Settings) -> None:
    """(T8)"""
    with simulated(80) as (sim, stack):
        sync(stack)
        old, before = list(settings.TOKEN_KEYS), Stack.objects.get().sealed_token
        settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
        calls = len(sim.log.entries())
        client = visitor(stack, Role.LEAD)
        said = pages(client, stack)
        tick()
        sync_stack(stack.pk)
        client.post(f"/stacks/{stack.slug}/check/")
        entered = {"grafana_url": stack.grafana_url, "stack_id": stack.stack_id, "token": ""}
        client.post(f"/stacks/{stack.slug}/settings/", {"name": "Renamed", **entered})
        after = Stack.objects.get()
        silent = len(sim.log.entries())
        settings.TOKEN_KEYS = old

        assert all(SAID in text for text in said.values())
        assert silent == calls
        assert (after.sealed_token, after.name) == (before, "Renamed")
        assert open_token(after) == sim.token
        assert sync(after).trouble == ""
