"""`Dockerfile` and `compose.yaml` start what the Makefile has, with settings that are documented."""

import re
from pathlib import Path

from tests.house.test_settings_documented import keys_documented
from tests.house.tree import ROOT, make_tree

FILES = ("Dockerfile", "compose.yaml")
MADE = re.compile(r'^RUN make (\w+)|\["make", "(\w+)"\]', re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)
# Python's own, and what the targets themselves read.
ALSO_KNOWN = {"PYTHONUNBUFFERED", "PORT", "BIND", "WEB_CONCURRENCY"}
OF_POSTGRES = re.compile(r"POSTGRES_\w+")


def unknown_targets(root: Path) -> list[str]:
    targets = set(TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    asked = {first or second for name in FILES for first, second in MADE.findall((root / name).read_text())}
    return sorted(asked - targets)


def keys_set(root: Path) -> set[str]:
    """Of `ENV` lines, and of the `environment` blocks, which stand one step further in than their name."""
    image, compose = ((root / name).read_text(encoding="utf-8") for name in FILES)
    found = {key for line in re.findall(r"^ENV (.*)$", image, re.MULTILINE) for key in re.findall(r"(\w+)=", line)}
    for indent, block in re.findall(r"^( *)environment:\n((?:\1 +.*\n)+)", compose, re.MULTILINE):
        found |= set(re.findall(rf"^{indent}  (\w+):", block, re.MULTILINE))
    return found


def unknown_keys(root: Path) -> list[str]:
    known = {*keys_documented(root), *ALSO_KNOWN}
    return sorted(key for key in keys_set(root) - known if not OF_POSTGRES.fullmatch(key))


def copied(root: Path) -> list[str]:
    lines = re.findall(r"^COPY (.*) \S+$", (root / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return [name for line in lines for name in line.split()]


def test_every_step_is_a_make_target() -> None:
    assert unknown_targets(ROOT) == []


def test_every_setting_is_a_documented_one() -> None:
    assert unknown_keys(ROOT) == []
    assert {"LOG_FORMAT", "MEDIA_ROOT"} <= keys_set(ROOT)


def test_what_the_image_holds_is_there_and_is_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    for name in copied(ROOT):
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored


def test_kept_scripts_lie_where_all_parts_share_them() -> None:
    [root] = re.findall(r"\bMEDIA_ROOT=(\S+)", (ROOT / "Dockerfile").read_text())
    assert f"- media:{root}" in (ROOT / "compose.yaml").read_text()


def test_every_container_is_confined() -> None:
    """(A9) No rights of root, no file system to write to, limits, and images whose version is exact."""
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    shared, _, rest = compose.partition("\nservices:\n")
    _, confined, part = re.split(r"^(?=x-)", shared, flags=re.MULTILINE)
    services = re.split(r"^(?= {2}\w+:$)", rest.partition("\nvolumes:")[0], flags=re.MULTILINE)[1:]
    assert len(services) == 4
    for line in ("read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"', "max-size:"):
        assert line in confined
    for block in (part, *services):
        assert "<<: *confined" in block or "<<: *part" in block, block
        if "<<: *confined" in block:
            assert all(f"{name}:" in block for name in ("user", "mem_limit", "pids_limit", "cpus", "tmpfs")), block
            assert not re.search(r'user: "?(0|root)', block)
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    versions = re.findall(r"^ +image: (\S+:\S+)$|^FROM (\S+)", compose + image, re.MULTILINE)
    assert len(versions) == 2
    for first, second in versions:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-\S+", first or second)
    assert re.search(r"^USER \d{4,}", image, re.MULTILINE)


def test_wrong_names_are_seen(tmp_path: Path) -> None:
    make_tree(
        tmp_path,
        {
            "Makefile": "web: venv ## the web server\nsecret:\n",
            ".env.example": "#LOG_FORMAT=text\n",
            "Dockerfile": 'RUN make instal\nENV LOG_FORMAT=json SECRT=1\nCOPY a b ./\nCMD ["make", "web"]\n',
            "compose.yaml": (
                'x:\n  command: ["make", "secret"]\n  environment:\n    LOG_FORMT: json\n  other:\n    A: 1\n'
                "db:\n  environment:\n    POSTGRES_USER: x\n"
            ),
        },
    )
    assert unknown_targets(tmp_path) == ["instal", "secret"]
    assert unknown_keys(tmp_path) == ["LOG_FORMT", "SECRT"]
    assert copied(tmp_path) == ["a", "b"]
