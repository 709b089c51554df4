"""Files of an archive as folders."""

from runs.presenters.script_tree import MOST_LEVELS, Folder, Leaf, tree


def grown(*paths: str) -> Folder:
    return tree((path, Leaf(path.rpartition("/")[2], "", "", "")) for path in paths)


def drawn(folder: Folder, level: int = 0) -> list[str]:
    """One line a row, two spaces a level."""
    lines = []
    for inner in folder.folders:
        lines += [f"{'  ' * level}{inner.name}/", *drawn(inner, level + 1)]
    return lines + [f"{'  ' * level}{leaf.name}" for leaf in folder.files]


def test_folders_come_first_and_everything_by_name() -> None:
    assert drawn(grown("metadata.json", "data", "lib/b.js", "lib/a.js", "lib/deep/c.js")) == [
        "lib/",
        "  deep/",
        "    c.js",
        "  a.js",
        "  b.js",
        "data",
        "metadata.json",
    ]


def test_a_chain_of_folders_with_nothing_else_in_them_is_one_line() -> None:
    assert drawn(grown("file/home/nobody/shop/main.js", "file/home/nobody/shop/lib/price.js")) == [
        "file/home/nobody/shop/",
        "  lib/",
        "    price.js",
        "  main.js",
    ]


def test_two_files_of_one_path_are_both_there() -> None:
    assert drawn(grown("a/x.js", "a/x.js")) == ["a/", "  x.js", "  x.js"]


def test_a_path_of_a_hundred_levels_makes_no_hundred_folders() -> None:
    deep = [f"{'/'.join(f'd{at}' for at in range(number))}/f.js" for number in range(1, 100)]
    lines = drawn(grown(*deep))

    assert max(len(line) - len(line.lstrip()) for line in lines) // 2 <= MOST_LEVELS
    assert sum(line.strip() == "f.js" for line in lines) == 99


def test_a_file_and_a_folder_of_one_name_are_two_things() -> None:
    assert drawn(grown("a", "a/b.js")) == ["a/", "  b.js", "a"]
