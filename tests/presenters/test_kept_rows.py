"""A row is rendered once for as long as it says the same, and anew as soon as anything in it differs."""

import dataclasses

import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.utils import timezone

from runs.presenters.rows import RunRow, run_row
from runs.templatetags.rows import run_row_tag
from tests.builders import make_run

pytestmark = pytest.mark.django_db


def a_row() -> RunRow:
    return run_row(make_run(note="flaky <login>"), timezone.now())


def test_a_kept_row_is_what_its_template_says() -> None:
    row = a_row()
    fresh = render_to_string("runs/_row.html", {"row": row})

    assert run_row_tag(row) == run_row_tag(dataclasses.replace(row)) == fresh
    assert "flaky &lt;login&gt;" in fresh


def test_equal_rows_are_rendered_once() -> None:
    row = a_row()

    assert run_row_tag(row) is run_row_tag(dataclasses.replace(row))


def test_a_row_that_differs_in_anything_is_rendered_anew() -> None:
    row = a_row()
    later = dataclasses.replace(row, created=dataclasses.replace(row.created, relative="just then"))
    noted = dataclasses.replace(row, note="passed at last")
    run_row_tag(row)

    assert "just then" in run_row_tag(later)
    assert "passed at last" in run_row_tag(noted)
    assert "flaky" not in run_row_tag(noted)


def test_whoever_works_on_the_template_sees_it_change(settings: LazySettings) -> None:
    settings.DEBUG = True
    row = a_row()

    assert run_row_tag(row) == run_row_tag(row)
    assert run_row_tag(row) is not run_row_tag(row)
