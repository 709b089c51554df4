"""What of a script's files is shown: names made safe, texts masked and cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from runs.domain.redaction import redact_document, redact_text
from runs.domain.redaction.names import secrecy
from runs.domain.redaction.values import is_secret_value

METADATA = "metadata.json"
MAIN = "data"
_MOST_PATH = 300
# Masked before it is cut, with this much more behind the cut, so that no secret is cut in two and missed.
OVERLAP = 16 * 1024

_SCRIPT_ENDINGS = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}
_DATA_ENDINGS = {
    ".json",
    ".csv",
    ".tsv",
    ".txt",
    ".md",
    ".html",
    ".xml",
    ".yaml",
    ".yml",
    ".graphql",
    ".proto",
}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe_path(path: str) -> str:
    """A member's path for a page: relative, printable, not endless."""
    cleaned = _UNPRINTABLE.sub("\ufffd", path.replace("\\", "/"))[:_MOST_PATH]
    return "/".join(part for part in cleaned.split("/") if part not in ("", ".")) or "\ufffd"


def leads_outside(path: str) -> bool:
    """Whether a path climbs out of the archive."""
    return ".." in path.replace("\\", "/").split("/")


def is_text_name(path: str) -> bool:
    """Whether a file of this name is worth showing: scripts, and the data that scripts read."""
    return path == MAIN or PurePosixPath(path).suffix.lower() in _SCRIPT_ENDINGS | _DATA_ENDINGS


def masked_text(raw: bytes, is_cut: bool, shown: int, secrets: frozenset[str], path: str = "") -> str | None:
    """A file's text without secrets, at most `shown` characters; None where the bytes are no text.

    The ending of `path` tells how the file is read.
    `raw` of a cut file holds `OVERLAP` bytes more than are shown; they are dropped after masking.
    """
    if b"\0" in raw:
        return None
    text = redact_text(raw.decode("utf-8", "replace"), secrets, path)
    return text[: max(0, min(shown, len(text) - OVERLAP))] if is_cut else text


def read_metadata(raw: bytes) -> dict[str, object] | None:
    """The metadata of an archive as k6 wrote it, secrets included: for `secrets_of` and `paths.layout_of` alone."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def masked_metadata(document: Mapping[str, object]) -> str:
    """The metadata as JSON, its secrets masked."""
    return json.dumps(redact_document(document), indent=2, ensure_ascii=True)


def secrets_of(document: Mapping[str, object]) -> frozenset[str]:
    """Values in the metadata whose names say that they are secret, to be masked in every other file as
    well.
    """
    return frozenset(value for key, value in _strings(document, 0) if is_secret_value(value, secrecy(key)))


def _strings(value: object, level: int, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping | list) and level < 20:
        items = value.items() if isinstance(value, Mapping) else ((key, item) for item in value)
        for name, item in items:
            yield from _strings(item, level + 1, str(name))
