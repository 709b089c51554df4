"""No test of this folder inherits what another one counted: neither limits nor views, whose links are long gone."""

import pytest
from django.core.cache import cache

from runs.sharing import VIEWS


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()
    VIEWS.write()
