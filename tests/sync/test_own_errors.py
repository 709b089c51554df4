"""(A1) An error of our own that nobody foresaw is trouble on the stack's row: with a cause, a time and a next try."""

from collections.abc import Callable

import pytest
from django.db import DataError
from django.utils import timezone

from runs.models import Role, Stack
from runs.sync import take_lease
from runs.tasks import sync_stack, walk_stack
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import age, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("error", "word", "sentence"),
    [
        (KeyError("x"), "internal_error", "The sync stopped because of an error in k6admin."),
        (DataError("x"), "database_error", "The database of k6admin refused to store what Grafana sent."),
    ],
)
@pytest.mark.parametrize("task", [sync_stack, walk_stack])
def test_a_slice_that_fails_is_shown_and_frees_the_stack(
    monkeypatch: pytest.MonkeyPatch, task: Callable[[int], str], error: Exception, word: str, sentence: str
) -> None:
    with simulated(30) as (_, stack):
        if task is sync_stack:
            age(sync(stack))
        with monkeypatch.context() as patch:
            patch.setattr("runs.store.runs.tokens_of", lambda _: (_ for _ in ()).throw(error))
            task(stack.pk)
        stack.refresh_from_db()
        page = visible(visitor(stack, Role.VIEWER).get("/stacks/"))

        assert (stack.trouble, stack.trouble_at is not None) == (word, True)
        assert stack.retry_at is not None
        assert stack.retry_at > timezone.now()
        assert sentence in page
        assert take_lease(stack.pk) is not None
        Stack.objects.filter(pk=stack.pk).update(retry_at=None, lease_until=None)
        assert sync(stack).trouble == ""
