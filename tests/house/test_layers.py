"""Data flows one way: no import runs up, none runs in a circle."""

from pathlib import Path

import pytest

from tests.house.imports import Import, circles, is_within, read_imports
from tests.house.rooms import GROUND, ITS_COMMAND, SIMULATOR, WIRE, Room, room_of
from tests.house.tree import ROOT, make_tree

STANDARD_HTTP = ("http.client", "urllib.request")
HTTP_LIBRARIES = ("requests", "urllib3", "httpx", *STANDARD_HTTP)
# Beside the wire: the simulator's own needs, and the start commands that wait for a server on loopback.
MAY_SPEAK_HTTP = {WIRE: HTTP_LIBRARIES, SIMULATOR: STANDARD_HTTP, "k6admin": STANDARD_HTTP}


def refusal(one: Import, source: Room, target: Room) -> str:
    """Why this import may not be, or an empty string."""
    if source.name == target.name:
        return ""
    if target.name == SIMULATOR:
        return "" if one.source == ITS_COMMAND else "only its own command may import the simulator"
    if target.floor > source.floor:
        return f"runs up, from floor {source.floor} to floor {target.floor}"
    if source.only is not None and not any(is_within(one.target, room) for room in source.only):
        return f"{source.name} may import {' and '.join(source.only) or 'only itself'}"
    return ""


def layer_complaints(root: Path) -> list[str]:
    found = []
    for one in read_imports(root, "runs", "k6admin"):
        source, target = room_of(one.source), room_of(one.target)
        if one.source != "runs" and source is None:
            found.append(f"{one.source}: this room has no floor; add it to the rooms and to the architecture")
        elif source and target and (why := refusal(one, source, target)):
            found.append(f"{one.source} -> {one.target}: {why}")
    return sorted(set(found))


def library_complaints(root: Path) -> list[str]:
    found = []
    for one in read_imports(root, "runs", "k6admin"):
        room = room_of(one.source)
        library = next((name for name in ("django", *HTTP_LIBRARIES) if is_within(one.target, name)), None)
        if room is None or library is None:
            continue
        if library == "django" and room.floor == GROUND:
            found.append(f"{one.source} -> {one.target}: the ground floor knows no Django")
        elif library != "django" and library not in MAY_SPEAK_HTTP.get(room.name, ()):
            found.append(f"{one.source} -> {one.target}: only {WIRE} talks over the wire")
    return sorted(set(found))


def circle_complaints(root: Path) -> list[str]:
    """Between rooms every import counts; between modules those that only type checkers read don't."""
    between_rooms, between_modules = set(), set()
    for one in read_imports(root, "runs", "k6admin"):
        source, target = room_of(one.source), room_of(one.target)
        if source and target and source != target:
            between_rooms.add((source.name, target.name))
        if not one.typing_only and one.source != one.target:
            between_modules.add((one.source, one.target))
    return circles(between_rooms) + circles(between_modules)


def test_no_import_runs_up() -> None:
    assert layer_complaints(ROOT) == []


def test_django_and_the_wire_stay_in_their_rooms() -> None:
    assert library_complaints(ROOT) == []


def test_no_import_runs_in_a_circle() -> None:
    assert circle_complaints(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line", "why"),
    [
        ("runs/k6api/client.py", "from runs.models import Stack", "runs up"),
        ("runs/k6api/client.py", "import runs.domain.status", "may import only itself"),
        ("runs/domain/cost.py", "from runs.k6api.client import Client", "may import runs.k6api.records"),
        ("runs/models/stack.py", "from runs.store import save", "runs up"),
        ("runs/models/stack.py", "def f() -> None:\n    from runs.views.home import home", "runs up"),
        ("runs/audit.py", "from runs.access import may_see", "may import runs.models"),
        ("runs/sync.py", "from runs.views import home", "runs up"),
        ("runs/views/home.py", "from runs.k6sim import Simulator", "only its own command"),
        ("runs/presenters/rows.py", "from k6admin.settings import DEMO", "runs up"),
        ("runs/models/__init__.py", "from ..store import save", "runs up"),
        ("runs/attic.py", "import os", "has no floor"),
    ],
)
def test_an_arrow_up_is_seen(tmp_path: Path, path: str, line: str, why: str) -> None:
    [complaint] = layer_complaints(make_tree(tmp_path, {path: line}))
    assert why in complaint


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("runs/domain/cost.py", "from runs.k6api.records import RunRecord"),
        ("runs/models/stack.py", "from runs.domain.status import Status"),
        ("runs/sync.py", "from runs.k6api.errors import K6Error"),
        ("runs/views/home.py", "from runs.presenters import rows"),
        ("runs/management/commands/k6sim.py", "from runs.k6sim import Simulator"),
        ("k6admin/urls.py", "from runs.views import home"),
    ],
)
def test_an_arrow_down_is_fine(tmp_path: Path, path: str, line: str) -> None:
    assert layer_complaints(make_tree(tmp_path, {path: line})) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("runs/domain/cost.py", "from django.db import models"),
        ("runs/sealing.py", "import django"),
        ("runs/views/home.py", "import requests"),
        ("runs/sync.py", "from urllib.request import urlopen"),
        ("k6admin/demo.py", "import requests"),
    ],
)
def test_a_library_in_the_wrong_room_is_seen(tmp_path: Path, path: str, line: str) -> None:
    assert len(library_complaints(make_tree(tmp_path, {path: line}))) == 1


def test_circles_are_seen_between_modules_and_between_rooms(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {
            "runs/views/a.py": "from runs.forms import x",
            "runs/forms.py": "from runs.views import b",
            "runs/views/b.py": "",
            "runs/models/run.py": "from runs.models.stack import Stack",
            "runs/models/stack.py": "def f() -> None:\n    from runs.models import run",
        },
    )
    assert circle_complaints(tmp_path) == [
        "runs.forms <-> runs.views",
        "runs.models.run <-> runs.models.stack",
    ]


def test_an_import_for_type_checkers_alone_makes_no_circle_of_modules(tmp_path: Path) -> None:
    hint = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from runs.models.run import Run"
    make_tree(tmp_path, {"runs/models/run.py": "from runs.models.rows import Rows", "runs/models/rows.py": hint})
    assert circle_complaints(tmp_path) == []
