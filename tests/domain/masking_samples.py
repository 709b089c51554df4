"""Samples of secrets and of what looks like them, one a line: `kind| text`, "⏎" for a line break, «…» around a secret.

A kind is a file's ending; "text" is text without a file, "options" are k6 options as JSON.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from runs.domain.redaction import redact_options, redact_text

FOLDER = Path(__file__).parent.parent / "samples"
_MARK = re.compile("«(.*?)»", re.DOTALL)


@dataclass(frozen=True)
class Sample:
    kind: str
    text: str
    secrets: tuple[str, ...]

    def masked(self) -> str:
        """As a viewer reads it."""
        if self.kind == "options":
            return json.dumps(redact_options(json.loads(self.text)))
        return redact_text(self.text, path="" if self.kind == "text" else f"sample.{self.kind}")

    @property
    def plain(self) -> str:
        return json.dumps(json.loads(self.text)) if self.kind == "options" else self.text

    def leaks(self) -> bool:
        masked = self.masked()
        return any(secret in masked for secret in self.secrets)


def samples(name: str) -> list[Sample]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [_sample(*line.split("| ", 1)) for line in lines if line]


def _sample(kind: str, marked: str) -> Sample:
    marked = marked.replace("⏎", "\n")
    return Sample(kind, _MARK.sub(r"\1", marked), tuple(_MARK.findall(marked)))
