"""What lies at the top of the tree, and what never lies in it."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, kept_files, make_tree

TOP = {
    *("manage.py", "k6admin", "runs", "templates", "static", "tests", "requirements.txt"),
    *("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "requirements-dev.txt", "Makefile"),
    *("Dockerfile", "compose.yaml", ".ci", ".env.example", ".gitignore", ".dockerignore", "docs"),
}
FOREIGN = re.compile(
    r"(^|/)(vendor|node_modules|third_party)/|\.min\.(js|css)$|(^|/)(htmx|jquery|bootstrap|alpine)[^/]*\.js$"
)
# The workshops where it was written, joined so that this file does not hold them; and this reader's own home.
MACHINE = re.compile("|".join(("/ro" + "ot/", "/wo" + "rk/", re.escape(f"{Path.home()}/"))))
TEXT = {".py", ".html", ".js", ".css", ".svg", ".toml", ".txt", ".md", ".yaml", ".json", ".example", ""}
LONGEST_LINE = 500


def top_complaints(root: Path) -> list[str]:
    return sorted({path.relative_to(root).parts[0] for path in kept_files(root)} - TOP)


def foreign_complaints(root: Path) -> list[str]:
    """Third-party files by their names, and minified ones by their lines."""
    names = [(path, path.relative_to(root).as_posix()) for path in kept_files(root)]
    return [name for path, name in names if FOREIGN.search(name) or _is_minified(path)]


def _is_minified(path: Path) -> bool:
    if path.suffix not in {".js", ".css"}:
        return False
    return any(len(line) > LONGEST_LINE for line in path.read_text(encoding="utf-8").splitlines())


def machine_complaints(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {match[0]}"
        for path in kept_files(root)
        if path.suffix in TEXT
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]


def test_the_top_level_holds_only_what_the_architecture_names() -> None:
    assert top_complaints(ROOT) == []


def test_nothing_of_third_parties_is_kept_here() -> None:
    assert foreign_complaints(ROOT) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert machine_complaints(ROOT) == []


def test_the_licence_is_here() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@pytest.mark.parametrize("name", ["static/htmx.min.js", "static/htmx-2.js", "static/vendor/x.css"])
def test_a_third_party_file_is_seen_by_its_name(tmp_path: Path, name: str) -> None:
    assert foreign_complaints(make_tree(tmp_path, {name: "x"})) == [name]


def test_a_minified_file_is_seen_by_its_lines(tmp_path: Path) -> None:
    make_tree(tmp_path, {"static/own.css": "p { margin: 0 }\n" * 900, "static/other.css": "p{}" * 400})
    assert foreign_complaints(tmp_path) == ["static/other.css"]


def test_strangers_at_the_top_and_paths_of_a_machine_are_seen(tmp_path: Path) -> None:
    folder = "/ro" + "ot/project"
    make_tree(tmp_path, {"README.md": f"It lies in {folder}.", "notes.txt": "", ".venv/x.txt": folder})
    assert top_complaints(tmp_path) == ["notes.txt"]
    assert machine_complaints(tmp_path) == ["README.md: /ro" + "ot/"]
