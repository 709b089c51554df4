"""Error pages: they stand on nothing, and say what to do."""

from pathlib import Path
from typing import Never

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from tests.presenters.html import read, words
from tests.presenters.world import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
ERRORS = ["400", "403", "404", "429", "500", "503", "errors/csrf"]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_stands_without_request_and_database(name: str) -> None:
    page = read(render_to_string(f"{name}.html"))
    assert page.one("section", id="problem").text.strip()
    assert len(page.all("h1")) == 1
    assert not page.all("nav")


def down() -> Never:
    raise DatabaseError("down")


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_stands_while_the_database_is_down(name: str) -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = SimpleLazyObject(down)  # type: ignore[assignment]
    request._messages = SimpleLazyObject(down)  # type: ignore[attr-defined]
    assert read(render_to_string(f"{name}.html", request=request)).all("section", id="problem")


def test_a_refusal_says_what_was_refused() -> None:
    page = read(render_to_string("403.html", {"exception": "Only a lead can do this."}))
    assert "Only a lead can do this." in words(page.one("section", id="problem"))


def test_a_failed_fragment_is_found_by_the_script_that_shows_it() -> None:
    markup = render_to_string("_error.html", {"problem_text": "It broke.", "problem_said": HOSTILE})
    problem = read(markup).one("div", id="problem")
    assert "It broke." in words(problem)
    assert HOSTILE in problem.text
    assert "#problem" in (ROOT / "static" / "app.js").read_text(encoding="utf-8")
