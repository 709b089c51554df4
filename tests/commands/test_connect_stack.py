"""`connect_stack`: a stack connected by the operator, its token from the environment alone."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from runs.connection import open_token
from runs.k6sim import Fault, Simulator, serve
from runs.k6sim.identity import DEFAULT_TOKEN as TOKEN
from runs.models import AuditEvent, Stack
from tests.builders import make_stack, make_team
from tests.commands.calling import Said, call

pytestmark = pytest.mark.django_db

GOOD = {
    "--slug": "shop-eu",
    "--name": "Shop EU",
    "--stack-id": "410001",
    "--grafana-url": "https://demo-shop.grafana.net",
    "--token-env": "SHOP_TOKEN",
}


@pytest.fixture(autouse=True, name="sim")
def _sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """The API that knows the token and the stack."""
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)
    sim = Simulator(1, 7)
    with serve(sim) as server, override_settings(K6_API_URL=server.url):
        yield sim


def connect(team: str, **changes: str) -> Said:
    options = {**GOOD, **{f"--{name.replace('_', '-')}": value for name, value in changes.items()}}
    return call("connect_stack", team, *(part for pair in options.items() for part in pair))


def test_a_stack_is_connected_and_waits_for_its_first_sync() -> None:
    team = make_team()
    said = connect(team.slug)
    stack = Stack.objects.get()

    assert (stack.team, stack.slug, stack.name, stack.stack_id) == (team, "shop-eu", "Shop EU", 410_001)
    assert stack.grafana_url == "https://demo-shop.grafana.net"
    assert open_token(stack) == TOKEN
    assert stack.walk_finished is None
    assert said.out == "Stack shop-eu is connected. Next: sync_runs --stack shop-eu\n"


def test_connected_again_it_is_the_same_stack_with_what_is_new() -> None:
    team = make_team()
    connect(team.slug)
    pk = Stack.objects.get().pk
    said = connect(team.slug, name="Shop Europe")
    stack = Stack.objects.get()

    assert "is changed" in said.out
    assert (stack.pk, stack.name, open_token(stack)) == (pk, "Shop Europe", TOKEN)


def test_the_token_is_in_no_output_no_event_and_not_in_the_row_as_it_is() -> None:
    said = connect(make_team().slug)
    stack, event = Stack.objects.get(), AuditEvent.objects.get(action="stack_connected")

    assert TOKEN not in said.everything
    assert TOKEN not in str(vars(stack)) + str(vars(event))
    assert stack.token_end == TOKEN[-4:]


def test_a_token_as_it_was_pasted_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", f" Bearer {TOKEN}\n")
    connect(make_team().slug)
    assert open_token(Stack.objects.get()) == TOKEN


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token_env": "NOT_SET"}, "The environment variable NOT_SET is not set."),
        ({"slug": "Shop EU"}, "is not a slug"),
        ({"stack_id": "0"}, "The stack id must be a whole number between 1 and"),
        ({"stack_id": "x"}, "invalid int value"),
        ({"grafana_url": "http://demo-shop.grafana.net"}, "The Grafana URL must begin with https://."),
        ({"grafana_url": "https://127.0.0.1"}, "Enter the address of your Grafana stack"),
        ({"grafana_url": "https://user:pw@shop.grafana.net"}, "Enter the address of your Grafana stack"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_connects_nothing(changes: dict[str, str], sentence: str) -> None:
    said = connect(make_team().slug, **changes)

    assert sentence in said.refusal
    assert not Stack.objects.exists()


@pytest.mark.parametrize(
    ("token", "fault", "sentence"),
    [
        ("nobody-made-this-1", "", "Grafana does not accept the token."),
        (TOKEN, "unavailable", "the API refused with HTTP 503"),
    ],
)
def test_a_token_that_the_api_did_not_accept_is_not_stored(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch, token: str, fault: str, sentence: str
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", token)
    if fault:
        sim.add_fault(Fault(fault, times=None))
    said = connect(make_team().slug)

    assert sentence in said.refusal
    assert "Nothing was stored" in said.refusal
    assert not Stack.objects.exists()


def test_a_token_that_can_be_none_is_refused_without_being_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "two secret words")
    said = connect(make_team().slug)

    assert "space or a line break inside" in said.refusal
    assert "secret" not in said.everything


def test_a_slug_of_another_team_s_stack_is_taken() -> None:
    other = make_stack(slug="shop-eu")
    said = connect(make_team().slug)

    assert said.refusal == "The slug 'shop-eu' is taken by another team's stack."
    assert Stack.objects.get().name == other.name


def test_an_unknown_team_is_refused() -> None:
    assert "There is no team 'nobody'." in connect("nobody").refusal
