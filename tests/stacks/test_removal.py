"""A stack disconnected and its record removed for good, in the background."""

import pytest
from django_q.models import OrmQ

from runs.models import LoadTest, ShareLink, Stack, TestRun, User
from runs.tasks import remove_stack, tick
from tests.builders import browser_of, make_run, make_runs, make_stack, run_document
from tests.pages.visiting import run_ids, visible, visitor
from tests.stacks.disconnecting import disconnect, events, removals_queued

pytestmark = pytest.mark.django_db


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
    monkeypatch.setattr("django.conf.settings.SLICE_SECONDS", 0.0)  # a slice that ends before its first batch
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
