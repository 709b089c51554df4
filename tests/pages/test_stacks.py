"""The stacks of my teams: how fresh each one is, its check, and asking for a sync."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from runs.k6sim import HOMELESS_TOKEN, Fault, Simulator
from runs.models import AuditEvent, Beat, Role, Stack
from tests.builders import make_stack, make_team
from tests.pages.visiting import HTMX, Answer, visible, visitor
from tests.sync.simulated import simulated

NOW = timezone.now


@pytest.mark.django_db
def test_a_card_says_whose_it_is_and_how_fresh() -> None:
    team = make_team("Checkout crew")
    make_stack(team, name="Shop EU", fresh_at=NOW() - timedelta(minutes=2))
    make_stack(make_team(), name="Foreign")
    said = visible(visitor(team).get("/stacks/"))

    for part in ("Shop EU", "Checkout crew", "Up to date", "synced 2 min ago"):
        assert part in said
    assert "Foreign" not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"fresh_at": None, "walk_finished": None}, "Not read yet"),
        ({"fresh_at": NOW() - timedelta(days=2)}, "Out of date"),
        ({"queued_until": NOW() + timedelta(days=1)}, "Sync is queued"),
        ({"walk_started": NOW(), "walk_total": 20_000, "walk_rows": 12_300}, "12,300 of 20,000 runs"),
        ({"walk_started": NOW(), "walk_total": None, "walk_rows": 5}, "Checking all its runs"),
        ({"walk_incomplete": "3 runs did not come"}, "The last full walk is incomplete: 3 runs did not come."),
        ({"trouble": "unauthorized"}, "Grafana does not accept the token."),
        ({"trouble": "timeout", "trouble_said": "later!"}, "Grafana said: “later!”"),
        ({"trouble": "a-word-of-a-later-version"}, "The sync met a problem that has no name here."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_every_state_of_a_stack_has_its_words(columns: dict[str, Any], sentence: str) -> None:
    stack = make_stack(**columns)
    assert sentence in visible(visitor(stack).get("/stacks/"))
    assert sentence in visible(visitor(stack).get(f"/stacks/{stack.slug}/progress/"))


@pytest.mark.django_db
def test_a_disconnected_stack_says_so_and_cannot_be_synced() -> None:
    stack = make_stack()
    Stack.objects.filter(pk=stack.pk).update(sealed_token="")
    client = visitor(stack, Role.MEMBER)

    assert "Disconnected" in visible(client.get("/stacks/"))
    assert "is disconnected. A lead can connect it again" in visible(
        client.post(f"/stacks/{stack.slug}/sync/", follow=True)
    )
    assert not OrmQ.objects.exists()


@pytest.mark.django_db
def test_without_a_stack_the_page_tells_each_role_its_next_step() -> None:
    team = make_team()
    assert "Connect a Grafana Cloud stack with its id" in visible(visitor(team, Role.LEAD).get("/stacks/"))
    assert "Ask a lead" in visible(visitor(team, Role.VIEWER).get("/stacks/"))


@pytest.mark.django_db
def test_a_silent_worker_is_said_on_every_page_until_it_gives_a_sign() -> None:
    stack = make_stack()
    client = visitor(stack)
    sentence = "No sign of the background worker for 2 minutes"
    never = visible(client.get("/stacks/"))
    Beat.objects.create(name="worker", at=NOW())
    alive = visible(client.get("/stacks/"))
    Beat.objects.update(at=NOW() - timedelta(minutes=3))

    assert sentence in never
    assert sentence not in alive
    assert sentence in visible(client.get("/runs/"))


@pytest.mark.django_db
def test_ten_stacks_cost_only_what_their_roles_cost_more_than_one() -> None:
    counts = []
    for number in (1, 10):
        team = make_team()
        for _ in range(number):
            make_stack(team)
        client = visitor(team, Role.LEAD)
        with CaptureQueriesContext(connection) as queries:
            client.get("/stacks/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_polling_ends_with_the_work() -> None:
    busy = make_stack(walk_started=NOW(), walk_finished=None)
    quiet = make_stack(fresh_at=NOW() - timedelta(minutes=1))
    client = visitor(busy)
    polled = client.get(f"/stacks/{busy.slug}/progress/", headers=HTMX)
    done = visitor(quiet).get(f"/stacks/{quiet.slug}/progress/", headers=HTMX)

    assert polled.status_code == 200
    assert b'hx-trigger="every 5s"' in polled.content
    assert done.status_code == 286
    assert b"hx-trigger" not in done.content


@pytest.mark.django_db
def test_sync_now_queues_one_task_however_often_somebody_clicks() -> None:
    stack = make_stack(fresh_at=NOW() - timedelta(minutes=1))
    client = visitor(stack, Role.MEMBER)
    answers = [visible(client.post(f"/stacks/{stack.slug}/sync/", follow=True)) for _ in range(5)]

    assert "was asked for and starts in a moment" in answers[0]
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_sync_now_says_when_it_may_be_asked_for_again() -> None:
    just = make_stack(fresh_at=NOW())
    limited = make_stack(just.team, trouble="rate_limited", retry_at=NOW() + timedelta(seconds=70))
    client = visitor(just, Role.MEMBER)

    assert "was synced a moment ago: a sync may run again in" in visible(
        client.post(f"/stacks/{just.slug}/sync/", follow=True)
    )
    assert "Grafana asked to wait: a sync may run again in" in visible(
        client.post(f"/stacks/{limited.slug}/sync/", follow=True)
    )
    assert not OrmQ.objects.exists()


def check(sim: Simulator, **columns: Any) -> Answer:
    """The answer to a lead's click on Check."""
    stack = make_stack(**{"stack_id": sim.stack_id, "grafana_url": sim.grafana_url, "token": sim.token, **columns})
    return visitor(stack, Role.LEAD).post(f"/stacks/{stack.slug}/check/")


GOOD = ("The API answers.", "Grafana accepts the token.", "demo-shop.grafana.net is stack 410001.")


@pytest.mark.django_db(transaction=True)
def test_a_check_proves_reach_token_and_stack_id() -> None:
    with simulated(5) as (sim, _):
        said = visible(check(sim))

        assert all(sentence in said for sentence in GOOD)
        assert {entry["path"] for entry in sim.log.entries()} == {"/cloud/v6/auth"}
        assert AuditEvent.objects.get(action="stack_checked").outcome == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"token": "nobody-made-this"}, "Grafana does not accept the token. Enter a valid one."),
        ({"stack_id": 5}, "demo-shop.grafana.net is stack 410001, not 5. Correct the stack id or the Grafana URL."),
        ({"token": HOMELESS_TOKEN}, "The token is valid, but has no access to this stack."),
        ({"grafana_url": "https://else.grafana.net"}, "The token is valid, but has no access to this stack."),
    ],
)
def test_a_check_says_what_is_wrong_with_what_is_stored(columns: dict[str, Any], sentence: str) -> None:
    with simulated(5) as (sim, _):
        response = check(sim, **columns)

        assert sentence in visible(response)
        assert "nobody-made-this" not in response.content.decode()
        assert AuditEvent.objects.get(action="stack_checked").outcome == "failed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["reset", "unavailable", "not_json", "wrong_shape", "redirect", "rate_limited"])
def test_a_check_of_an_api_in_trouble_claims_nothing_about_token_and_id(kind: str) -> None:
    with simulated(5) as (sim, _):
        sim.add_fault(Fault(kind=kind, times=None))
        said = visible(check(sim))

        assert "The token could not be checked." in said
        assert "The stack id could not be checked." in said
        assert len(sim.log.entries()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_without_a_usable_token_asks_the_api_nothing() -> None:
    with simulated(5) as (sim, _):
        stack = make_stack(stack_id=sim.stack_id)
        client = visitor(stack, Role.LEAD)
        Stack.objects.filter(pk=stack.pk).update(sealed_token="of another row")
        unreadable = visible(client.post(f"/stacks/{stack.slug}/check/"))
        Stack.objects.filter(pk=stack.pk).update(sealed_token="")
        none = visible(client.post(f"/stacks/{stack.slug}/check/"))

        assert "The stored token can't be opened any more. Enter it again." in unreadable
        assert "There is no token. Enter one." in none
        assert sim.log.entries() == []


@pytest.mark.django_db(transaction=True)
def test_a_check_where_nothing_listens_says_so() -> None:
    with simulated(5) as (sim, _), override_settings(K6_API_URL="http://127.0.0.1:9"):
        assert "the API cannot be reached" in visible(check(sim))
