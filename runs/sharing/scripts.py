"""A script within a snapshot: its texts, masked already, as many as a page can show."""

from typing import Any

from runs.domain.archives import Script
from runs.domain.archives.script import File
from runs.domain.archives.shown import METADATA
from runs.sharing.parts import Part, Shows

# Of all files together, in characters; the main one comes first.
MOST_TEXT = 500_000
TOO_MUCH = "Too much for a shared page."
NOT_SHARED = "It holds the options, which this page does not show."


def shared_script(script: Script, shows: Shows) -> dict[str, Any]:
    """The archive's own metadata repeats the options, so that it is shown only together with them."""
    room = MOST_TEXT
    files: list[dict[str, Any]] = []
    for file in sorted(script.files, key=lambda one: one is not script.main):
        text, note = _shown(file, room, shows)
        room -= len(text or "")
        files.append({"path": file.path, "size": file.size, "text": text, "note": note})
    return {
        "kind": script.kind,
        "name": script.name,
        "language": script.language,
        "problems": list(script.problems),
        "has_main": script.main is not None,
        "files": files,
    }


def _shown(file: File, room: int, shows: Shows) -> tuple[str | None, str]:
    """The text, None where it is left out, and a word on that."""
    if file.path == METADATA and Part.OPTIONS not in shows:
        return None, NOT_SHARED
    if file.text is not None and len(file.text) > room:
        return None, TOO_MUCH
    return file.text, file.note


def restored_script(kept: dict[str, Any]) -> Script:
    files = tuple(File(one["path"], one["size"], one["text"], one["note"]) for one in kept["files"])
    return Script(
        kind=kept["kind"],
        main=files[0] if kept["has_main"] else None,
        files=files,
        problems=tuple(kept["problems"]),
        name=kept["name"],
        language=kept["language"],
    )
