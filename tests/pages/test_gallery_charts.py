"""Every chart on the gallery's shared pages and histories has a name and its numbers as text beside it."""

from collections.abc import Iterator

import pytest

from runs.models import TestRun
from tests.pages.acting import Desk, text
from tests.pages.charts import charts, silent
from tests.pages.test_gallery import gallery
from tests.presenters.html import Html, read
from tests.sharing.desk import path_of

pytestmark = pytest.mark.django_db(transaction=True)


def shared(desk: Desk, run: TestRun) -> Html:
    """The page that a link to a run leads to."""
    made = desk.client.post(desk.url(run, "share/"), {"names": "on", "addresses": "on"})
    return read(text(desk.client.get(path_of(made))))


def pages(desk: Desk, shown: list[TestRun]) -> Iterator[tuple[str, Html]]:
    """What is shared of some runs, and the history of every load test; `test_gallery` has the runs' own pages."""
    for run in shown[::7]:
        yield f"{run.note[:40]} shared", shared(desk, run)
    for test in {run.load_test.test_id for run in shown}:
        yield f"load test {test}", read(text(desk.client.get(f"/stacks/{desk.stack.slug}/tests/{test}/")))


def test_every_chart_of_shared_pages_and_histories_has_a_name_and_its_numbers_as_text() -> None:
    with gallery() as (desk, shown):
        found = [(len(charts(page)), [f"{where}: {one}" for one in silent(page)]) for where, page in pages(desk, shown)]

        assert [sentence for _, sentences in found for sentence in sentences] == []
        assert sum(count for count, _ in found) > 60


def test_a_chart_without_a_name_or_without_its_numbers_would_be_found() -> None:
    nameless = read("<section><svg></svg></section>")
    mute = read('<section><svg role="img" aria-label="Running 7 min"></svg><p>8 min</p></section>')
    hidden = read('<section><svg aria-hidden="true"><title>Passed 9 s</title></svg><p>Passed</p></section>')
    told = read('<section><svg role="img" aria-label="Running 7 min"></svg><p>It ran for 7 min</p></section>')
    assert [len(list(silent(page))) for page in (nameless, mute, hidden, told)] == [1, 1, 1, 0]
