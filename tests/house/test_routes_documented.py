"""The table under "Routes" in `docs/architecture.md` is the URL configuration, no line more or less.

The routes of django-allauth and of Django's admin are documented by them; the table may name one where it says more.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.views import View

from runs.listing.parameters import NAMES
from runs.listing.query import EXPIRING_MAX, SEARCH_MAX, Archived, Sort
from tests.house.tree import ROOT, make_tree

THEIRS = "allauth"
CONVERTER = re.compile(r"<(?:[a-z_0-9]+:)?([a-z_0-9]+)>")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/", *, theirs: bool = False) -> Iterator[str]:
    """Each route as a person writes it: `/stacks/<stack>/settings/`; those of others only where `theirs`."""
    for pattern in patterns:
        here = prefix + CONVERTER.sub(r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield here
        elif theirs or not is_theirs(pattern):
            yield from routes(pattern.url_patterns, here, theirs=theirs)


def is_theirs(pattern: URLResolver) -> bool:
    return pattern.app_name == "admin" or getattr(pattern.urlconf_name, "__name__", "").startswith(THEIRS)


def own_routes(patterns: list[URLPattern | URLResolver]) -> list[str]:
    return sorted(set(routes(patterns)))


def documented_routes(root: Path) -> list[str]:
    """Code spans that begin with a slash, in the table rows of the section "Routes"."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = re.search(r"^#+ Routes$(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = [line for line in (section[1] if section else "").splitlines() if line.startswith("|")]
    return sorted(span for row in rows for span in re.findall(r"`(?:GET |POST )?(/[^`]*)`", row))


def test_every_route_is_documented() -> None:
    assert sorted(set(own_routes(get_resolver().url_patterns)) - set(documented_routes(ROOT))) == []


def test_every_documented_route_exists() -> None:
    assert sorted(set(documented_routes(ROOT)) - set(routes(get_resolver().url_patterns, theirs=True))) == []


def test_every_route_is_documented_once() -> None:
    documented = documented_routes(ROOT)
    assert documented == sorted(set(documented))


def test_both_sides_are_read_as_they_are_written(tmp_path: Path) -> None:
    view = View.as_view()
    inner = [path("", view), path("runs/<int:run_id>/", view)]
    patterns: list[URLPattern | URLResolver] = [
        path("", view),
        path("stacks/<slug:stack>/", (inner, None, None)),
        path("accounts/", include("allauth.account.urls")),
    ]
    assert "/accounts/login/" in routes(patterns, theirs=True)
    assert own_routes(patterns) == ["/", "/stacks/<stack>/", "/stacks/<stack>/runs/<run_id>/"]
    table = "## Routes\n| home | `/` |\n| one run | POST `/stacks/<stack>/runs/<run_id>/` |\nnot `/in/a/row/`\n"
    make_tree(tmp_path, {"docs/architecture.md": f"# The house\n`/no/`\n{table}## Words\n| `/no/` |\n"})
    assert documented_routes(tmp_path) == ["/", "/stacks/<stack>/runs/<run_id>/"]


def documented_query(root: Path) -> dict[str, str]:
    """Parameter -> what it takes, from the table below the routes."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`[a-z_`, ]+) \| (.*) \|$", text.partition("| query of a list |")[2].partition("\n\n")[0], re.M
    )
    return {name: takes for names, takes in rows for name in re.findall(r"`([a-z_]+)`", names)}


def test_every_parameter_of_a_list_is_documented_with_what_it_takes() -> None:
    documented = documented_query(ROOT)
    assert set(documented) == NAMES
    for name, values in (("archived", Archived), ("sort", Sort)):
        assert set(re.findall(r"`([a-z]+)`", documented[name])) == {str(value) for value in values}
    assert f"1 to {EXPIRING_MAX}" in documented["expiring"]
    assert f"{SEARCH_MAX} characters" in documented["q"]
