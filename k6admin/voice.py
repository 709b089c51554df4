"""What a start command says itself: to a person at a terminal, or as lines of a log."""

import logging
import sys
from dataclasses import dataclass

from k6admin.logs import JsonFormatter


@dataclass(frozen=True)
class Voice:
    """`as_json`: one object a line, as all processes of this deployment write them."""

    as_json: bool = False

    def say(self, line: str) -> None:
        sys.stdout.write(f"{self._written(logging.INFO, line)}\n")
        sys.stdout.flush()

    def complain(self, line: str) -> None:
        sys.stderr.write(f"{self._written(logging.ERROR, line)}\n")
        sys.stderr.flush()

    def _written(self, level: int, line: str) -> str:
        if not self.as_json:
            return line
        return JsonFormatter().format(logging.LogRecord("k6admin.run", level, "", 0, line.strip(), (), None))


PLAIN = Voice()
