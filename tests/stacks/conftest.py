"""A stack with two runs, a note and somebody's own token, and who leads its team."""

import pytest

from runs.models import PersonalToken, Role, Stack, User
from tests.builders import make_runs, make_stack, make_user, run_document


@pytest.fixture
def stack() -> Stack:
    stack = make_stack(name="Shop EU")
    make_runs(stack, run_document(5, note="Black Friday"), run_document(6))
    PersonalToken.objects.create(user=make_user(stack.team), stack=stack, sealed_token="sealed")
    return stack


@pytest.fixture
def lead(stack: Stack) -> User:
    return make_user(stack.team, Role.LEAD, email="ada@example.com")
