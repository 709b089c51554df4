"""A fresh site: whoever started it makes the first account and the first team, and then nobody ever again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from runs.models import AuditEvent, Membership, Role, Team, User
from runs.people.first import AlreadyBegun, begin, code_at, is_open, is_right
from runs.teams.people import draft_person
from tests.builders import PASSWORD, make_user
from tests.commands.calling import call
from tests.pages.visiting import Answer, link_of, visible

pytestmark = pytest.mark.django_db
PAGE = "/welcome/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def code() -> str:
    return code_at(timezone.now())


def start(*, client: Client | None = None, **fields: str) -> Answer:
    entered = {"code": code(), "team": "Shop", "email": "Ada@Example.com", "name": "Ada", "password": PASSWORD}
    return (client or Client()).post(PAGE, {**entered, **fields})


def test_the_login_of_a_fresh_site_leads_there() -> None:
    assert link_of(Client().get("/accounts/login/"), "Make the first one") == PAGE
    assert "Nobody has an account here yet." in visible(Client().get(PAGE))


def test_whoever_has_the_code_leads_the_first_team_and_is_in_at_once() -> None:
    client = Client()
    answer = start(client=client)
    membership = Membership.objects.get()

    assert answer.headers["Location"] == "/stacks/new/"
    assert "Welcome. You lead Shop" in visible(client.get("/stacks/new/"))
    assert (membership.user.email, membership.user.name, membership.role) == ("ada@example.com", "Ada", Role.LEAD)
    assert Client().post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD}).status_code == 302
    assert {event.actor_email for event in AuditEvent.objects.all()} == {"ada@example.com"}


def test_then_there_is_no_such_page_and_the_same_code_opens_nothing() -> None:
    start()
    again = start(email="eve@example.com")

    assert Client().get(PAGE).status_code == again.status_code == 404
    assert User.objects.count() == Team.objects.count() == 1
    assert "Make the first one" not in visible(Client().get("/accounts/login/"))


def test_nor_on_a_site_whose_people_came_by_a_command_or_are_gone_again() -> None:
    make_user()
    assert Client().get(PAGE).status_code == 404
    User.objects.all().delete()
    assert Client().get(PAGE).status_code == 200
    start()
    User.objects.all().delete()
    assert Client().get(PAGE).status_code == 404


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA-AAAA", "'; --", "x" * 90, "ÄÖÜ"])
def test_a_stranger_who_finds_the_site_first_gets_nothing(typed: str) -> None:
    answer = start(code=typed)

    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()
    assert not User.objects.exists()


def test_codes_are_not_guessed() -> None:
    answers = [start(code=f"AAAA-AAAA-AAAA-{number:04}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    assert start().status_code == 429


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("password", "short", "at least 12 characters"),
        ("password", "ada@example.com", "too similar"),
        ("email", "nobody", "valid email"),
        ("email", "x@demo.test", "are the demo's"),
        ("team", "", "required"),
        ("name", "A\u202eda", "can't be shown"),
    ],
)
def test_what_can_t_be_is_said_at_its_field_and_the_rest_stays(field: str, value: str, sentence: str) -> None:
    answer = start(client=Client(), **{field: value})

    assert answer.status_code == 422
    assert sentence in visible(answer)
    assert field == "team" or 'value="Shop"' in answer.content.decode()
    assert not User.objects.exists()


def test_a_code_is_good_until_the_end_of_the_next_day_however_it_is_written() -> None:
    made = datetime(2026, 11, 1, 0, 5, tzinfo=UTC)
    printed = code_at(made)

    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", printed)
    assert is_right(printed.lower().replace("-", " "), made + timedelta(hours=47))
    assert not is_right(printed, made + timedelta(hours=48))
    assert not is_right("", made)


def test_another_site_has_another_code() -> None:
    here = code()
    with override_settings(SECRET_KEY="another-" * 10):
        assert code() != here


def test_the_command_says_where_and_with_what_until_it_is_done() -> None:
    said = call("first_start").out
    assert f"http://localhost:8000/welcome/ with the code {code()}" in said

    make_user()
    assert "there is nothing to begin" in call("first_start").out
    assert call("first_start", "--verbosity", "0").everything == ""


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_first() -> None:
    together = Barrier(6)

    def race(number: int) -> bool:
        person = draft_person(f"p{number}@example.com", PASSWORD)
        together.wait(timeout=60)
        try:
            begin(person, f"Team {number}")
        except AlreadyBegun:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as threads:
        won = list(threads.map(race, range(6)))

    assert won.count(True) == 1
    assert User.objects.count() == Team.objects.count() == 1
    assert not is_open()
