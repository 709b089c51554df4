"""No test of this folder inherits what another one counted."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limit_counts() -> None:
    cache.clear()
