"""What somebody with a token of their own does goes out under it, and nothing else does."""

import json
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings
from pytest_django import Settings

from runs.k6sim import identity
from runs.models import PersonalToken, Role, TestRun
from tests.actions.acting import ended, events, running
from tests.builders import run_document
from tests.pages.acting import Desk, text
from tests.pages.own_tokens import ELSEWHERE, at_a_known_desk, me, names, page, stored, writers
from tests.pages.visiting import visible
from tests.stand_in import StandIn, answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_a_known_desk() as found:
        yield found


def test_what_is_done_goes_out_under_the_person_s_own_token(desk: Desk) -> None:
    run = running(desk.stack)
    stored(desk)
    desk.post(run, "abort", confirm="yes")
    assert writers(desk) == {identity.PERSONAL_OWNER}


def test_without_one_it_goes_out_under_the_stack_s(desk: Desk) -> None:
    run = running(desk.stack)
    desk.post(run, "abort", confirm="yes")
    assert writers(desk) == {identity.DEFAULT_OWNER}


def test_one_person_s_token_is_nobody_else_s(desk: Desk) -> None:
    run = running(desk.stack)
    stored(desk)
    desk.as_role(Role.MEMBER).post(run, "abort", confirm="yes")
    assert writers(desk) == {identity.DEFAULT_OWNER}


def test_every_write_goes_out_under_it_and_no_reading_does(desk: Desk) -> None:
    stored(desk)
    run, other, third = running(desk.stack), *desk.stack.runs.filter(status="completed", is_saved=False)[:2]
    desk.sim.log.clear()
    desk.note(other, "a new note")
    for kind in ("star", "unstar", "save", "unsave"):
        desk.post(other, kind)
    desk.post(run, "abort", confirm="yes")
    desk.page(run, "live/")
    desk.post(third, "delete", confirm="yes", lose=["script", "distribution"])
    asked = names(desk)

    assert {holder for kind, _, holder in asked if kind == "writing"} == {identity.PERSONAL_OWNER}
    assert {holder for kind, _, holder in asked if kind == "reading"} == {identity.DEFAULT_OWNER}
    assert len([one for one in asked if one[0] == "writing"]) >= 5


@pytest.mark.parametrize("token", [ELSEWHERE, "worn-out-token-of-mine"])
def test_a_token_that_is_refused_is_said_so_and_the_stack_s_does_not_jump_in(desk: Desk, token: str) -> None:
    run = running(desk.stack)
    stored(desk, token)
    said = desk.post(run, "abort", confirm="yes")

    assert "Your personal token was refused" in said
    assert "Enter a new one on your profile" in said
    assert identity.DEFAULT_OWNER not in writers(desk)
    assert events(run)[-1][1:] == ("refused", f"personal_{'forbidden' if token == ELSEWHERE else 'unauthorized'}")


def test_others_read_whose_token_it_was(desk: Desk) -> None:
    run = running(desk.stack)
    stored(desk, "worn-out-token-of-mine")
    desk.post(run, "abort", confirm="yes")
    theirs = text(desk.as_role(Role.VIEWER).page(run))

    assert "our personal token" not in theirs
    assert "the person&#x27;s own token was refused" in theirs


def test_one_that_opens_no_more_is_said_so_and_can_be_replaced(desk: Desk, settings: Settings) -> None:
    run = running(desk.stack)
    stored(desk)
    before = PersonalToken.objects.get().sealed_token
    PersonalToken.objects.update(sealed_token=Fernet(Fernet.generate_key()).encrypt(b"{}").decode())
    said = desk.post(run, "abort", confirm="yes")

    assert "Your personal token can&#x27;t be opened any more" in said
    assert writers(desk) == set()
    assert "It can't be opened any more. Enter it again." in visible(desk.client.get("/accounts/profile/"))
    assert before != PersonalToken.objects.get().sealed_token


def test_a_sealed_token_copied_to_another_row_does_not_open_there(desk: Desk) -> None:
    mine, run = stored(desk), running(desk.stack)
    thief = desk.as_role(Role.MEMBER)
    PersonalToken.objects.create(user=me(thief), stack=desk.stack, sealed_token=mine.sealed_token)

    assert "can&#x27;t be opened any more" in thief.post(run, "abort", confirm="yes")
    assert writers(desk) == set()


def test_a_note_is_read_with_the_stack_s_token_and_written_with_one_s_own(desk: Desk) -> None:
    run = ended(desk.stack)
    stored(desk, ELSEWHERE)
    said = text(desk.note(run, "a new one"))

    assert "Your personal token was refused" in said
    assert "a new one" in said  # what was typed stays


def hidden_from(token: bytes, asked: bytes, run: TestRun) -> bytes:
    """As an API that shows the run to the stack's token and to nobody else."""
    if token in asked:
        return answer(404, b'{"error": {"code": "not_found", "message": "no such run"}}')
    return answer(200, json.dumps(run_document(run.run_id)).encode())


def test_a_run_that_one_s_own_token_does_not_see_is_not_taken_for_deleted(desk: Desk) -> None:
    run = ended(desk.stack)
    stored(desk, "somebody-s-own-token")
    with (
        StandIn(choose=lambda asked: hidden_from(b"somebody-s-own-token", asked, run)) as api,
        override_settings(K6_API_URL=api.url),
    ):
        said = desk.post(run, "delete", confirm="yes", lose=["script", "distribution"])
    run.refresh_from_db()

    assert "Grafana hides this run from your personal token." in said
    assert not run.archived


def test_the_run_s_page_says_whose_name_grafana_will_record(desk: Desk) -> None:
    run = ended(desk.stack)
    without = text(desk.page(run))
    stored(desk)
    own = text(desk.page(run))

    assert "Grafana will record the owner of the stack&#x27;s token." in without
    assert f'href="{page(desk)}"' in without
    assert "Grafana will record your name: your personal token is used." in own
    assert "Grafana will record" not in text(desk.as_role(Role.VIEWER).page(run))
