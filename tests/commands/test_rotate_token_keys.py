"""`rotate_token_keys`: all that is sealed under the first key, and nothing overwritten."""

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from runs import rotation
from runs.connection import open_token, set_token
from runs.models import PersonalToken, Stack
from runs.sealing import is_current, open_sealed, seal
from tests.builders import make_stack, make_user
from tests.commands.calling import call

pytestmark = pytest.mark.django_db

TOKEN = "glc-canary-0123456789"


def add_key(settings: Settings) -> str:
    """A new key in front of the old ones."""
    key = Fernet.generate_key().decode()
    settings.TOKEN_KEYS = [key, *settings.TOKEN_KEYS]
    return key


def make_personal_token(stack: Stack, settings: Settings) -> PersonalToken:
    mine = PersonalToken(user=make_user(stack.team), stack=stack)
    mine.sealed_token = seal("personal-canary-1", mine.row_identity, settings.TOKEN_KEYS)
    mine.save()
    return mine


def test_tokens_of_stacks_and_of_people_are_sealed_with_the_first_key(settings: Settings) -> None:
    stack = make_stack(token=TOKEN)
    mine = make_personal_token(stack, settings)
    new = add_key(settings)
    said = call("rotate_token_keys")
    for row in (stack, mine):
        row.refresh_from_db()

    assert said.refusal == ""
    assert said.out.splitlines() == [
        "2 tokens: 2 remain to be sealed with the first key.",
        "Sealed anew: 2 tokens, 0 second factors. 0 remain under another key.",
    ]
    assert open_sealed(stack.sealed_token, stack.row_identity, [new]) == TOKEN
    assert open_sealed(mine.sealed_token, mine.row_identity, [new]) == "personal-canary-1"
    assert "canary" not in said.everything


def test_a_second_time_it_changes_nothing(settings: Settings) -> None:
    stack = make_stack(token=TOKEN)
    add_key(settings)
    call("rotate_token_keys")
    stack.refresh_from_db()
    before = stack.sealed_token
    said = call("rotate_token_keys")
    stack.refresh_from_db()

    assert "Sealed anew: 0 tokens" in said.out
    assert stack.sealed_token == before


def test_without_any_token_it_is_done_at_once() -> None:
    assert call("rotate_token_keys").out.startswith("0 tokens: 0 remain")


def test_a_disconnected_stack_has_nothing_to_seal(settings: Settings) -> None:
    stack = make_stack()
    Stack.objects.filter(pk=stack.pk).update(sealed_token="")
    add_key(settings)

    assert call("rotate_token_keys").refusal == ""
    assert Stack.objects.get().sealed_token == ""


def test_what_no_key_opens_is_named_left_as_it_is_and_the_rest_is_done(settings: Settings) -> None:
    good, bad = make_stack(token=TOKEN), make_stack(slug="lost", token=TOKEN)
    Stack.objects.filter(pk=bad.pk).update(sealed_token=good.sealed_token)  # of another row
    add_key(settings)
    said = call("rotate_token_keys")
    good.refresh_from_db()
    bad.refresh_from_db()

    assert "stack:lost: no key of TOKEN_KEYS opens it; it was left as it is." in said.err
    assert said.refusal.startswith("Not done: add the key that sealed them to TOKEN_KEYS")
    assert is_current(good.sealed_token, good.row_identity, settings.TOKEN_KEYS)
    assert not is_current(bad.sealed_token, bad.row_identity, settings.TOKEN_KEYS)


def test_a_token_entered_in_that_very_moment_is_not_overwritten(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = make_stack(token=TOKEN)
    add_key(settings)

    def enter_another(sealed: str, row: str, keys: list[str]) -> str:
        """Between the reading and the writing of the row somebody enters a new token."""
        entered = Stack.objects.get(pk=stack.pk)
        set_token(entered, "entered-meanwhile-0123")
        entered.save()
        return open_sealed(sealed, row, keys)

    monkeypatch.setattr(rotation, "open_sealed", enter_another)
    rotation.rotate()

    assert open_token(Stack.objects.get()) == "entered-meanwhile-0123"
