"""Pages as tests read them: asked for by a person, taken apart by the standard library's parser."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

from runs.models import User

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle", "use"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    parents: tuple[str, ...] = ()
    above: tuple["Element", ...] = ()
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass
class Html(HTMLParser):
    """Every element with its attributes and the text inside it, that of its children too."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parents, above = tuple(element.tag for element in self.open), tuple(self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, parents=parents, above=above)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)

    def all(self, tag: str, **attrs: str) -> list[Element]:
        """Elements with these attributes; `class_` asks for one of the classes, `_` stands for `-`."""
        return [one for one in self.elements if one.tag == tag and _has(one, attrs)]

    def one(self, tag: str, **attrs: str) -> Element:
        [found] = self.all(tag, **attrs)
        return found

    def repeated_ids(self) -> list[str]:
        ids = Counter(element.attrs["id"] for element in self.elements if "id" in element.attrs)
        return [name for name, number in ids.items() if number > 1]


def _has(element: Element, attrs: dict[str, str]) -> bool:
    for name, value in attrs.items():
        if name == "class_":
            if value not in element.attrs.get("class", "").split():
                return False
        elif element.attrs.get(name.replace("_", "-")) != value:
            return False
    return True


def read(markup: str) -> Html:
    """Fails where elements are not closed as they were opened."""
    page = Html()
    page.feed(markup)
    page.close()
    assert page.open == [], f"never closed: {[element.tag for element in page.open]}"
    return page


def words(element: Element) -> str:
    return " ".join(element.text.split())


def get(path: str, user: User | None = None, **headers: str) -> str:
    """The text of the answer to a GET, as that person."""
    client = Client()
    if user:
        client.force_login(user)
    return client.get(path, headers=headers).content.decode()
