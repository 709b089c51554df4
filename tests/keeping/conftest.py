"""Every test here has a store of scripts of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.keeping.scripts import store_in


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    cache.clear()
    with store_in(tmp_path / "media") as folder:
        yield folder
