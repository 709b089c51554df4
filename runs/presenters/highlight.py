"""Source code in lines of tokens, each with the class of its colour: a template escapes them, nothing here is HTML."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from pygments.lexer import Lexer
from pygments.lexers.data import JsonLexer
from pygments.lexers.javascript import JavascriptLexer, TypeScriptLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

# Past these a file is plain text: colours are not worth the wait.
LONGEST = 300_000
MOST_LINES = 20_000
MOST_TOKENS = 30_000
SECONDS = 0.5
COLOURED_KEPT = 8
_TYPESCRIPT = {".ts", ".mts", ".cts", ".tsx"}
_JAVASCRIPT = {".js", ".mjs", ".cjs", ".jsx"}
# What has a colour, the narrower kinds first.
_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "t-c"),
    (Keyword.Constant, "t-n"),
    (Keyword.Type, ""),  # in objects, the TypeScript lexer takes any value behind a colon for a type
    (Keyword, "t-k"),
    (Name.Builtin, "t-b"),
    (String, "t-s"),
    (Number, "t-n"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of one line; `css` is empty for text in the plain colour."""

    css: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`anchor` is the line's address on the page, "L12" or "file-2-L12"."""

    number: int
    anchor: str
    tokens: tuple[Token, ...]


@dataclass(slots=True)
class Room:
    """What the files of one page have together: lines with addresses, which cost a hundred times their text, and a
    moment until which they are coloured, in processor time of this thread: hostile source makes any lexer slow, and any
    page long.
    """

    lines: int = MOST_LINES
    until: float = field(default_factory=lambda: time.thread_time() + SECONDS)

    def has(self, lines: int) -> bool:
        """Takes them where they fit."""
        fits = lines <= self.lines
        self.lines -= lines if fits else 0
        return fits


def lines_of(text: str, language: str, prefix: str = "", room: Room | None = None) -> tuple[Line, ...]:
    """The lines of a text whose line ends are newlines; () for more lines than the page has room for.

    `language` is "javascript", "typescript" or "json"; any other, a long text, and what comes too late, is plain.
    """
    room = room or Room()
    if not room.has(text.count("\n") + 1):
        return ()
    has_colours = len(text) <= LONGEST and time.thread_time() <= room.until
    found = _coloured(text, language) if has_colours else tuple(_split([Token("", text)]))
    return tuple(Line(number, f"{prefix}L{number}", tokens) for number, tokens in enumerate(found, 1))


@lru_cache(maxsize=COLOURED_KEPT)
def _coloured(text: str, language: str) -> tuple[tuple[Token, ...], ...]:
    """The tokens of each line. The last few texts are kept: people look at one script again and again."""
    lexer = _lexer(language)
    return tuple(_split(_tokens(lexer, text, time.thread_time() + SECONDS) if lexer else [Token("", text)]))


def language_of(path: str) -> str:
    """By the ending of a file's name; "" for what has no colours here."""
    ending = PurePosixPath(path).suffix.lower()
    if ending in _TYPESCRIPT:
        return "typescript"
    return "javascript" if ending in _JAVASCRIPT else "json" if ending == ".json" else ""


def _lexer(language: str) -> Lexer | None:
    if language == "json":
        return JsonLexer()
    if language == "typescript":
        return TypeScriptLexer()
    return JavascriptLexer() if language == "javascript" else None


def _tokens(lexer: Lexer, text: str, until: float) -> Iterator[Token]:
    """Neighbours of one colour are one token: most of a script is plain. Unprocessed, so that not a letter changes."""
    css, begun, count = "", 0, 0
    for at, kind, value in lexer.get_tokens_unprocessed(text):
        if count >= MOST_TOKENS or time.thread_time() > until:
            break
        found = css if value.isspace() else _class_of(kind)
        if found != css:
            yield Token(css, text[begun:at])
            css, begun, count = found, at, count + 1
    else:
        yield Token(css, text[begun:])
        return
    yield Token(css, text[begun:at])
    yield Token("", text[at:])


def _class_of(kind: _TokenType) -> str:
    return next((css for parent, css in _CLASSES if kind in parent), "")


def _split(tokens: Iterable[Token]) -> Iterator[tuple[Token, ...]]:
    """Cut where lines end; a comment of three lines is a token in each."""
    line: list[Token] = []
    for token in tokens:
        first, *rest = token.text.split("\n")
        if first:
            line.append(Token(token.css, first))
        for text in rest:
            yield tuple(line)
            line = [Token(token.css, text)] if text else []
    yield tuple(line)
