"""A stack disconnected: its record kept and read on, or removed for good in the background."""

from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ

from runs.connection import open_token
from runs.models import AuditEvent, LoadTest, PersonalToken, Role, ShareLink, Stack, TestRun, User
from runs.sync import LeaseLost, take_lease
from runs.tasks import remove_stack, tick
from tests.builders import browser_of, make_run, make_runs, make_stack, make_user, run_document
from tests.pages.visiting import Answer, run_ids, visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def stack() -> Stack:
    """With two runs, a note and somebody's own token."""
    stack = make_stack(name="Shop EU")
    make_runs(stack, run_document(5, note="Black Friday"), run_document(6))
    PersonalToken.objects.create(user=make_user(stack.team), stack=stack, sealed_token="sealed")
    return stack


@pytest.fixture
def lead(stack: Stack) -> User:
    return make_user(stack.team, Role.LEAD, email="ada@example.com")


def disconnect(client: Client, stack: Stack, record: str = "keep") -> Answer:
    return client.post(f"/stacks/{stack.slug}/disconnect/", {"confirm": "yes", "record": record}, follow=True)


def removals_queued() -> int:
    return sum(task.name().startswith("remove") for task in OrmQ.objects.all())


def events(stack: Stack) -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEvent.objects.filter(stack_slug=stack.slug).order_by("id")
    return [(event.action, event.actor_email, event.detail) for event in rows]


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


def test_removed_it_is_gone_for_everybody_at_once_and_from_the_database_soon(stack: Stack, lead: User) -> None:
    other = make_stack(stack.team)
    make_run(other, 9)
    client, viewer = browser_of(lead), visitor(stack)
    said = visible(disconnect(client, stack, "remove"))
    at_once = [
        viewer.get(url).status_code for url in (f"/stacks/{stack.slug}/runs/5/", f"/stacks/{stack.slug}/tests/7/")
    ]
    listed = run_ids(viewer.get("/runs/"))
    card = visible(viewer.get("/stacks/"))
    tasks = removals_queued()
    remove_stack(stack.pk)

    assert "Shop EU is disconnected, and its record is being removed." in said
    assert at_once == [404, 404]
    assert listed == [9]
    assert "Shop EU" in card
    assert "0 of 2 runs are gone" in card
    assert tasks == 1
    assert list(TestRun.objects.values_list("run_id", flat=True)) == [9]
    assert list(Stack.objects.all()) == [other]
    assert list(LoadTest.objects.values_list("stack", flat=True)) == [other.pk]
    assert viewer.get(f"/stacks/{stack.slug}/progress/").status_code == 404
    assert events(stack) == [
        ("stack_disconnected", "ada@example.com", {"record": "removed", "runs": 2, "personal_tokens_removed": 1}),
        ("stack_removed", "ada@example.com", {"runs": 2}),
    ]


def test_shared_pages_of_what_is_being_removed_close_at_once(stack: Stack, lead: User) -> None:
    ShareLink.objects.create(
        team=stack.team,
        stack=stack,
        run=stack.runs.first(),
        token_hash="0" * 64,
        title="x",
        snapshot={},
        creator_email="ada@example.com",
        expires="2099-01-01T00:00:00Z",
    )
    client = browser_of(lead)
    question = visible(client.post(f"/stacks/{stack.slug}/disconnect/"))
    disconnect(client, stack, "remove")

    assert "1 shared page that is open" in question
    assert not ShareLink.objects.exists()
    assert events(stack)[0][2]["share_links"] == 1


def test_a_removal_goes_on_in_slices_and_after_a_worker_that_died(
    stack: Stack, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_runs(stack, *(run_document(number) for number in range(100, 330)))
    disconnect(browser_of(lead), stack, "remove")
    monkeypatch.setattr("runs.tasks.SLICE_SECONDS", 0.0)  # a slice that ends before its first batch
    told = remove_stack(stack.pk)
    queued = removals_queued()
    Stack.objects.filter(pk=stack.pk).update(queued_until=None)  # the claim of one that died runs out
    OrmQ.objects.all().delete()
    tick()
    again = removals_queued()
    monkeypatch.undo()

    assert (told, queued, again) == ("more to do", 2, 1)
    assert remove_stack(stack.pk) == "gone"
    assert not Stack.objects.filter(pk=stack.pk).exists()
    assert remove_stack(stack.pk) == "gone"


def test_one_that_was_kept_can_be_removed_later(stack: Stack, lead: User) -> None:
    client = browser_of(lead)
    disconnect(client, stack)
    settings = visible(client.get(f"/stacks/{stack.slug}/settings/"))
    question = visible(client.post(f"/stacks/{stack.slug}/disconnect/"))
    disconnect(client, stack, "remove")
    remove_stack(stack.pk)

    assert "Remove its record" in settings
    assert "Remove the record of Shop EU?" in question
    assert not Stack.objects.exists()


def test_what_is_being_removed_takes_no_token_any_more(stack: Stack, lead: User) -> None:
    client = browser_of(lead)
    disconnect(client, stack, "remove")
    fields = {"name": "Shop EU", "grafana_url": stack.grafana_url, "stack_id": stack.stack_id, "token": "another-one"}

    assert client.post(f"/stacks/{stack.slug}/settings/", fields).status_code == 404
    assert not Stack.objects.get(pk=stack.pk).is_connected


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
    """I3"""
    other = make_stack(stack.team)
    extra = {"stack": other.slug, "slug": other.slug, "team": "1", "removal_asked_at": "2026-01-01"}
    browser_of(lead).post(f"/stacks/{stack.slug}/disconnect/", {**extra, "confirm": "yes", "record": "keep"})
    other.refresh_from_db()
    stack.refresh_from_db()

    assert other.is_connected
    assert stack.removal_asked_at is None
