"""A run's page where something is missing, gone or wrong."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs.models import RunDocument, TestRun
from runs.presenters.run_options import run_options
from runs.presenters.run_page import run_page
from tests.builders import NOON, make_run, run_document
from tests.house.imports import read_imports
from tests.house.tree import ROOT
from tests.presenters.run_pages import LATER, value

pytestmark = pytest.mark.django_db


def test_without_a_document_the_row_is_still_a_page() -> None:
    run = make_run(created=NOON)
    page = run_page(run, None, LATER)
    assert (page.story, page.zones, page.reason) == (None, (), None)
    assert value(page, "VUs, at most") == "10"
    assert value(page, "Total") == "2.50 VUH"
    assert page.problems == ("Only the row of the list is stored so far, not the whole document.",)


def test_a_document_that_makes_no_sense_any_more_is_said_to() -> None:
    run = make_run()
    page = run_page(run, RunDocument(run=run, body=["what"], problems=[], fetched_at=NOON), LATER)
    assert page.problems == ("The stored document could not be read.",)
    assert page.read_at.relative == "2 h ago"


def test_what_is_stored_is_without_secrets_already_so_that_no_page_has_to_mask_megabytes() -> None:
    run = make_run(options={"cloud": {"token": "glc_canary"}, "scenarios": {"a": {"env": {"KEY": "hunter2"}}}})
    assert "glc_canary" not in str(run.document.body)
    assert "hunter2" not in str(run.document.body)
    assert "KEY" in repr(run_options(run.document))
    users = {one.source for one in read_imports(ROOT, "runs") if one.target == "runs.domain.redaction"}
    assert not [user for user in users if user.startswith("runs.presenters")]


OPTIONAL = sorted(set(run_document(1)) - {"id", "test_id", "project_id", "created", "status"})
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.lists(st.none() | st.text(max_size=5) | st.dictionaries(st.text(max_size=5), st.none(), max_size=2), max_size=3),
    st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=5) | st.none(), max_size=3),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(OPTIONAL), JUNK, max_size=8), st.sets(st.sampled_from(OPTIONAL)))
def test_the_page_stands_with_any_field_missing_or_wrong(junk: dict[str, Any], missing: set[str]) -> None:
    run = TestRun.objects.filter(run_id=77).first() or make_run(run_id=77)
    body = {name: value for name, value in {**run_document(77), **junk}.items() if name not in missing}
    page = run_page(run, RunDocument(run=run, body=body, problems=[], fetched_at=NOON), LATER)
    assert page.number == "#77"
    assert len(page.groups) == 4
