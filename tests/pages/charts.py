"""The charts of a page: each needs a name for people who cannot see it, and its numbers as text beside it."""

import re
from collections.abc import Iterator

from tests.presenters.html import Element, Html

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
SMALL = {"icon", "key"}  # beside words that say the same
WORDS = {"td", "th", "dd", "li", "p", "figcaption", "small", "span"}


def charts(page: Html) -> list[Element]:
    """Pictures that show numbers; what is within another one belongs to it."""
    pictures = [one for one in page.all("svg") if "svg" not in one.parents and "section" in one.parents]
    return [one for one in pictures if not SMALL & set(one.attrs.get("class", "").split())]


def silent(page: Html) -> Iterator[str]:
    """A sentence for each chart that has no name, or a number that stands nowhere else in its section."""
    shown = numbers_by_section(page)
    for chart in charts(page):
        name, hidden = chart.attrs.get("aria-label", ""), chart.attrs.get("aria-hidden") == "true"
        if not hidden and not (chart.attrs.get("role") == "img" and name):
            yield f"{chart.attrs} has no name"
        within = next(one for one in reversed(chart.above) if one.tag == "section")
        titles = [one.text for one in page.all("title") if any(above is chart for above in one.above)]
        for number in NUMBER.findall(" ".join(titles if hidden else [name])):
            if number not in shown[id(within)]:
                yield f"{number} of {name or titles[0]} stands nowhere"


def numbers_by_section(page: Html) -> dict[int, set[str]]:
    """The numbers that stand as text in each section, by the identity of its element."""
    found: dict[int, set[str]] = {id(section): set() for section in page.all("section")}
    for element in page.elements:
        numbers = _numbers(element)
        for section in element.above if numbers else ():
            if section.tag == "section":
                found[id(section)].update(numbers)
    return found


def _numbers(element: Element) -> list[str]:
    return NUMBER.findall(element.text) if element.tag in WORDS and "svg" not in element.parents else []
