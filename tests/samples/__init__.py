"""Answers of the API as JSON files, one per status, result, documented error and kind of record."""

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def sample(name: str) -> Any:
    """A sample's content, by its file name without `.json`."""
    return json.loads(sample_bytes(name))


def sample_bytes(name: str) -> bytes:
    """A sample as it comes over the wire."""
    return (_HERE / f"{name}.json").read_bytes()


def sample_names(prefix: str = "") -> list[str]:
    """The names of all samples that start so."""
    return sorted(path.stem for path in _HERE.glob(f"{prefix}*.json"))
