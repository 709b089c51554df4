"""A stack's token replaced, and what is known of it: who entered it, when, and who used it last."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from runs.audit import OPERATOR
from runs.connection import THE_SYNC, note_use, open_token
from runs.forms import NOT_CHECKED
from runs.k6sim import Fault, Simulator
from runs.models import AuditEvent, PersonalToken, Role, Stack
from runs.stacks import Details, change
from runs.sync import LeaseLost, take_lease
from tests.builders import browser_of, make_stack, make_user
from tests.pages.visiting import Answer, visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "old-token-of-the-tests"


def with_old_token(sim: Simulator, **fields: Any) -> Stack:
    return make_stack(**{"stack_id": sim.stack_id, "grafana_url": sim.grafana_url, "token": OLD, **fields})


def enter(stack: Stack, token: str, **fields: Any) -> Answer:
    lead = make_user(stack.team, Role.LEAD, email=fields.pop("lead", "ada@example.com"))
    entered = {"name": stack.name, "grafana_url": stack.grafana_url, "stack_id": stack.stack_id, "token": token}
    return browser_of(lead).post(f"/stacks/{stack.slug}/settings/", {**entered, **fields}, follow=True)


def test_a_new_token_is_tried_and_takes_the_old_one_s_place() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        note_use(stack, THE_SYNC)
        said = visible(enter(stack, sim.token))
        stack.refresh_from_db()

        assert "Saved." in said
        assert open_token(stack) == sim.token
        assert [entry["path"] for entry in sim.log.entries()] == ["/cloud/v6/auth"]
        assert (stack.token_set_by, stack.token_used_at) == ("ada@example.com", None)
        assert f"ends in …{sim.token[-4:]} Entered just now by ada@example.com Last used not yet" in said


def test_a_token_that_grafana_refuses_leaves_the_old_one_in_place() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        response = enter(stack, "nobody-made-this-one")
        stack.refresh_from_db()

        assert response.status_code == 422
        assert "Grafana does not accept the token. Enter a valid one." in visible(response)
        assert open_token(stack) == OLD


@pytest.mark.parametrize("fault", ["unavailable", "reset", "not_json", "rate_limited"])
def test_a_token_that_cannot_be_tried_leaves_the_old_one_in_place(fault: str) -> None:
    with simulated(5) as (sim, _):
        sim.add_fault(Fault(fault, times=None))
        stack = with_old_token(sim)
        response = enter(stack, sim.token, name="Renamed")
        stack.refresh_from_db()

        assert response.status_code == 422
        assert NOT_CHECKED in visible(response)
        assert (open_token(stack), stack.name) == (OLD, stack.name)
        assert stack.name != "Renamed"
        assert sim.token not in response.content.decode()


def test_one_that_cannot_be_tried_is_not_stored_where_no_token_works_either() -> None:
    with simulated(5) as (sim, _), override_settings(K6_API_URL="http://127.0.0.1:9"):
        stack = with_old_token(sim)
        Stack.objects.filter(pk=stack.pk).update(sealed_token="of another key")
        said = visible(enter(stack, sim.token))
        stack.refresh_from_db()

        assert NOT_CHECKED in said
        assert stack.sealed_token == "of another key"


def test_what_is_being_read_with_the_old_token_is_not_written_once_a_new_one_is_there() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        lease = take_lease(stack.pk)
        assert lease is not None
        enter(stack, sim.token)

        with pytest.raises(LeaseLost):
            lease.save(trouble="unauthorized")
        stack.refresh_from_db()
        assert (open_token(stack), stack.trouble) == (sim.token, "")


def test_a_new_name_alone_asks_nothing_of_the_api() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        said = visible(enter(stack, "", name="Renamed"))
        stack.refresh_from_db()

        assert "Saved." in said
        assert (stack.name, open_token(stack), sim.log.entries()) == ("Renamed", OLD, [])
        assert AuditEvent.objects.get().detail["token_entered"] is False


def test_entering_a_token_asks_for_the_password_again_and_renaming_does_not() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        client = browser_of(make_user(stack.team, Role.LEAD), minutes_ago=11)
        fields = {"name": "Renamed", "grafana_url": stack.grafana_url, "stack_id": stack.stack_id}
        renamed = client.post(f"/stacks/{stack.slug}/settings/", {**fields, "token": ""})
        asked = client.post(f"/stacks/{stack.slug}/settings/", {**fields, "token": sim.token})
        connecting = client.post("/stacks/new/", {**fields, "team": stack.team_id, "token": sim.token})
        stack.refresh_from_db()

        assert renamed.headers["Location"] == f"/stacks/{stack.slug}/settings/"
        for response in (asked, connecting):
            assert response.headers["Location"].startswith("/accounts/reauthenticate/")
        assert (stack.name, open_token(stack)) == ("Renamed", OLD)
        assert Stack.objects.filter(stack_id=stack.stack_id, team=stack.team).count() == 1


@pytest.mark.parametrize("moved", [{"stack_id": 410_001}, {"grafana_url": "https://demo-shop.grafana.net"}])
def test_with_another_target_the_tokens_of_people_for_it_go_too(moved: dict[str, Any]) -> None:
    with simulated(5) as (sim, _):
        before: dict[str, Any] = {"stack_id": 7} if "stack_id" in moved else {"grafana_url": "https://x.grafana.net"}
        stack = with_old_token(sim, **before)
        PersonalToken.objects.create(user=make_user(stack.team), stack=stack, sealed_token="sealed")
        response = enter(stack, sim.token, **moved)
        stack.refresh_from_db()

        assert "Saved." in visible(response)
        assert (stack.stack_id, stack.grafana_url) == (sim.stack_id, sim.grafana_url)
        assert not PersonalToken.objects.exists()
        assert AuditEvent.objects.get().detail["personal_tokens_removed"] == 1


def test_the_sync_and_who_acts_are_noted_as_its_last_user_every_five_minutes_at_most() -> None:
    with simulated(80) as (_, stack):
        sync(stack)
        first = stack.token_used_at
        member = make_user(stack.team, Role.MEMBER, email="bob@example.com")
        run = stack.runs.filter(active=False).first()
        assert run is not None
        client = browser_of(member)
        client.post(f"/stacks/{stack.slug}/runs/{run.run_id}/star/")
        stack.refresh_from_db()
        soon = (stack.token_used_at, stack.token_used_by)
        Stack.objects.filter(pk=stack.pk).update(token_used_at=timezone.now() - timedelta(minutes=6))
        client.post(f"/stacks/{stack.slug}/runs/{run.run_id}/unstar/")
        stack.refresh_from_db()

        assert soon == (first, "the sync")
        assert stack.token_used_by == "bob@example.com"
        assert "by bob@example.com" in visible(visitor(stack, Role.LEAD).get(f"/stacks/{stack.slug}/settings/"))


def test_a_look_at_a_page_notes_nothing() -> None:
    with simulated(80) as (_, stack):
        sync(stack)
        Stack.objects.filter(pk=stack.pk).update(token_used_at=None, token_used_by="")
        run = stack.runs.filter(active=True).first()
        assert run is not None
        client = visitor(stack, Role.MEMBER)
        for rest in ("", "live/", "distribution/", "script/", "script/download/"):
            client.get(f"/stacks/{stack.slug}/runs/{run.run_id}/{rest}")
        stack.refresh_from_db()

        assert stack.token_used_at is None


def test_a_token_is_on_no_page_and_in_no_event() -> None:
    with simulated(5) as (sim, _):
        stack = with_old_token(sim)
        enter(stack, sim.token)
        client = visitor(stack, Role.LEAD)
        pages = [client.get(url).content.decode() for url in ("/stacks/", f"/stacks/{stack.slug}/settings/")]
        pages.append(client.post(f"/stacks/{stack.slug}/check/").content.decode())
        events = str([vars(event) for event in AuditEvent.objects.all()])

        for token in (OLD, sim.token):
            assert not [page for page in pages if token in page]
            assert token not in events


def test_a_token_is_never_sent_elsewhere_by_a_change_that_began_before_it_was_entered() -> None:
    """Two leads at the same form: one leads the stack elsewhere, with a token for there; the other one only renames."""
    stack = make_stack(token=OLD, stack_id=1, grafana_url="https://acme.grafana.net")
    stale = Stack.objects.get(pk=stack.pk)
    change(stack, Details("Acme", "https://bank.grafana.net", 2, "for-the-bank-alone"), OPERATOR)
    change(stale, Details("Shop", "https://acme.grafana.net", 1), OPERATOR)
    stack.refresh_from_db()

    assert (stack.name, stack.stack_id) == ("Shop", 1)
    assert not stack.is_connected
