"""Who imports whom, read from the source without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import module_name, parse, python_files


@dataclass(frozen=True)
class Import:
    """`typing_only`: it stands under `if TYPE_CHECKING:` and never runs."""

    source: str
    target: str
    typing_only: bool = False


def read_imports(root: Path, *folders: str) -> list[Import]:
    """Every import of every module below `folders`, those inside functions too."""
    paths = {module_name(root, path): path for path in python_files(root, *folders)}
    found: list[Import] = []
    for name, path in paths.items():
        tree = parse(path)
        hidden = {id(node) for block in _typing_blocks(tree) for node in ast.walk(block)}
        for node in ast.walk(tree):
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            targets = _targets(node, package, set(paths))
            found.extend(Import(name, target, id(node) in hidden) for target in targets)
    return found


def _typing_blocks(tree: ast.AST) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from node.body


def _targets(node: ast.AST, package: str, known: set[str]) -> Iterator[str]:
    """`from a.b import c` leads to the module a.b.c where there is one, else to a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            yield inner if inner in known else base


def is_within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def circles(edges: set[tuple[str, str]]) -> list[str]:
    """One line for each group of names that reach each other, as `a <-> b <-> c`."""
    reach: dict[str, set[str]] = {}
    for source, target in edges:
        reach.setdefault(source, set()).add(target)
    closed = {name: _reachable(name, reach) for name in reach}
    groups = {
        frozenset(other for other in closed[name] if name in closed.get(other, set()))
        for name in closed
        if name in closed[name]
    }
    return sorted(" <-> ".join(sorted(group)) for group in groups)


def _reachable(start: str, reach: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(reach.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(reach.get(name, ()))
    return seen
