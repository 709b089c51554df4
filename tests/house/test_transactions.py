"""No transaction is open over a call to the API: a slow answer would hold the database's write lock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

OPENS = {"atomic", "writing"}
CALLERS = {"client", "fetch"}


def calls_inside_transactions(path: Path) -> Iterator[str]:
    """Calls of `client.…()` or `fetch()` below a `with` that opens a transaction."""
    for block in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(block, ast.With) and any(_opens(item.context_expr) for item in block.items):
            for node in ast.walk(ast.Module(block.body, [])):
                if isinstance(node, ast.Call) and _root(node.func) in CALLERS:
                    yield f"{path.name}:{node.lineno}"


def _opens(expression: ast.expr) -> bool:
    return (
        isinstance(expression, ast.Call)
        and isinstance(expression.func, ast.Attribute)
        and expression.func.attr in OPENS
    )


def _root(function: ast.expr) -> str:
    while isinstance(function, ast.Attribute):
        if function.attr in CALLERS:
            return function.attr
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""


def test_no_call_is_made_inside_a_transaction() -> None:
    assert [found for path in (ROOT / "runs").rglob("*.py") for found in calls_inside_transactions(path)] == []


@pytest.mark.parametrize("call", ["save_runs(client.get_run(1))", "fetch(0)", "self.client.list_runs()"])
def test_a_call_inside_a_transaction_is_found(tmp_path: Path, call: str) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(f"with transaction.atomic():\n    {call}\n")

    assert list(calls_inside_transactions(bad)) == ["bad.py:2"]
