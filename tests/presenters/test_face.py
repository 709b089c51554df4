"""The sheet of icons and the sheet of styles."""

import re
from itertools import product
from pathlib import Path

import pytest

from runs.domain.status import LIFECYCLE, result_face, status_face
from runs.presenters import rows, site
from runs.templatetags.face import SHAPE_OF_TONE, icon, icon_sheet
from tests.presenters.html import read

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (ROOT / "static" / "app.css").read_text(encoding="utf-8")
USED_IN_TEMPLATE = re.compile(r"""{% icon "(\w+)" %}""")
QUOTED = re.compile(r'"([a-z]+)"')


def sheet_ids() -> set[str]:
    return {one.attrs["id"].removeprefix("i-") for one in read(icon_sheet()).all("symbol")}


def shapes_of_runs() -> set[str]:
    faces = [status_face(word) for word in (*LIFECYCLE, "unheard-of")]
    faces += [result_face(word, "completed") for word in ("passed", "failed", "error", "aborted", "odd", None)]
    return {face.icon for face in faces}


def shapes_in_code() -> set[str]:
    """Words of presenters that are names of shapes."""
    folder = Path(rows.__file__).parent
    quoted = {word for path in folder.glob("*.py") for word in QUOTED.findall(path.read_text(encoding="utf-8"))}
    return quoted & sheet_ids()


def shapes_in_templates() -> set[str]:
    names = {name for path in TEMPLATES for name in USED_IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))}
    return {icon(name)["name"] for name in names} | {"question"}  # a check's tone that is not known


def test_every_status_and_result_has_its_shape_on_the_sheet() -> None:
    assert shapes_of_runs() <= sheet_ids()


def test_every_shape_that_a_template_names_is_on_the_sheet() -> None:
    assert shapes_in_templates() <= sheet_ids()
    assert set(SHAPE_OF_TONE.values()) <= sheet_ids()


def test_the_sheet_holds_no_shape_that_nobody_uses() -> None:
    used = shapes_of_runs() | shapes_in_templates() | set(SHAPE_OF_TONE.values()) | shapes_in_code()
    assert sheet_ids() - used == set()


def test_the_navigation_and_the_cards_name_shapes_of_the_sheet() -> None:
    assert {site.DEMO.tone, site.NO_WORKER.tone} <= set(SHAPE_OF_TONE)
    assert {"runs", "stacks", "star", "archived", "unseen", "saved", "clock", "refresh"} <= sheet_ids()


def test_each_shape_is_on_the_sheet_once() -> None:
    assert read(icon_sheet()).repeated_ids() == []


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; the dark one says only what differs."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    return found if scheme == "light" else {**found, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark))}


def luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("ground", "surface", "raised", "hover")
PAIRS = [
    *product(("ink", "ink-soft", "accent", "good", "bad", "warn"), GROUNDS),
    *((tone, f"{tone}-soft") for tone in ("accent", "good", "bad", "warn")),
    *product(("ink", "ink-soft"), ("accent-soft", "good-soft", "bad-soft", "warn-soft")),
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read_on_every_ground(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_the_dark_scheme_changes_every_colour_but_none_that_light_does_not_have() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert set(light) == set(dark)
    assert not [name for name in light if light[name] == dark[name]]


def test_every_colour_that_is_used_is_a_token() -> None:
    body = CSS[CSS.index("*, *::before") : CSS.index("@media print")]
    assert re.findall(r"#[0-9a-f]{3,6}\b", body) == []
    assert set(re.findall(r"var\(--([a-z-]+)\)", CSS)) <= {*tokens("light"), *re.findall(r"--([a-z-]+):", CSS)}
