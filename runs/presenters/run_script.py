"""A run's script, to read: its files with their lines numbered."""

from dataclasses import dataclass, replace

from django.urls import reverse

from runs.access import REFUSALS, Deed
from runs.domain.archives import Script
from runs.domain.archives.script import File
from runs.models import TestRun
from runs.presenters.highlight import Line, Room, language_of, lines_of
from runs.presenters.links import load_test_url, run_url
from runs.presenters.numbers import counted
from runs.presenters.script_tree import Folder, Leaf, tree
from runs.presenters.sizes import size_words

# Of all files but the main one together, in characters: a page is no place for an archive of 20 MB.
SHOWN_BESIDE = 500_000
MAIN = "main-file"
HARD_LINK = "Refused: a hard link."
TOO_MUCH = "Too much for one page: download the script to see it."
_KINDS = {
    "javascript": "A single JavaScript file",
    "typescript": "A single TypeScript file",
    "tar": "A k6 archive (tar)",
    "gzipped tar": "A k6 archive (tar, gzipped)",
    "empty": "Empty",
    "unreadable": "Not readable as a script",
}
_LANGUAGES = {"javascript": "JavaScript", "typescript": "TypeScript"}


@dataclass(frozen=True, slots=True)
class FileView:
    """A file. `text` is None where it is not shown. `lines` are the same, each with its address, empty where they
    are more than can be linked; `numbers` then are the line numbers, one a line. `anchor` is its place on the page.
    """

    anchor: str
    path: str
    size: str
    note: str
    text: str | None
    numbers: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptView:
    """`language` is empty where `kind` says it already.

    `download_url` is empty where the person may not download; `why_not` then says so. `others` are the texts beside the
    main one, `tree` has all files of an archive, also those that are not shown.
    """

    number: str
    title: str
    run_url: str
    test_url: str
    name: str
    language: str
    kind: str
    main: FileView | None
    others: tuple[FileView, ...]
    count: str
    tree: Folder | None
    tree_count: str
    problems: tuple[str, ...]
    download_url: str
    why_not: str


def run_script(run: TestRun, script: Script, *, may_download: bool) -> ScriptView:
    """`script` is masked already; `run` comes with its stack and load test."""
    place = [run.stack.slug, run.run_id]
    main, others = script_files(script)
    shown = tuple(view for view in others if view.text is not None)
    return ScriptView(
        number=f"#{run.run_id}",
        title=run.load_test.title,
        run_url=run_url(run.stack.slug, run.run_id),
        test_url=load_test_url(run.stack.slug, run.load_test.test_id),
        name=script.name,
        language=_LANGUAGES.get(script.language, script.language) if "tar" in script.kind else "",
        kind=kind_words(script),
        main=main,
        others=shown,
        count=counted(len(shown), "file"),
        tree=_tree(script, main, others) if "tar" in script.kind else None,
        tree_count=counted(len(script.files), "file"),
        problems=script.problems,
        download_url=reverse("run_script_download", args=place) if may_download else "",
        why_not="" if may_download else REFUSALS[Deed.DOWNLOAD_SCRIPT],
    )


def script_files(script: Script) -> tuple[FileView | None, tuple[FileView, ...]]:
    """The main file and the others; colours for as long as there is time, linked lines while there is room."""
    page = Room()
    return _main(script, page), _others(script, page)


def kind_words(script: Script) -> str:
    return _KINDS.get(script.kind, script.kind)


def _main(script: Script, page: Room) -> FileView | None:
    if script.main is None:
        return None
    return _view(script.main, MAIN, script.name or "Main script", script.language, page)


def _others(script: Script, page: Room) -> tuple[FileView, ...]:
    """Texts as long as there is room; past that the names alone."""
    views: list[FileView] = []
    room = SHOWN_BESIDE
    for file in script.files:
        if file is script.main:
            continue
        size = len(file.text or "")
        shown = replace(file, text=None, note=TOO_MUCH) if size > room else file
        room -= len(shown.text or "")
        views.append(_view(shown, f"file-{len(views) + 2}", file.path, language_of(file.path), page))
    return tuple(views)


def _tree(script: Script, main: FileView | None, others: tuple[FileView, ...]) -> Folder:
    leaves = [(view.path, _leaf(script, view)) for view in others]
    if main and script.main:
        path = script.main.path
        leaves.append((path, Leaf(path, f"#{MAIN}", main.size, "The main script.")))
    return tree(leaves)


def _leaf(script: Script, view: FileView) -> Leaf:
    """A link to the first line opens what is folded; k6 writes the main script's own path as a link to it."""
    name = view.path.rpartition("/")[2]
    if script.main and view.note == HARD_LINK and name == script.name:
        return Leaf(name, f"#{MAIN}", "", "The main script.")
    first = view.lines[0].anchor if view.lines else view.anchor
    return Leaf(name, f"#{first}" if view.text is not None else "", view.size, view.note)


def _view(file: File, anchor: str, name: str, language: str, page: Room) -> FileView:
    """Line ends of any kind become one, as a browser shows them, so that numbers and lines stay side by side."""
    size = size_words(file.size)
    if file.text is None:
        return FileView(anchor, name, size, file.note, None, "")
    text = file.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    lines = lines_of(text, language, "" if anchor == MAIN else f"{anchor}-", page)
    numbers = "" if lines else "\n".join(map(str, range(1, text.count("\n") + 2)))
    return FileView(anchor, name, size, file.note, text, numbers, lines)
