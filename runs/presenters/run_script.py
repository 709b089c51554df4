"""A run's script, to read: its files with their lines numbered."""

from dataclasses import dataclass

from django.urls import reverse

from runs.access import REFUSALS, Deed
from runs.domain.archives import Script
from runs.domain.archives.masked import masked_suffix
from runs.domain.archives.script import File
from runs.models import TestRun
from runs.presenters.links import load_test_url, run_url
from runs.presenters.numbers import counted
from runs.presenters.script_files import MAIN, TOO_MUCH, FileView, chosen_file, html_bytes, script_files
from runs.presenters.script_tree import Folder, Leaf, tree
from runs.presenters.sizes import size_words

# Of the HTML of the tree, in bytes; of a line and of a folder in it, without what differs.
TREE_BYTES, AROUND_LEAF, AROUND_FOLDER = 200_000, 110, 200
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
class ScriptView:
    """`language` is empty where `kind` says it already.

    `main` is the file that is read: the main script, or the one that was chosen; `whole_url` then leads back. `others`
    are the texts beside the main one, `more` says how many have pages of their own. `tree` has all files of an archive,
    also those that are not shown; `tree_more` says how many it does not list. `masked_url` is empty where there is no
    text to download; `download_url` where the person may not have the script as it is, and `why_not` then says so.
    """

    number: str
    title: str
    run_url: str
    test_url: str
    name: str
    language: str
    kind: str
    main: FileView | None
    whole_url: str
    others: tuple[FileView, ...]
    count: str
    more: str
    tree: Folder | None
    tree_count: str
    tree_more: str
    problems: tuple[str, ...]
    masked_url: str
    download_url: str
    why_not: str


def run_script(run: TestRun, script: Script, *, may_download: bool, chosen: str = "") -> ScriptView:
    """`script` is masked already; `run` comes with its stack and load test. `chosen` is the number of the file to
    show, counted from 1 in `script.files`; "" and what is no such number show the main one.
    """
    place = [run.stack.slug, run.run_id]
    file, problems = _chosen(script, chosen)
    main, others = (chosen_file(script, file), ()) if file else script_files(script)
    shown = tuple(view for view in others if view.text is not None)
    own_files = [one for one in script.files if not one.is_main_copy]
    whole_url = reverse("run_script", args=place) if file else ""
    branches, tree_more = _tree(script, others, whole_url) if "tar" in script.kind else (None, "")
    elsewhere = sum(view.note == TOO_MUCH for view in others)
    return ScriptView(
        number=f"#{run.run_id}",
        title=run.load_test.title,
        run_url=run_url(run.stack.slug, run.run_id),
        test_url=load_test_url(run.stack.slug, run.load_test.test_id),
        name=script.name,
        language=_LANGUAGES.get(script.language, script.language) if "tar" in script.kind else "",
        kind=kind_words(script),
        main=main,
        whole_url=whole_url,
        others=shown,
        count=counted(len(shown), "file"),
        more=f"{counted(elsewhere, 'more file')}: open them from the list of files." if elsewhere else "",
        tree=branches,
        tree_count=counted(len(own_files), "file"),
        tree_more=tree_more,
        problems=(*problems, *script.problems),
        masked_url=reverse("run_script_masked", args=place) if masked_suffix(script) else "",
        download_url=reverse("run_script_download", args=place) if may_download else "",
        why_not="" if may_download else REFUSALS[Deed.DOWNLOAD_SCRIPT],
    )


def number_of(chosen: str) -> int:
    """The number in a query, 0 where it is none."""
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 6 else 0


def kind_words(script: Script) -> str:
    return _KINDS.get(script.kind, script.kind)


def _chosen(script: Script, chosen: str) -> tuple[File | None, tuple[str, ...]]:
    """The file of that number, and a sentence where there is none."""
    number = number_of(chosen)
    if 1 <= number <= len(script.files):
        file = script.files[number - 1]
        return (None if file is script.main or file.is_main_copy else file), ()
    return None, ("This script has no file with that number.",) if chosen else ()


def _tree(script: Script, others: tuple[FileView, ...], whole_url: str) -> tuple[Folder, str]:
    """All files as folders, and how many are not listed. `whole_url` is empty unless one file was chosen."""
    shown = iter(others)
    leaves: list[tuple[str, Leaf]] = []
    folders: set[str] = set()
    room = TREE_BYTES
    for number, file in enumerate(script.files, 1):
        is_main = file is script.main or file.is_main_copy
        leaf = _main_leaf(file, whole_url) if is_main else _leaf(file, next(shown, None), number)
        new = {file.path[:at] for at, mark in enumerate(file.path) if mark == "/"} - folders
        folders |= new
        room -= AROUND_LEAF + AROUND_FOLDER * len(new) + html_bytes(f"{file.path}{leaf.url}{leaf.note}")
        if room < 0:
            return tree(leaves), f"{len(script.files) - number + 1:,} more files are not listed."
        leaves.append((file.path, leaf))
    return tree(leaves), ""


def _main_leaf(file: File, whole_url: str) -> Leaf:
    name = file.path.rpartition("/")[2]
    return Leaf(name, whole_url or f"#{MAIN}", "" if file.is_main_copy else size_words(file.size), "The main script.")


def _leaf(file: File, view: FileView | None, number: int) -> Leaf:
    """A link to the first line opens what is folded; a text that is not on this page has a page of its own."""
    name, size = file.path.rpartition("/")[2], size_words(file.size)
    if view and view.text is not None:
        return Leaf(name, f"#{view.lines[0].anchor if view.lines else view.anchor}", size, view.note)
    if file.text is not None or file.is_left_out:
        return Leaf(name, f"?file={number}", size, "")
    return Leaf(name, "", size, file.note)
