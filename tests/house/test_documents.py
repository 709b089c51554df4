"""What the documents promise is there: every linked file, every command."""

import re
from pathlib import Path

from tests.house.rooms import GROUND, ROOMS, TOP
from tests.house.tree import ROOT, files, make_tree

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
YEAR = re.compile(r"\b20\d\d\b")
COMMAND = re.compile(r"^\| `([a-z0-9_]+)", re.MULTILINE)


def documents(root: Path) -> list[Path]:
    return [*sorted(root.glob("*.md")), *files(root, "docs", ending=".md")]


def dead_links(root: Path) -> list[str]:
    """Links to files of this tree; the web is not asked."""
    return [
        f"{path.relative_to(root)}: {target}"
        for path in documents(root)
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]


def commands(root: Path) -> list[str]:
    folder = root / "runs" / "management" / "commands"
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def documented_commands(root: Path) -> list[str]:
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = re.search(r"^## Commands$(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    return sorted(COMMAND.findall(section[1] if section else ""))


def documented_floors(root: Path) -> dict[str, int]:
    """Room -> floor, from the table under "Floors and rooms"."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (ground|top|\d) \| ([^|]+) \|", text, re.MULTILINE)
    floors = {"ground": GROUND, "top": TOP}
    return {
        room.strip("/").removesuffix(".py").replace("/", "."): floors[floor] if floor in floors else int(floor)
        for floor, rooms in rows
        for room in re.findall(r"`([^`]+)`", rooms)
    }


def undated_decisions(root: Path) -> list[str]:
    """Decisions that say no date: a reason without one can't be weighed later."""
    pages = files(root, "docs/decisions", ending=".md")
    return [path.name for path in pages if not re.search(r"\b20\d\d\b", path.read_text(encoding="utf-8")[:400])]


def test_every_linked_file_exists() -> None:
    assert dead_links(ROOT) == []


def test_the_documented_commands_are_the_commands() -> None:
    assert documented_commands(ROOT) == commands(ROOT)


def test_the_documented_rooms_and_floors_are_those_that_are_held() -> None:
    held = {room.name.replace("runs.management", "runs.management.commands"): room.floor for room in ROOMS}
    assert documented_floors(ROOT) == held


def test_every_decision_has_its_date() -> None:
    assert undated_decisions(ROOT) == []


def test_a_dead_link_a_forgotten_command_and_an_undated_decision_are_seen(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {
            "README.md": "[a](docs/a.md) [b](docs/b.md#part) [c](https://example.com/x) ![d](docs/d.png)",
            "docs/a.md": "[up](../README.md)",
            "docs/architecture.md": "## Commands\n| command |\n| `one X` | x |\n## Routes\n| `two` | x |\n",
            "docs/decisions/old.md": "# Old\n\nNovember 2026.",
            "docs/decisions/undated.md": "# Undated",
            "runs/management/commands/__init__.py": "",
            "runs/management/commands/two.py": "",
        },
    )
    assert dead_links(tmp_path) == ["README.md: docs/b.md", "README.md: docs/d.png"]
    assert (documented_commands(tmp_path), commands(tmp_path)) == (["one"], ["two"])
    assert undated_decisions(tmp_path) == ["undated.md"]


def test_floors_are_read_from_the_table(tmp_path: Path) -> None:
    table = "| floor | room | holds |\n| ground | `runs/a/` | x |\n| 3 | `runs/b.py`, `runs/c/` | `d` |\n"
    make_tree(tmp_path, {"docs/architecture.md": table})
    assert documented_floors(tmp_path) == {"runs.a": GROUND, "runs.b": 3, "runs.c": 3}
