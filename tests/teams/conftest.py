"""A team with a lead, and no limit near that another test has used up."""

import pytest
from django.core.cache import cache

from runs.models import Role, Team, User
from tests.builders import make_team, make_user


@pytest.fixture(autouse=True)
def no_limit_is_near() -> None:
    cache.clear()


@pytest.fixture
def team() -> Team:
    return make_team("Shop")


@pytest.fixture
def lead(team: Team) -> User:
    return make_user(team, Role.LEAD, email="ada@example.com")
