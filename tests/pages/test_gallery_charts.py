"""Every chart of the gallery says what it shows: a name for who can't see it, and its numbers as text beside it."""

import re
from collections.abc import Iterator

import pytest

from runs.models import TestRun
from tests.pages.acting import HTMX, Desk, text
from tests.pages.test_gallery import gallery
from tests.presenters.html import Element, Html, read
from tests.sharing.desk import path_of

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
SMALL = {"icon", "key"}  # beside words that say the same
WORDS = {"td", "th", "dd", "li", "p", "figcaption", "small", "span"}


def charts(page: Html) -> list[Element]:
    """Pictures that show numbers; what is within another one belongs to it."""
    pictures = [one for one in page.all("svg") if "svg" not in one.parents and "section" in one.parents]
    return [one for one in pictures if not SMALL & set(one.attrs.get("class", "").split())]


def silent(page: Html, where: str) -> Iterator[str]:
    """A sentence for each chart that has no name, or a number that stands nowhere else in its section."""
    for chart in charts(page):
        name, hidden = chart.attrs.get("aria-label", ""), chart.attrs.get("aria-hidden") == "true"
        if not hidden and not (chart.attrs.get("role") == "img" and name):
            yield f"{where}: {chart.attrs} has no name"
        within = next(one for one in reversed(chart.above) if one.tag == "section")
        beside = {number for one in page.elements if within in one.above for number in _numbers(one)}
        titles = [one.text for one in page.all("title") if chart in one.above]
        for number in NUMBER.findall(" ".join(titles if hidden else [name])):
            if number not in beside:
                yield f"{where}: {number} of {name or titles[0]} stands nowhere"


def _numbers(element: Element) -> list[str]:
    return NUMBER.findall(element.text) if element.tag in WORDS and "svg" not in element.parents else []


def shared(desk: Desk, run: TestRun) -> Html:
    """The page that a link to a run leads to."""
    made = desk.client.post(desk.url(run, "share/"), {"names": "on", "addresses": "on"})
    return read(text(desk.client.get(path_of(made))))


def pages(desk: Desk, shown: list[TestRun]) -> Iterator[tuple[str, Html]]:
    """Of every run its page and its map, of some what is shared, of every load test its history."""
    for number, run in enumerate(shown):
        for part in ("", "distribution/"):
            yield f"{run.note[:40]} {part}", read(text(desk.page(run, part, **(HTMX if part else {}))))
        if number % 7 == 0:
            yield f"{run.note[:40]} shared", shared(desk, run)
    for test in {run.load_test.test_id for run in shown}:
        yield f"load test {test}", read(text(desk.client.get(f"/stacks/{desk.stack.slug}/tests/{test}/")))


def test_every_chart_has_a_name_and_its_numbers_as_text() -> None:
    with gallery() as (desk, shown):
        looked_at = [(len(charts(page)), list(silent(page, where))) for where, page in pages(desk, shown)]

        assert [sentence for _, sentences in looked_at for sentence in sentences] == []
        assert sum(count for count, _ in looked_at) > 500


def test_a_chart_without_a_name_or_without_its_numbers_would_be_found() -> None:
    nameless = read("<section><svg></svg></section>")
    mute = read('<section><svg role="img" aria-label="Running 7 min"></svg><p>8 min</p></section>')
    hidden = read('<section><svg aria-hidden="true"><title>Passed 9 s</title></svg><p>Passed</p></section>')
    told = read('<section><svg role="img" aria-label="Running 7 min"></svg><p>It ran for 7 min</p></section>')
    assert [len(list(silent(page, "here"))) for page in (nameless, mute, hidden, told)] == [1, 1, 1, 0]
