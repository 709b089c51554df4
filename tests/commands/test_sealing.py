"""Tokens sealed: with the right key, for the right row, and never half open."""

import pytest
from cryptography.fernet import Fernet

from runs.connection import NotConnected, client_for, open_token
from runs.models import Stack
from runs.sealing import Unreadable, open_sealed, seal
from tests.builders import make_stack

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TOKEN = "glsa-0123456789-secret"
ROW = "stack:shop-eu"


def test_what_is_sealed_opens_again_and_shows_nothing_of_itself() -> None:
    sealed = seal(TOKEN, ROW, [OLD])

    assert open_sealed(sealed, ROW, [OLD]) == TOKEN
    assert TOKEN not in sealed
    assert sealed.isascii()
    assert seal(TOKEN, ROW, [OLD]) != sealed


def test_the_first_key_seals_and_all_of_them_open() -> None:
    before = seal(TOKEN, ROW, [OLD])
    after = seal(TOKEN, ROW, [NEW, OLD])

    assert open_sealed(before, ROW, [NEW, OLD]) == TOKEN
    assert open_sealed(after, ROW, [NEW]) == TOKEN
    with pytest.raises(Unreadable):
        open_sealed(after, ROW, [OLD])


@pytest.mark.parametrize(
    "sealed",
    [
        seal(TOKEN, ROW, [NEW]),
        seal(TOKEN, "stack:bank", [OLD]),
        seal(TOKEN, ROW, [OLD])[:-4] + "AAA=",
        seal(TOKEN, ROW, [OLD])[:40],
        Fernet(OLD).encrypt(b"not json").decode(),
        "",
        "\u00fc",
    ],
    ids=["another key", "another row", "damaged", "cut", "not ours", "empty", "not ascii"],
)
def test_what_does_not_open_says_so_without_a_part_of_it(sealed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        open_sealed(sealed, ROW, [OLD])

    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.django_db
def test_a_ciphertext_copied_to_another_stack_s_row_does_not_open_there() -> None:
    mine, other = make_stack(token="mine-0123456789"), make_stack(token="other-0123456789")
    Stack.objects.filter(pk=mine.pk).update(sealed_token=other.sealed_token)
    mine.refresh_from_db()

    with pytest.raises(Unreadable):
        client_for(mine)
    assert open_token(other) == "other-0123456789"


@pytest.mark.django_db
def test_a_stack_without_a_token_makes_no_client() -> None:
    with pytest.raises(NotConnected):
        client_for(Stack(name="Shop", slug="shop"))
