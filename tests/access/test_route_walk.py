"""(I1) Every address of the table, asked for by everybody: nobody gets more than it says or learns of others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from runs.models import Role
from tests.access.matrix import Line, documented
from tests.access.world import NOWHERE, World, fill, mixed
from tests.pages.visiting import HTMX, visible

pytestmark = pytest.mark.django_db

LINES = documented()
BY_ROLE = [line for line in LINES if line.who in {"viewer", "member", "lead"}]
MAKERS = [line for line in LINES if line.who == "maker"]
OF_A_TEAM = [*BY_ROLE, *MAKERS]
TOKENS = [line for line in LINES if "<token>" in line.address]
OTHERS = [line for line in LINES if line not in OF_A_TEAM and line not in TOKENS and line.who != "operator"]
LOGIN = "/accounts/login/"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever was changed is as before afterwards; no limit counts."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, line: Line, path: str, **headers: str) -> Any:
    with undone():
        return client.generic(line.method, path, headers=headers)


def text_of(response: Any) -> str:
    """All that went out, header values too."""
    body = b"".join(response) if response.streaming else response.content
    return body.decode("utf-8", "replace") + " ".join(response.headers.values())


def allowed(response: Any) -> bool:
    """Neither refused nor sent away to log in. What the API or a form then says is another matter."""
    where = response.headers.get("Location", "")
    return response.status_code < 500 and response.status_code not in {403, 404} and not where.startswith(LOGIN)


@pytest.mark.parametrize("line", BY_ROLE, ids=str)
def test_a_team_s_address_is_open_from_the_role_on_that_the_table_names(world: World, line: Line) -> None:
    people, least = world.people(), Role(line.who).rank
    for path in fill(line.address, world.ours.place()):
        for role in Role:
            response = ask(people[role], line, path)
            if role.rank >= least:
                assert allowed(response) or response.status_code in {502, 503}, (path, role, response.status_code)
            else:
                assert response.status_code == 403, (path, role)
                assert "Only" in visible(response)
            assert world.theirs.canary not in text_of(response)


@pytest.mark.parametrize("line", MAKERS, ids=str)
def test_what_a_member_made_is_for_that_member_and_for_leads(world: World, line: Line) -> None:
    people = world.people()
    for path in fill(line.address, world.ours.place()):
        for who, status in {"viewer": 404, "member": 302, "lead": 302}.items():
            with undone():
                assert people[who].post(path, {"back": "subject"}).status_code == status, who


@pytest.mark.parametrize("line", OF_A_TEAM, ids=str)
def test_another_team_s_objects_and_missing_ones_are_one_and_the_same_404(world: World, line: Line) -> None:
    people, ours = world.people(), world.ours.place()
    missing = fill(line.address, NOWHERE)
    for who in ["stranger", "operator"]:
        nothing = ask(people[who], line, missing[0])
        assert nothing.status_code == 404
        for path in fill(line.address, ours):
            response = ask(people[who], line, path)
            assert response.status_code == 404, (path, who)
            assert visible(response) == visible(nothing)
            assert world.ours.canary not in text_of(response)


@pytest.mark.parametrize("line", [line for line in OF_A_TEAM if line.address.count("<") > 1], ids=str)
def test_another_team_s_object_below_one_s_own_address_is_not_found(world: World, line: Line) -> None:
    people = world.people()
    nothing = {**NOWHERE, "stack": world.ours.stack.slug, "team": world.ours.stack.team.slug}
    for path in mixed(line.address, world.ours.place(), world.theirs.place()):
        response = ask(people["lead"], line, path)
        missing = ask(people["lead"], line, fill(line.address, nothing)[0])
        assert (response.status_code, visible(response)) == (404, visible(missing)), path
        assert world.theirs.canary not in text_of(response)


@pytest.mark.parametrize("line", [line for line in LINES if line.who != "anyone" and "pk" not in line.address], ids=str)
def test_without_a_login_there_is_the_login_and_nothing_else(world: World, line: Line) -> None:
    nobody = world.people()["nobody"]
    place = {**world.ours.place(), "pk": 1}
    for path in fill(line.address, place):
        response = ask(nobody, line, path)
        assert response.status_code in {302, 404}, (path, response.status_code)
        if response.status_code == 302:
            assert response.headers["Location"].startswith(LOGIN), path
        in_place = ask(nobody, line, path, **HTMX)
        assert in_place.status_code in {200, 404}
        assert in_place.headers.get("HX-Redirect", LOGIN).startswith(LOGIN)
        for canary in (world.ours.canary, world.theirs.canary):
            assert canary not in text_of(response) + text_of(in_place)


@pytest.mark.parametrize("line", OTHERS, ids=str)
def test_what_belongs_to_no_team_shows_everybody_their_own_alone(world: World, line: Line) -> None:
    for who, client in world.people().items():
        for path in fill(line.address, world.ours.place()):
            response = ask(client, line, path)
            assert response.status_code < 500, (who, path)
            if who != "stranger":
                assert world.theirs.canary not in text_of(response), (who, path)
            if who not in {"viewer", "member", "lead"}:
                assert world.ours.canary not in text_of(response), (who, path)


@pytest.mark.parametrize("line", [line for line in LINES if line.who == "leads"], ids=str)
def test_only_whoever_leads_some_team_gets_what_is_for_leads(world: World, line: Line) -> None:
    people = world.people()
    for who, may in {"viewer": False, "member": False, "operator": False, "lead": True, "stranger": True}.items():
        assert allowed(ask(people[who], line, line.address)) is may, who


def test_the_operator_s_admin_is_not_there_for_anybody_else(world: World) -> None:
    people = world.people()
    for line in [line for line in LINES if line.who == "operator" and line.method == "GET" and "<" not in line.address]:
        for who in ["viewer", "member", "lead", "stranger"]:
            assert ask(people[who], line, line.address).status_code == 404, (who, line)


@pytest.mark.parametrize(
    "query", ["q=canary", "q=note", "stack={stack}", "project=2002", "test=2001", "started_by={who}"]
)
def test_no_filter_and_no_search_finds_another_team_s_runs(world: World, query: str) -> None:
    theirs = world.theirs
    asked = query.format(stack=theirs.stack.slug, who=f"starter-{theirs.canary}@example.com")
    for who in ["viewer", "member", "lead", "operator"]:
        response = world.people()[who].get(f"/runs/?{asked}")
        assert response.status_code == 200
        shown = text_of(response).replace(f"starter-{theirs.canary}@example.com", "")  # what was asked for is named
        assert theirs.canary not in shown, (who, query)
