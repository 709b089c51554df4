"""Whatever is recorded in the audit has its words in one place, so that nobody reads `run_abort` on a page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from runs.models import AuditEvent, Kind
from runs.presenters.audit_words import ACTIONS, reason_words
from tests.house.tree import ROOT, make_tree, parse, python_files

WRITERS = ("record", "record_run_event", "record_test_event", "record_person_event", "_record", "Attempt")
ACTION = re.compile(r"[a-z]+(?:_[a-z]+)+")
# What these say is decided at run time: the kinds of an action on a run, and roles' deeds.
BY_KIND = {f"run_{kind}" for kind in Kind}


def calls(root: Path) -> Iterator[ast.Call]:
    """Those that write an event, or name one that a refusal will be."""
    for path in python_files(root, "runs", "k6admin"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITERS:
                yield node


def texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def actions(root: Path) -> set[str]:
    """Literal actions: a word with an underscore, given by its place."""
    found = {text for call in calls(root) for argument in call.args for text in texts(argument)}
    return {text for text in found if ACTION.fullmatch(text)}


def reasons(root: Path) -> set[str]:
    keywords = [keyword for call in calls(root) for keyword in call.keywords if keyword.arg == "reason"]
    return {text for keyword in keywords if isinstance(keyword.value, ast.Constant) for text in texts(keyword.value)}


def test_every_action_has_words() -> None:
    assert sorted(actions(ROOT) - set(ACTIONS)) == [], "give them words in runs/presenters/audit_words.py"
    assert set(ACTIONS) >= BY_KIND


def test_every_reason_has_words() -> None:
    events = {word: AuditEvent(action="run_star", outcome="refused", detail={"reason": word}) for word in reasons(ROOT)}
    silent = sorted(word for word, event in events.items() if not reason_words(event) and word != "state")
    assert silent == [], "give them words in runs/presenters/audit_words.py"


def test_an_action_and_a_reason_without_words_are_seen(tmp_path: Path) -> None:
    code = 'audit.record(who, "thing_done" if done else "thing_failed", reason="no_luck", kind="a")\nrecord(f"x_{y}")\n'
    make_tree(tmp_path, {"runs/a.py": code})
    assert actions(tmp_path) == {"thing_done", "thing_failed"}
    assert reasons(tmp_path) == {"no_luck"}
