"""Limits on the length of modules and functions: beyond them a module or a function does two things."""

import ast
from pathlib import Path

from tests.house.tree import ROOT, functions, make_tree, parse, python_files

CODE = ("k6admin", "runs")
MODULE_LINES = 300
FUNCTION_LINES, MOST_FUNCTION_LINES, MOST = 50, 30, 0.9
VIEW_LINES = 20


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Signature and docstring included, decorators not."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_modules(root: Path, *folders: str) -> list[str]:
    return [
        f"{path.relative_to(root)}: {count} lines"
        for path in python_files(root, *folders)
        if (count := line_count(path)) > MODULE_LINES
    ]


def long_functions(root: Path, *folders: str, limit: int = FUNCTION_LINES) -> list[str]:
    return [
        f"{path.relative_to(root)}:{node.lineno} {node.name}: {count} lines"
        for path in python_files(root, *folders)
        for node in functions(parse(path))
        if (count := function_lines(node)) > limit
    ]


def long_views(root: Path) -> list[str]:
    """A view is a function of `runs/views` whose first argument is the request."""
    return [
        f"{path.relative_to(root)}:{node.lineno} {node.name}: {count} lines"
        for path in python_files(root, "runs/views")
        for node in parse(path).body
        if isinstance(node, ast.FunctionDef) and [arg.arg for arg in node.args.args][:1] == ["request"]
        if (count := function_lines(node)) > VIEW_LINES
    ]


def short_share(root: Path, *folders: str) -> float:
    counts = [function_lines(node) for path in python_files(root, *folders) for node in functions(parse(path))]
    return sum(count <= MOST_FUNCTION_LINES for count in counts) / len(counts)


def test_no_module_is_over_300_lines() -> None:
    assert long_modules(ROOT, *CODE, "tests") == []


def test_no_function_is_over_50_lines() -> None:
    assert long_functions(ROOT, *CODE, "tests") == []


def test_nine_functions_in_ten_have_at_most_30_lines() -> None:
    assert short_share(ROOT, *CODE) >= MOST


def test_no_view_is_over_20_lines() -> None:
    assert long_views(ROOT) == []


def make_function(lines: int, first: str = "") -> str:
    return f"def f({first}) -> None:\n" + "    x = 1\n" * (lines - 1)


def test_the_sizes_are_counted_to_the_line(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {
            "runs/fits.py": "x = 1\n" * 300,
            "runs/over.py": "x = 1\n" * 301,
            "runs/migrations/0001_initial.py": "x = 1\n" * 900,
            "runs/views/fits.py": make_function(20, "request"),
            "runs/views/over.py": make_function(21, "request"),
            "k6admin/fits.py": make_function(50),
            "k6admin/over.py": make_function(51),
        },
    )
    assert long_modules(tmp_path, *CODE) == ["runs/over.py: 301 lines"]
    assert long_functions(tmp_path, *CODE) == ["k6admin/over.py:1 f: 51 lines"]
    assert long_views(tmp_path) == ["runs/views/over.py:1 f: 21 lines"]


def test_the_share_of_short_functions_counts_each_function(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {"runs/__init__.py": "", "runs/a.py": make_function(10), "runs/b.py": make_function(31)},
    )
    assert short_share(tmp_path, "runs") == 0.5
