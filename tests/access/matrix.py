"""The table of `docs/access.md`, and the addresses that the site really has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("anyone", "person", "viewer", "member", "lead", "maker", "leads", "operator")
ROW = re.compile(r"^\| (\w+) \| ((?:GET|POST|GET POST)) \| `(/[^`]*)` \|$", re.MULTILINE)
CONVERTER = re.compile(r"<(?:[a-z_0-9]+:)?([a-z_0-9]+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\])+\)")


@dataclass(frozen=True)
class Line:
    """One address for one method; `who` is one of `WORDS`."""

    who: str
    method: str
    address: str

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def lines(text: str) -> list[Line]:
    return [Line(who, method, address) for who, methods, address in ROW.findall(text) for method in methods.split()]


def documented() -> list[Line]:
    return lines((ROOT / "docs" / "access.md").read_text(encoding="utf-8"))


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Each address as the table writes it: `/stacks/<stack>/settings/`, regular expressions likewise."""
    for pattern in patterns:
        written = NAMED_GROUP.sub(r"<\1>", str(pattern.pattern)).strip("^").replace(r"\Z", "").rstrip("$")
        here = prefix + CONVERTER.sub(r"<\1>", written)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


def real() -> set[str]:
    return set(addresses(get_resolver().url_patterns))
