"""Each key of the environment that the settings read is in `.env.example`, and the other way round."""

import ast
import re
from pathlib import Path

from tests.house.tree import ROOT, make_tree, parse

KEY = re.compile(r"[A-Z][A-Z0-9_]{2,}")
LINE = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
SETTINGS = ("k6admin/settings.py", "k6admin/environment.py", "k6admin/issuer.py")


def keys_read(root: Path) -> set[str]:
    """Keys given as text to `env(…)`, `env.kind(…)`, `read(env, …)` or `os.environ`."""
    found: set[str] = set()
    for name in SETTINGS:
        for node in ast.walk(parse(root / name)):
            if isinstance(node, ast.Call) and re.match(r"env\b|os\.environ|os\.getenv|read\b", ast.unparse(node.func)):
                found |= _texts(node.args[:2])
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"os.environ", "env"}:
                found |= _texts([node.slice])
    return {key for key in found if KEY.fullmatch(key)}


def _texts(nodes: list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def keys_documented(root: Path) -> list[str]:
    return LINE.findall((root / ".env.example").read_text(encoding="utf-8"))


def test_every_key_that_is_read_is_documented() -> None:
    assert sorted(keys_read(ROOT) - set(keys_documented(ROOT))) == []


def test_every_documented_key_is_read() -> None:
    assert sorted(set(keys_documented(ROOT)) - keys_read(ROOT)) == []


def test_every_key_is_documented_once() -> None:
    documented = keys_documented(ROOT)
    assert sorted(documented) == sorted(set(documented))


def test_settings_accept_exactly_the_documented_keys() -> None:
    from k6admin.environment import KNOWN  # noqa: PLC0415 - the other rules hold even where this can't be imported

    assert sorted(KNOWN) == sorted(keys_documented(ROOT))


def test_every_documented_key_is_in_the_architecture() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [key for key in keys_documented(ROOT) if f"`{key}`" not in told] == []


def test_keys_are_found_however_they_are_read(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {
            "k6admin/settings.py": 'A = env("AAA")\nB = env.bool("BBB", default=1)\nC = os.environ["CCC"]\n',
            "k6admin/environment.py": 'D = read(env, "DDD", env.url, "EE")\nF = os.environ.get("FFF")\n',
            "k6admin/issuer.py": 'G = env.str("GGG")\n',
            ".env.example": "# Words, and KEY=inside them.\nAAA=\n#BBB=true\n",
        },
    )
    assert keys_read(tmp_path) == {"AAA", "BBB", "CCC", "DDD", "FFF", "GGG"}
    assert keys_documented(tmp_path) == ["AAA", "BBB"]
