"""(S1) (I3) Connecting a stack and changing its settings: what is tried, what is refused, and what is kept."""

from typing import Any

import pytest
from django.test import override_settings

from runs.concurrency import ConcurrencyLimit
from runs.connection import open_token
from runs.forms import NOT_CHECKED
from runs.k6sim import HOMELESS_TOKEN, Fault, Simulator
from runs.models import AuditEvent, Role, Stack
from tests.builders import make_stack, make_team
from tests.pages.visiting import Answer, visible, visitor
from tests.sync.simulated import simulated

pytestmark = pytest.mark.django_db(transaction=True)

NOT_AN_ADDRESS = "Enter the address of your Grafana stack"


def entered(sim: Simulator, stack: Stack, **changes: Any) -> dict[str, Any]:
    good = {
        "team": stack.team_id,
        "name": "Demo shop",
        "grafana_url": sim.grafana_url,
        "stack_id": sim.stack_id,
        "token": sim.token,
    }
    return {**good, **changes}


def connect(sim: Simulator, stack: Stack, **changes: Any) -> Answer:
    return visitor(stack, Role.LEAD).post("/stacks/new/", entered(sim, stack, **changes), follow=True)


def made() -> Stack | None:
    return Stack.objects.filter(name="Demo shop").first()


def test_a_stack_is_connected_and_its_sync_is_under_way() -> None:
    with simulated(10) as (sim, other):
        response = connect(sim, other)
        stack = made()

        assert stack is not None
        assert response.redirect_chain == [("/stacks/", 302)]
        assert "Demo shop is connected." in visible(response)
        assert stack.slug.startswith("demo-shop-")
        assert (stack.team_id, stack.grafana_url, stack.stack_id) == (other.team_id, sim.grafana_url, sim.stack_id)
        assert open_token(stack) == sim.token
        assert stack.walk_queued_until is not None
        event = AuditEvent.objects.get(action="stack_connected")
        assert (event.stack_slug, event.team_id, event.ip) == (stack.slug, other.team_id, "127.0.0.1")


@pytest.mark.parametrize(
    "pasted", ["  {}  ", "{}\r\n", "\n{}\n", "Bearer {}", "bearer   {}\n", "Authorization: Bearer {}", "\t'{}'"]
)
def test_a_token_pasted_with_something_around_it_is_cleaned(pasted: str) -> None:
    with simulated(5) as (sim, other):
        connect(sim, other, token=pasted.format(sim.token))
        stack = made()

        assert stack is not None
        assert open_token(stack) == sim.token


@pytest.mark.parametrize("token", ["", "   ", "two words", "line\nbreak", "tök", "Bearer", "a\x00b", "x" * 4001])
def test_what_can_be_no_token_is_refused_before_anything_is_asked(token: str) -> None:
    with simulated(5) as (sim, other):
        response = connect(sim, other, token=token)

        assert response.status_code == 422
        assert made() is None
        assert sim.log.entries() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token": "nobody-made-this-one"}, "Grafana does not accept the token. Enter a valid one."),
        ({"stack_id": 999}, "demo-shop.grafana.net is stack 410001, not 999. Correct the stack id or the Grafana URL."),
        ({"token": HOMELESS_TOKEN}, "The token is valid, but has no access to this stack."),
        ({"grafana_url": "https://else.grafana.net"}, "The token is valid, but has no access to this stack."),
    ],
)
def test_wrong_credentials_each_have_their_sentence_and_nothing_is_stored(
    changes: dict[str, Any], sentence: str
) -> None:
    with simulated(5) as (sim, other):
        response = connect(sim, other, **changes)
        page = response.content.decode()

        assert response.status_code == 422
        assert sentence in visible(response)
        assert 'value="Demo shop"' in page
        assert made() is None
        assert str(changes.get("token", sim.token)) not in page


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "reset"}, "the connection ended before the answer was complete"),
        ({"kind": "unavailable"}, "the API refused with HTTP 503"),
        ({"kind": "rate_limited"}, "the API refused with HTTP 429"),
        ({"kind": "not_json"}, "the answer is not JSON"),
        ({"kind": "empty"}, "the answer is not JSON"),
        ({"kind": "wrong_shape"}, "the answer does not have the documented shape"),
        ({"kind": "redirect"}, "the API answered with a redirect, which is never followed"),
        ({"kind": "slow", "seconds": 30.0}, "the API did not answer in time"),
    ],
)
def test_an_api_in_trouble_is_said_and_nothing_is_stored_but_what_was_typed_stays_in_the_form(
    fault: dict[str, Any], sentence: str
) -> None:
    with simulated(5) as (sim, other):
        sim.add_fault(Fault(times=None, **fault))
        response = connect(sim, other)

        assert response.status_code == 422
        assert sentence in visible(response)
        assert NOT_CHECKED in visible(response)
        assert 'value="Demo shop"' in response.content.decode()
        assert sim.token not in response.content.decode()
        assert made() is None


def test_an_api_that_cannot_be_reached_is_said_too() -> None:
    with simulated(5) as (sim, other), override_settings(K6_API_URL="http://127.0.0.1:9"):
        assert "the API cannot be reached" in visible(connect(sim, other))
        assert made() is None


@pytest.mark.parametrize("token", ["completed", 'status":', "127.0.0.1"])
def test_while_too_many_calls_wait_no_token_is_stored(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """(A1) Busy is not accepted."""
    full = ConcurrencyLimit(most_of_one=1, most_in_all=1)
    held = full.acquire(0)
    assert held
    monkeypatch.setattr("runs.connection.calls", full)
    with simulated(5) as (sim, other):
        answers = [connect(sim, other, token=token), change(other, sim, token=token)]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert all("too many calls are waiting" in visible(answer) for answer in answers)
        assert made() is None
        assert open_token(Stack.objects.get()) == sim.token


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("javascript:alert(1)", NOT_AN_ADDRESS),
        ("javascript://x.net/%0aalert(1)", "must begin with https://"),
        ("http://demo-shop.grafana.net", "must begin with https://"),
        ("ftp://demo-shop.grafana.net", "must begin with https://"),
        ("https://user:secret@demo-shop.grafana.net", NOT_AN_ADDRESS),
        ("https://demo-shop.grafana.net@evil.example", NOT_AN_ADDRESS),
        ("https://127.0.0.1", NOT_AN_ADDRESS),
        ("https://[::1]/", NOT_AN_ADDRESS),
        ("https://169.254.169.254/latest", NOT_AN_ADDRESS),
        ("https://2130706433", NOT_AN_ADDRESS),
        ("https://localhost", NOT_AN_ADDRESS),
        ("https://a b.grafana.net", NOT_AN_ADDRESS),
        ("https://demo\\.grafana.net", NOT_AN_ADDRESS),
        ("https://", NOT_AN_ADDRESS),
        ("//demo-shop.grafana.net", NOT_AN_ADDRESS),
        ("https://" + "x" * 240 + ".net", NOT_AN_ADDRESS),
    ],
)
def test_an_address_that_is_no_grafana_stack_s_is_refused_at_its_field(url: str, sentence: str) -> None:
    with simulated(5) as (sim, other):
        response = connect(sim, other, grafana_url=url)

        assert response.status_code == 422
        assert sentence in visible(response)
        assert made() is None
        assert sim.log.entries() == []


@pytest.mark.parametrize("url", ["demo-shop", "DEMO-SHOP.grafana.net", "https://demo-shop.grafana.net/a/k6-app?x=1#y"])
def test_an_address_as_people_have_it_at_hand_is_cut_down_to_its_origin(url: str) -> None:
    with simulated(5) as (sim, other):
        connect(sim, other, grafana_url=url)
        stack = made()

        assert stack is not None
        assert stack.grafana_url == "https://demo-shop.grafana.net"


@pytest.mark.parametrize("stack_id", ["", "0", "-1", "abc", "1.5", "9" * 5000, "²", str(2**63)])
def test_a_stack_id_that_is_none_is_refused_at_its_field(stack_id: str) -> None:
    with simulated(5) as (sim, other):
        response = connect(sim, other, stack_id=stack_id)

        assert response.status_code == 422
        assert made() is None
        assert sim.log.entries() == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b", "a\u202eb", "a\x1bb"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with simulated(5) as (sim, other):
        assert connect(sim, other, name=name).status_code == 422
        assert Stack.objects.count() == 1


def test_fields_that_the_form_does_not_have_change_nothing() -> None:
    with simulated(5) as (sim, other):
        foreign = make_team()
        extra = {"slug": "mine", "id": 1, "sealed_token": "x", "owner": 1, "role": "lead", "is_staff": "1", "fence": 99}
        connect(sim, other, **extra)
        stack = made()

        assert stack is not None
        assert (stack.team_id, stack.fence) == (other.team_id, 0)
        assert stack.slug.startswith("demo-shop-")
        assert connect(sim, other, name="Other", team=foreign.pk).status_code == 422
        assert not foreign.stacks.exists()


def change(stack: Stack, sim: Simulator, **changes: Any) -> Answer:
    fields = {"name": stack.name, "grafana_url": sim.grafana_url, "stack_id": sim.stack_id, "token": "", **changes}
    return visitor(stack, Role.LEAD).post(f"/stacks/{stack.slug}/settings/", fields, follow=True)


def known_stack(sim: Simulator) -> Stack:
    return make_stack(stack_id=sim.stack_id, grafana_url=sim.grafana_url, token=sim.token)


def test_settings_show_the_token_s_end_alone_and_keep_it_where_the_field_is_empty() -> None:
    with simulated(5) as (sim, _):
        stack = known_stack(sim)
        page = visitor(stack, Role.LEAD).get(f"/stacks/{stack.slug}/settings/")
        response = change(stack, sim, name="Renamed")
        stack.refresh_from_db()

        assert f"Stored: …{sim.token[-4:]}. Leave empty to keep it." in visible(page)
        assert sim.token not in page.content.decode()
        assert "Saved." in visible(response)
        assert stack.name == "Renamed"
        assert open_token(stack) == sim.token


@pytest.mark.parametrize("changes", [{"stack_id": 410_002}, {"grafana_url": "https://demo-bank.grafana.net"}])
def test_a_stored_token_is_never_sent_for_another_target(changes: dict[str, Any]) -> None:
    with simulated(5) as (sim, _):
        stack = known_stack(sim)
        response = change(stack, sim, **changes)
        stack.refresh_from_db()

        assert response.status_code == 422
        assert "With another Grafana URL or stack id, enter the token again." in visible(response)
        assert (stack.stack_id, stack.grafana_url) == (sim.stack_id, sim.grafana_url)
        assert sim.log.entries() == []


def test_a_new_token_ends_the_trouble_that_the_old_one_had() -> None:
    with simulated(5) as (sim, _):
        stack = make_stack(stack_id=sim.stack_id, grafana_url=sim.grafana_url, trouble="unauthorized")
        change(stack, sim, token=sim.token)
        stack.refresh_from_db()

        assert (stack.trouble, open_token(stack)) == ("", sim.token)


def test_the_slug_stays_whatever_the_name_becomes() -> None:
    with simulated(5) as (sim, _):
        stack = known_stack(sim)
        change(stack, sim, name="Something else", slug="something-else")
        assert Stack.objects.get(pk=stack.pk).slug == stack.slug
