"""A stack disconnected, its record kept: read on by everybody, and connected again one day."""

import pytest
from django_q.models import OrmQ

from runs.connection import open_token
from runs.models import PersonalToken, Role, Stack, User
from runs.sync import LeaseLost, take_lease
from tests.builders import browser_of, make_stack, make_user
from tests.pages.visiting import run_ids, visible, visitor
from tests.stacks.disconnecting import disconnect, events
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db


def test_it_is_asked_first_naming_the_stack_and_counting_what_goes(stack: Stack, lead: User) -> None:
    said = visible(browser_of(lead).post(f"/stacks/{stack.slug}/disconnect/"))
    stack.refresh_from_db()

    assert "Disconnect Shop EU?" in said
    assert "Removing the record of Shop EU removes: 2 runs 1 note 1 personal token" in said
    assert stack.is_connected


def test_kept_its_pages_stand_and_say_that_it_is_disconnected(stack: Stack, lead: User) -> None:
    client = browser_of(lead)
    said = visible(disconnect(client, stack))
    stack.refresh_from_db()
    viewer = visitor(stack)
    pages = {url: viewer.get(url) for url in ("/runs/", f"/stacks/{stack.slug}/runs/5/", "/stacks/", "/")}
    both = make_stack(stack.team)
    among_others = visible(viewer.get("/runs/"))

    assert "Shop EU is disconnected. Its record stays here to read." in said
    assert "Connect it again" in said
    assert (stack.sealed_token, stack.token_end, stack.token_set_at) == ("", "", None)
    assert run_ids(pages["/runs/"]) == [6, 5]
    for url, page in pages.items():
        assert page.status_code == 200, url
        assert "isconnected" in visible(page), url
    assert "Shop EU disconnected, last read" in among_others
    assert both.name in among_others
    assert not PersonalToken.objects.exists()
    assert events(stack) == [
        ("stack_disconnected", "ada@example.com", {"record": "kept", "personal_tokens_removed": 1})
    ]


def test_disconnected_nothing_can_be_asked_of_grafana_and_that_is_said(stack: Stack, lead: User) -> None:
    disconnect(browser_of(lead), stack)
    client = visitor(stack, Role.MEMBER)
    page = client.get(f"/stacks/{stack.slug}/runs/5/").content.decode()
    star = visible(client.post(f"/stacks/{stack.slug}/runs/5/star/", follow=True))
    refresh = visible(client.post(f"/stacks/{stack.slug}/tests/7/refresh/", follow=True))
    synced = visible(client.post(f"/stacks/{stack.slug}/sync/", follow=True))

    assert "The stack is disconnected, so Grafana can&#x27;t be asked." in page
    assert f'formaction="/stacks/{stack.slug}/runs/5/star/"' not in page
    assert "The stack is disconnected, so Grafana can't be asked." in star
    assert "This stack is disconnected, so Grafana is not asked." in refresh
    assert "Shop EU is disconnected. A lead can connect it again in its settings." in synced
    assert not OrmQ.objects.exists()


def test_twice_is_as_good_as_once(stack: Stack, lead: User) -> None:
    client = browser_of(lead)
    disconnect(client, stack)
    disconnect(client, stack)

    assert len(events(stack)) == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_connected_again_in_the_same_row_and_its_history_goes_on() -> None:
    with simulated(30) as (sim, stack):
        sync(stack)
        Stack.objects.filter(pk=stack.pk).update(grafana_url=sim.grafana_url, name="Shop EU")
        before = set(stack.runs.values_list("pk", flat=True))
        client = visitor(stack, Role.LEAD)
        disconnect(client, stack)
        again = {"name": "Shop EU", "grafana_url": sim.grafana_url, "stack_id": sim.stack_id, "token": sim.token}
        elsewhere = client.post("/stacks/new/", {**again, "team": stack.team_id})
        said = visible(client.post(f"/stacks/{stack.slug}/settings/", again, follow=True))
        stack.refresh_from_db()

        assert "Your team has it already, disconnected: enter the token in the settings of Shop EU." in visible(
            elsewhere
        )
        assert "Shop EU is connected again." in said
        assert open_token(stack) == sim.token
        assert before <= set(sync(stack).runs.values_list("pk", flat=True))
        assert Stack.objects.count() == 1
        assert events(stack)[-1][0] == "stack_connected_again"


@pytest.mark.django_db(transaction=True)
def test_who_is_reading_it_at_that_moment_can_write_nothing_more() -> None:
    with simulated(30) as (_, stack):
        lease = take_lease(stack.pk)
        assert lease is not None
        disconnect(visitor(stack, Role.LEAD), stack)
        with pytest.raises(LeaseLost):
            lease.save(trouble="timeout")
        stack.refresh_from_db()

        assert (stack.trouble, stack.walk_started) == ("", None)


def test_a_choice_that_is_none_is_asked_for_again(stack: Stack, lead: User) -> None:
    for record in ("", "everything", "KEEP"):
        response = disconnect(browser_of(lead), stack, record)
        assert response.status_code == 422
        assert "Choose what becomes of its record." in visible(response)

    stack.refresh_from_db()
    assert stack.is_connected


def test_it_asks_for_the_password_again(stack: Stack, lead: User) -> None:
    response = browser_of(lead, minutes_ago=11).post(f"/stacks/{stack.slug}/disconnect/", {"confirm": "yes"})
    stack.refresh_from_db()

    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert stack.is_connected


def test_only_a_lead_of_its_team_disconnects_it(stack: Stack) -> None:
    statuses = [
        disconnect(client, stack, "remove").status_code
        for client in (
            visitor(stack, Role.VIEWER),
            visitor(stack, Role.MEMBER),
            browser_of(make_user(make_stack().team, Role.LEAD)),
        )
    ]
    stack.refresh_from_db()

    assert statuses == [403, 403, 404]
    assert stack.is_connected
    assert stack.removal_asked_at is None


def test_fields_that_the_form_does_not_have_change_nothing(stack: Stack, lead: User) -> None:
    """(I3)"""
    other = make_stack(stack.team)
    extra = {"stack": other.slug, "slug": other.slug, "team": "1", "removal_asked_at": "2026-01-01"}
    browser_of(lead).post(f"/stacks/{stack.slug}/disconnect/", {**extra, "confirm": "yes", "record": "keep"})
    other.refresh_from_db()
    stack.refresh_from_db()

    assert other.is_connected
    assert stack.removal_asked_at is None
