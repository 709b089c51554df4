"""What templates and code never say: raw status words, unescaped HTML, inline behaviour, promises."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, kept_files, make_tree, parse, python_files

WORDS = "created|queued|initializing|running|processing_metrics|completed|aborted|passed|failed"
RAW_WORD = re.compile(rf"""["']({WORDS})["']""")
# These two are words of messages and buttons as well: they count where a status or a result is asked.
SHARED_WORD = re.compile(r"""(status|result).*["'](error|success)["']|["'](error|success)["'].*(status|result)""")
BRANCH = re.compile(r"{%\s*(?:if|elif|ifchanged|with|firstof)\b.*?%}")
UNSAFE = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off")
INLINE = re.compile(r"""\s(?:style|on[a-z]+)\s*=\s*["'{]""")
SCRIPT = re.compile(r"<script\b(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
STYLE = re.compile(r"<style\b", re.IGNORECASE)
TAGS = "a|b|br|button|div|em|form|h[1-6]|html|i|img|input|li|p|script|span|strong|style|svg|table|td|tr|ul"
MARKUP = re.compile(rf"</?(?:{TAGS})(?=[\s/>]|$)")
LATER = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b|NotImplemented" + "Error")


def compares_raw_word(tag: re.Match[str]) -> bool:
    return bool(RAW_WORD.search(tag[0]) or SHARED_WORD.search(tag[0]))


TEMPLATE_RULES: dict[str, Callable[[str], Iterable[re.Match[str]]]] = {
    "branches on a raw status word": lambda text: filter(compares_raw_word, BRANCH.finditer(text)),
    "switches escaping off": UNSAFE.finditer,
    "has a style or behaviour inside an element": INLINE.finditer,
    "has a script without a source": SCRIPT.finditer,
    "has a style sheet inside": STYLE.finditer,
}


def template_complaints(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {rule}: {match[0].strip()}"
        for path in files(root, "templates", ending=".html")
        for rule, find in TEMPLATE_RULES.items()
        for match in find(path.read_text(encoding="utf-8"))
    ]


def markup_complaints(root: Path) -> list[str]:
    """HTML inside Python strings. The simulator's are what an API might send, not what we show."""
    return [
        f"{path.relative_to(root)}:{line}: {text.strip()[:60]}"
        for path in python_files(root, "runs", "k6admin")
        if "k6sim" not in path.parts
        for line, text in spoken_strings(parse(path))
        if MARKUP.search(text)
    ]


def spoken_strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String constants that the program uses: docstrings, and strings that stand alone, are comments."""
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
            yield node.lineno, node.value


def escape_complaints(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {name}"
        for path in python_files(root, "runs", "k6admin")
        for name in ("mark_safe", "SafeString", "format_html")
        if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))
    ]


def later_complaints(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {match[0]}"
        for path in kept_files(root)
        if path.suffix in {".py", ".html", ".js", ".css", ".toml", ".md", ".yaml", ""}
        for match in LATER.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]


def test_templates_hold_finished_values_and_escape_them() -> None:
    assert template_complaints(ROOT) == []


def test_no_html_is_written_in_python() -> None:
    assert markup_complaints(ROOT) == []


def test_nothing_in_python_is_declared_safe() -> None:
    assert escape_complaints(ROOT) == []


def test_nothing_is_left_for_later() -> None:
    assert later_complaints(ROOT) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% if run.status == 'completed' %}",
        '{% if a %}{% elif "passed" == run.result %}',
        "{% if run.result == 'error' %}",
        "{{ run.note|safe }}",
        "{% autoescape off %}",
        '<p style="color: red">',
        "<button onclick='go()'>",
        '<p class="x" style={{ bad }}>',
        "<script>go()</script>",
        "<style>p { margin: 0 }</style>",
    ],
)
def test_a_bad_template_is_seen(tmp_path: Path, text: str) -> None:
    assert len(template_complaints(make_tree(tmp_path, {"templates/runs/bad.html": text}))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{% if run.is_active %}completed{% endif %}",
        "<script src=\"{% static 'k6admin.js' %}\" defer></script>",
        '{{ data|json_script:"profile" }}',
        '<option value="completed">Completed</option>',
        "{% include '_state.html' with face=run.status %}",
        "{{ text|safer }}",
        "{% if 'success' in message.tags %}",
    ],
)
def test_a_good_template_passes(tmp_path: Path, text: str) -> None:
    assert template_complaints(make_tree(tmp_path, {"templates/good.html": text})) == []


@pytest.mark.parametrize("line", ['x = "<b>bold</b>"', "x = f'<a href=\"{y}\">'", 'f("<br")', 'x = ["</td>"]'])
def test_html_in_a_python_string_is_seen(tmp_path: Path, line: str) -> None:
    assert len(markup_complaints(make_tree(tmp_path, {"runs/views/bad.py": line}))) >= 1


@pytest.mark.parametrize("line", ['"""A <b> in a docstring."""', 'x = "<stack>/runs/<int:run_id>/"', 'x = "a < b"'])
def test_what_only_looks_like_html_passes(tmp_path: Path, line: str) -> None:
    assert markup_complaints(make_tree(tmp_path, {"runs/urls.py": line})) == []


def test_a_string_declared_safe_is_seen(tmp_path: Path) -> None:
    make_tree(tmp_path, {"runs/presenters/bad.py": "from django.utils.safestring import mark_safe"})
    assert escape_complaints(tmp_path) == ["runs/presenters/bad.py: mark_safe"]


def test_a_promise_for_later_is_seen(tmp_path: Path) -> None:
    make_tree(tmp_path, {"runs/a.py": "# TO" + "DO: later", "docs/a.md": "todo lists are fine"})
    assert later_complaints(tmp_path) == ["runs/a.py: TO" + "DO"]
