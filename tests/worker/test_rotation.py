"""(T8) Keys rotated by the operator's command, killed half-way, run again, and the old key thrown away."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography.fernet import Fernet
from django.db import connection, transaction
from pytest_django import Settings

from runs.connection import open_token, opens
from runs.models import PersonalToken, Stack
from runs.sealing import open_sealed, seal
from tests.builders import make_stack, make_team, make_user
from tests.sync.simulated import simulated, sync
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

NEW = Fernet.generate_key().decode()
ENDLESS = "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 1e15) SELECT MAX(n) FROM up"


@contextmanager
def nobody_gets_past(stack: Stack) -> Iterator[None]:
    """Whoever writes to this row is stuck there: by its lock, or on sqlite, which has none, by a query without end."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            Stack.objects.select_for_update().get(pk=stack.pk)
            yield
        return
    stuck = f"CREATE TRIGGER stuck BEFORE UPDATE ON runs_stack WHEN OLD.id = {stack.pk} BEGIN {ENDLESS}; END"
    with connection.cursor() as cursor:
        cursor.execute(stuck)
        try:
            yield
        finally:
            cursor.execute("DROP TRIGGER stuck")


def test_killed_half_way_and_run_again_every_token_opens_with_the_new_key_alone(settings: Settings) -> None:
    team, old = make_team(), settings.TOKEN_KEYS[0]
    stacks = [make_stack(team, token=f"token-of-{number}") for number in range(10)]
    before = [stack.sealed_token for stack in stacks]

    def changed() -> list[bool]:
        now = dict(Stack.objects.values_list("pk", "sealed_token"))
        return [now[stack.pk] != text for stack, text in zip(stacks, before, strict=True)]

    with nobody_gets_past(stacks[5]), running("rotate_token_keys", TOKEN_KEYS=f"{NEW},{old}") as process:
        wait_until(lambda: changed() == [True] * 5 + [False] * 5, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        half = changed()
    # PostgreSQL still does what a dead process had asked for, once it gets past.
    wait_until(lambda: connection.vendor == "sqlite" or changed()[5])
    left = changed().count(False)
    settings.TOKEN_KEYS = [NEW, old]
    open_meanwhile = [opens(stack) for stack in Stack.objects.all()]
    said = []
    for _ in range(2):
        with running("rotate_token_keys", TOKEN_KEYS=f"{NEW},{old}") as process:
            said.append(process.communicate()[0].splitlines())
        assert process.returncode == 0
    settings.TOKEN_KEYS = [NEW]

    assert half == [True] * 5 + [False] * 5
    assert left in {4, 5}
    assert open_meanwhile == [True] * 10
    assert said == [
        [
            f"10 tokens: {left} remain to be sealed with the first key.",
            f"Sealed anew: {left} tokens, 0 second factors. 0 remain under another key.",
        ],
        [
            "10 tokens: 0 remain to be sealed with the first key.",
            "Sealed anew: 0 tokens, 0 second factors. 0 remain under another key.",
        ],
    ]
    assert [open_token(Stack.objects.get(pk=stack.pk)) for stack in stacks] == [f"token-of-{n}" for n in range(10)]


def test_after_a_rotation_stacks_are_read_as_before(settings: Settings) -> None:
    with simulated(30) as (sim, stack):
        old = settings.TOKEN_KEYS[0]
        mine = PersonalToken(user=make_user(stack.team), stack=stack)
        mine.sealed_token = seal("my-own-token", mine.row_identity, settings.TOKEN_KEYS)
        mine.save()
        with running("rotate_token_keys", TOKEN_KEYS=f"{NEW},{old}") as process:
            said = process.communicate()[0]
        settings.TOKEN_KEYS = [NEW]
        mine.refresh_from_db()

        assert "Sealed anew: 2 tokens" in said
        assert sync(Stack.objects.get(pk=stack.pk)).runs.count() == 30
        assert {entry["status"] for entry in sim.log.entries()} == {200}
        assert open_sealed(mine.sealed_token, mine.row_identity, [NEW]) == "my-own-token"


def test_with_a_key_that_fits_nothing_it_fails_and_leaves_all_as_it_was() -> None:
    stack = make_stack(make_team("Shop"), slug="shop-eu", token="canary-token-of-this-test")
    before = stack.sealed_token
    with running("rotate_token_keys", TOKEN_KEYS=NEW) as process:
        said = process.communicate()[0]
    stack.refresh_from_db()

    assert process.returncode == 1
    assert "stack:shop-eu: no key of TOKEN_KEYS opens it; it was left as it is." in said
    assert "canary" not in said
    assert stack.sealed_token == before
