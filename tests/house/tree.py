"""The files of this project, or of a small sample laid out like it. Rules read them and return complaints."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {".git", ".venv", "var", "staticfiles", "media", "__pycache__", "node_modules"}


def make_tree(root: Path, files: Mapping[str, str]) -> Path:
    """A sample tree for a rule's own test: path -> text."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


def files(root: Path, *folders: str, ending: str = "") -> list[Path]:
    """Files below `folders` (all of the tree without any) whose name ends so, sorted."""
    found: list[Path] = []
    for start in [root / folder for folder in folders] or [root]:
        for path in start.rglob(f"*{ending}"):
            inside = path.relative_to(root).parts
            if path.is_file() and not IGNORED & set(inside) and not inside[0].endswith("_cache"):
                found.append(path)
    return sorted(found)


def python_files(root: Path, *folders: str) -> list[Path]:
    return [path for path in files(root, *folders, ending=".py") if "migrations" not in path.parts]


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(root: Path, path: Path) -> str:
    """`runs/models/__init__.py` -> `runs.models`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def kept_files(root: Path) -> list[Path]:
    """What git keeps or would keep; without a repository, everything that is not obviously made."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
        listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        return sorted(path for name in listed.split("\0") if name and (path := root / name).is_file())
    return [path for path in files(root) if path.name != ".env"]
