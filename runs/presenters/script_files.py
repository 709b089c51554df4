"""The files of a script as a page shows them: as many as keep the page below a megabyte, and none cut in colours."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from runs.domain.archives import Script
from runs.domain.archives.script import File
from runs.presenters.highlight import Line, Room, language_of, lines_of
from runs.presenters.sizes import size_words

# Of the HTML of all texts together, in bytes, and of the files beside the main one.
TEXTS_BYTES, MOST_BESIDE = 700_000, 60
MAIN = "main-file"
TOO_MUCH = "Too large for one page."
CUT = "Cut: the rest is too large for one page."
# What the template writes around a file, a line and a coloured piece, without what differs.
_AROUND_FILE, _AROUND_LINE, _AROUND_TOKEN = 600, 105, 27


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


def script_files(script: Script) -> tuple[FileView | None, tuple[FileView, ...]]:
    """The main file and the others, in their order, without the copy of the main one."""
    maker = _Maker()
    main = maker.main(script.main, script.name or "Main script", script.language) if script.main else None
    others = [file for file in script.files if file is not script.main and not file.is_main_copy]
    return main, tuple(maker.beside(file, number) for number, file in enumerate(others, 2))


def chosen_file(script: Script, file: File) -> FileView:
    """One file alone, whichever it is."""
    if file is script.main:
        return _Maker().main(file, script.name or "Main script", script.language)
    return _Maker().main(file, file.path, language_of(file.path))


class _Maker:
    """Counts what a page has room for: bytes, files, linked lines, time for colours."""

    def __init__(self) -> None:
        self._left = TEXTS_BYTES
        self._files = MOST_BESIDE
        self._page = Room()

    def main(self, file: File, name: str, language: str) -> FileView:
        """Shown in any case: without links to its lines, and cut, where it is too long."""
        view = self._view(file, MAIN, name, language)
        if view.text is not None and weight(view) > self._left:
            view = _plain(view, view.text)
        if view.text is not None and weight(view) > self._left:
            view = replace(_plain(view, _beginning(view.text, self._left)), note=CUT)
        self._left -= weight(view)
        return view

    def beside(self, file: File, number: int) -> FileView:
        """Its text only where there is room for it."""
        anchor = f"file-{number}"
        if file.text is None or self._files == 0 or len(file.text) > self._left:
            note = TOO_MUCH if file.text is not None or file.is_left_out else file.note
            return FileView(anchor, file.path, size_words(file.size), note, None, "")
        view = self._view(file, anchor, file.path, language_of(file.path))
        if weight(view) > self._left:
            view = _plain(view, view.text or "")
        if weight(view) > self._left:
            return replace(view, text=None, numbers="", lines=(), note=TOO_MUCH)
        self._left -= weight(view)
        self._files -= 1
        return view

    def _view(self, file: File, anchor: str, name: str, language: str) -> FileView:
        """Line ends of any kind become one, as a browser shows them, so that numbers and lines stay side by side."""
        size = size_words(file.size)
        if file.text is None:
            return FileView(anchor, name, size, file.note, None, "")
        text = file.text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
        lines = lines_of(text, language, "" if anchor == MAIN else f"{anchor}-", self._page)
        view = FileView(anchor, name, size, file.note, text, "", lines)
        return view if lines else _plain(view, text)


def weight(view: FileView) -> int:
    """About how many bytes of HTML its text is on the page."""
    if view.text is None:
        return 0
    texts = _AROUND_FILE + 2 * html_bytes(view.path) + html_bytes(view.text)
    if not view.lines:
        return texts + len(view.numbers)
    return texts + sum(_AROUND_LINE + 3 * len(line.anchor) + _AROUND_TOKEN * len(line.tokens) for line in view.lines)


def _plain(view: FileView, text: str) -> FileView:
    return replace(view, text=text, lines=(), numbers="\n".join(map(str, range(1, text.count("\n") + 2))))


def _beginning(text: str, most: int) -> str:
    """As much of a text as fits: its whole lines, unless the first one is too long already."""
    length = bisect_right(range(len(text)), most - 4 * _AROUND_FILE, key=lambda end: _numbered(text[:end]))
    beginning = text[: max(0, length - 1)]
    return beginning[: beginning.rfind("\n")] if "\n" in beginning else beginning


def _numbered(text: str) -> int:
    return html_bytes(text) + 7 * text.count("\n")


def html_bytes(text: str) -> int:
    """How long a text is in UTF-8, escaped for HTML."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    return (
        size + 4 * text.count("&") + 3 * (text.count("<") + text.count(">")) + 5 * (text.count('"') + text.count("'"))
    )
