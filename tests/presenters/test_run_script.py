"""A run's script, to read."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from runs.access import REFUSALS, Deed
from runs.domain.archives import File, Script, read_script
from runs.presenters.highlight import MOST_LINES
from runs.presenters.run_script import ScriptView, run_script
from runs.presenters.script_files import CUT, MOST_BESIDE, TEXTS_BYTES, chosen_file
from runs.presenters.sizes import size_words
from tests.builders import make_run, make_stack
from tests.presenters.html import Html, read, words
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def shown(script: Script | str, *, may_download: bool = True, chosen: str = "") -> ScriptView:
    """Of run 42; a text is read as the API would have sent it."""
    if isinstance(script, str):
        script = read_script(BytesIO(script.encode()))
    return run_script(make_run(make_stack(slug="prod"), 42), script, may_download=may_download, chosen=chosen)


def archive(*files: File, main: str = "import http from 'k6/http'\n") -> Script:
    first = File("data", len(main), main)
    return Script("tar", first, (first, *files), (), "checkout.ts", "typescript", "f00")


def page_of(view: ScriptView) -> Html:
    return read(render_to_string("runs/script.html", {"script": view}, RequestFactory().get("/")))


def test_a_single_file_is_shown_with_its_lines_numbered() -> None:
    view = shown("const a = 1;\nconst b = 2;\n\nexport default () => {};\n")
    assert view.main
    assert (view.kind, view.main.path) == ("A single JavaScript file", "Main script")
    assert [line.number for line in view.main.lines] == [1, 2, 3, 4]
    assert view.main.text == "const a = 1;\nconst b = 2;\n\nexport default () => {};"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_there_are_as_many_numbers_as_lines_whatever_ends_them(ends: str) -> None:
    main = shown(ends.join(["one", "two", "three"])).main
    assert main
    assert [line.number for line in main.lines] == [1, 2, 3]
    assert (main.text or "").splitlines() == ["one", "two", "three"]


def test_each_line_has_an_address_that_can_be_shared() -> None:
    page = page_of(shown(archive(File("lib/a.js", 9, "a\nb"))))
    lines = [(line.attrs["id"], line.text) for line in page.all("span", class_="line")]
    assert lines == [("L1", "1import http from 'k6/http'\n"), ("file-2-L1", "1a\n"), ("file-2-L2", "2b\n")]
    assert [link.attrs["href"] for link in page.all("a", class_="no")] == ["#L1", "#file-2-L1", "#file-2-L2"]
    assert page.repeated_ids() == []


def test_an_empty_first_line_keeps_its_number_in_the_browser() -> None:
    lines = page_of(shown("\n\nthird")).all("span", class_="line")
    assert [line.text for line in lines] == ["1\n", "2\n", "3third\n"]


def test_a_file_of_very_many_lines_has_plain_numbers_beside_it() -> None:
    numbers, text = page_of(shown("\n" * MOST_LINES + "last")).all("pre")
    # A browser drops the one line end that stands right behind the tag.
    assert numbers.text.removeprefix("\n").splitlines()[-1] == str(MOST_LINES + 1)
    assert text.text.removeprefix("\n") == "\n" * MOST_LINES + "last"


def test_an_archive_of_very_many_lines_has_few_addresses() -> None:
    """A line costs a hundred times its text: half a megabyte of empty ones made a page of sixty."""
    lines = 4_000
    view = shown(archive(*(File(f"lib/{number}.js", lines, "\n" * lines) for number in range(5)), main="main"))
    assert [len(file.lines) for file in view.others] == [lines, 0, 0, 0, 0]
    assert [file.numbers.count("\n") for file in view.others] == [0] + [lines - 1] * 4


def test_keywords_and_strings_have_their_colours() -> None:
    page = page_of(shown("const a = 'b'; // c\n"))
    coloured = [(one.attrs["class"], one.text) for one in page.all("span") if one.attrs.get("class", "")[:2] == "t-"]
    assert coloured == [("t-k", "const "), ("t-s", "'b'"), ("t-c", "// c")]


def test_an_archive_has_its_name_language_and_its_other_files() -> None:
    view = shown(archive(File("lib/a.js", 1500, "a"), File("lib/b.bin", 10, None, "Not a text file.")))
    assert (view.kind, view.language, view.name) == ("A k6 archive (tar)", "TypeScript", "checkout.ts")
    assert view.main
    assert view.main.path == "checkout.ts"
    assert [(file.path, file.size, file.note) for file in view.others] == [("lib/a.js", "1.5 KB", "")]
    assert (view.count, view.tree_count) == ("1 file", "3 files")
    assert view.tree
    (folder,) = view.tree.folders
    assert (folder.name, [(leaf.name, leaf.url, leaf.size, leaf.note) for leaf in folder.files]) == (
        "lib",
        [("a.js", "#file-2-L1", "1.5 KB", ""), ("b.bin", "", "10 B", "Not a text file.")],
    )


def test_a_single_file_needs_no_tree() -> None:
    assert shown("const a = 1;").tree is None


def test_the_main_script_and_the_link_to_it_that_k6_writes_lead_to_it() -> None:
    link = "Refused: a hard link."
    copy = File("file/home/checkout.ts", 0, None, link, is_main_copy=True)
    view = shown(archive(copy, File("file/other.ts", 0, None, link)))
    assert view.tree
    (main,) = view.tree.files
    (file,) = view.tree.folders
    (home,) = file.folders
    assert (main.name, main.url, main.note) == ("data", "#main-file", "The main script.")
    assert (home.files[0].url, home.files[0].note) == ("#main-file", "The main script.")
    assert (file.files[0].url, file.files[0].note) == ("", link)
    assert view.tree_count == "2 files"


def test_each_link_of_the_tree_leads_to_something_on_the_page() -> None:
    page = page_of(shown(archive(File("lib/a.js", 4, "a\nb"), File("b.csv", 40_000, "x\n" * 20_001))))
    in_tree = [one for one in page.all("a") if any(above.attrs.get("class") == "tree" for above in one.above)]
    links = [one.attrs["href"] for one in in_tree]
    assert links == ["#file-2-L1", "#file-3", "#main-file"]
    assert {link[1:] for link in links} <= {one.attrs["id"] for one in page.elements if "id" in one.attrs}


def test_the_language_is_not_said_twice() -> None:
    assert shown("const a = 1;").language == ""


def test_past_the_room_of_a_page_files_have_pages_of_their_own() -> None:
    long = "x" * (TEXTS_BYTES - 3_000)
    view = shown(archive(File("a.js", 1, long), File("b.js", 1, "y" * 3_000), File("c.js", 1, "z" * 10)))
    assert [(file.path, file.text) for file in view.others] == [("a.js", long), ("c.js", "z" * 10)]
    assert view.more == "1 more file: open them from the list of files."
    assert view.tree
    assert [(leaf.name, leaf.url) for leaf in view.tree.files] == [
        ("a.js", "#file-2-L1"),
        ("b.js", "?file=3"),
        ("c.js", "#file-4-L1"),
        ("data", "#main-file"),
    ]


def test_a_file_that_was_chosen_stands_alone_and_leads_back() -> None:
    script = archive(File("lib/a.js", 9, "a\nb"), File("b.csv", 4, None, "", is_left_out=True))
    view = shown(script, chosen="2")
    assert view.main
    assert (view.main.path, view.main.text, view.others) == ("lib/a.js", "a\nb", ())
    assert view.whole_url == "/stacks/prod/runs/42/script/"
    page = page_of(view)
    links = [one.attrs["href"] for one in page.all("a") if any(up.attrs.get("class") == "tree" for up in one.above)]
    assert links == ["?file=2", "?file=3", "/stacks/prod/runs/42/script/"]
    assert [line.attrs["id"] for line in page.all("span", class_="line")] == ["L1", "L2"]


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "9" * 5_000, "\u0663", "1"])
def test_a_number_that_is_no_other_file_shows_the_main_script(number: str) -> None:
    view = shown(archive(File("lib/a.js", 9, "a"), File("lib/b.js", 9, "b")), chosen=number)
    assert view.main
    assert (view.main.path, view.whole_url) == ("checkout.ts", "")
    assert ("This script has no file with that number." in view.problems) == (number != "1")


THOUSAND = 990
FILES = {
    "small files": [File(f"lib/{number}.js", 500, "const a = 1;\n" * 38) for number in range(THOUSAND)],
    "tiny files": [File(f"lib/{number}.js", 1, "a") for number in range(THOUSAND)],
    "files of quotes": [File(f"{number}.js", 400, "'\"<>&" * 80) for number in range(THOUSAND)],
    "files of long names": [File(f"{number}/" + "'" * 290 + ".js", 1, "a") for number in range(THOUSAND)],
    "files of lines": [File(f"{number}.csv", 1, "\n" * 1_000) for number in range(THOUSAND)],
}
MAINS = {
    "a short main script": "run();\n",
    "a main script of one line": "x" * 1_000_000,
    "a main script of quotes": "'<>&\"" * 200_000,
    "a main script of lines": "a\n" * 500_000,
    "a main script of marks": "a='b';" * 160_000,
    "a main script of letters": "\u00e9\U0001f600" * 300_000,
}


@pytest.mark.parametrize("main", MAINS)
@pytest.mark.parametrize("files", FILES)
def test_a_page_of_any_archive_is_at_most_a_megabyte(files: str, main: str) -> None:
    view = shown(archive(*FILES[files], main=MAINS[main]))
    page = render_to_string("runs/script.html", {"script": view}, RequestFactory().get("/"))
    assert len(page.encode()) <= 1_000_000
    assert len(view.others) <= MOST_BESIDE


@pytest.mark.parametrize("main", MAINS)
def test_a_main_script_is_shown_as_far_as_there_is_room(main: str) -> None:
    text = MAINS[main].removesuffix("\n")
    view = shown(archive(main=MAINS[main])).main
    assert view
    assert view.text
    assert text.startswith(view.text)
    assert (view.note == CUT) == (view.text != text)
    assert len(view.text) >= min(len(text), 90_000)


def test_a_chosen_file_of_any_length_is_shown_too() -> None:
    file = File("a.csv", 1, "x" * 600_000)
    assert chosen_file(archive(file), file).text == file.text


def test_a_member_may_download_and_is_warned() -> None:
    page = page_of(shown("const a = 1;"))
    link = page.one("a", href="/stacks/prod/runs/42/script/download/")
    assert "may hold passwords" in words(page.one("p", id=link.attrs["aria-describedby"]))


def test_a_viewer_may_read_and_is_told_why_not_to_download() -> None:
    view = shown("const a = 1;", may_download=False)
    page = page_of(view)
    assert (view.download_url, view.masked_url) == ("", "/stacks/prod/runs/42/script/masked/")
    assert REFUSALS[Deed.DOWNLOAD_SCRIPT] in words(page.one("main"))
    assert not [one for one in page.all("a") if "script/download" in one.attrs["href"]]
    assert words(page.one("a", href="/stacks/prod/runs/42/script/masked/")) == "Download masked"
    assert page.all("pre")


def test_bytes_that_are_no_script_say_so() -> None:
    page = page_of(shown(read_script(BytesIO(b"\x00\x01\x02" * 50))))
    assert "Not readable as a script" in words(page.one("main"))
    assert not page.all("pre")


def test_what_could_not_be_read_is_told() -> None:
    script = Script("gzipped tar", None, (), ("The compressed data is cut short.",))
    assert "The compressed data is cut short." in words(page_of(shown(script)).one("main"))


def test_markup_in_names_and_texts_is_text() -> None:
    script = Script("tar", File("data", 1, HOSTILE), (File(HOSTILE, 1, HOSTILE, HOSTILE),), (HOSTILE,), HOSTILE)
    page = page_of(shown(script))
    assert all("src" in one.attrs for one in page.all("script"))
    assert [pre.text for pre in page.all("pre")] == [f"1{HOSTILE}\n", f"1{HOSTILE}\n"]


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (1_250_000, "1.2 MB"), (-1, "\u2013")]
)
def test_sizes_have_a_unit(size: int, text: str) -> None:
    assert size_words(size) == text
