"""JavaScript and TypeScript split into tokens, as far as it takes to tell code from comments and literals.

Any text is accepted. Linear in its length: every pattern ends in something that cannot fail, so none is tried twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LITERAL = "literal"  # stands for a string, a template, a number or a regular expression

_TOKEN = re.compile(
    r"""
      (?P<space>\s++)
    | (?P<comment>//[^\n]*+|(?<![\s\S])\#![^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)
    | (?P<literal>"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|\d[\w.]*+)
    | (?P<word>[\w$\#]++)
    | (?P<mark>=>|\?\.(?!\d)|\?\?=?|[!=]==?|\.\.\.|[<>]=|&&|\|\||\+\+|--|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\]?)*+/?")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+(?:`|(?P<code>\$\{)|\Z)?", re.DOTALL)
_WORD = re.compile(r"#?[A-Za-z_$][\w$]*")
# Behind these an expression begins: they are no values, and a slash starts a regular expression.
_KEYWORDS = frozenset(
    {"await", "case", "class", "const", "delete", "do", "else", "export", "extends", "for", "function", "if", "import"}
    | {"in", "instanceof", "let", "new", "of", "return", "switch", "throw", "typeof", "var", "void", "while", "with"}
    | {"yield"}
)
_BEFORE_A_STATEMENT = frozenset({"for", "if", "while", "with"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark as it is, or `LITERAL`. `starts_line`: it is the first in its line; `is_tight`: nothing stands
    between it and the one before it.
    """

    text: str
    starts_line: bool
    is_tight: bool


def is_word(text: str) -> bool:
    """Whether a token is an identifier or a keyword."""
    return text != LITERAL and _WORD.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Whether a token ends a value, so that an operator may follow it. "}" mostly ends a block, and does not count."""
    return text in (LITERAL, ")", "]") or (is_word(text) and text not in _KEYWORDS)


def tokens_of(text: str) -> list[Token]:
    """All tokens. A template literal with code in it is told as "(", its code between commas, and ")"."""
    return _Splitter(text).split()


class _Splitter:
    def __init__(self, text: str) -> None:
        self._source = text
        self._at = 0
        self._found: list[Token] = []
        self._open: list[tuple[str, str]] = []  # brackets, each with the token before it
        self._is_statement = False  # the last ")" closed the condition of a statement

    def split(self) -> list[Token]:
        starts_line, is_tight = True, False
        while match := _TOKEN.match(self._source, self._at):
            start, self._at = self._at, match.end()
            if match.lastgroup in ("space", "comment"):
                starts_line |= "\n" in match.group()
                is_tight = False
                continue
            text = LITERAL if match.lastgroup == "literal" else self._read(match.group(), start)
            self._found.append(Token(text, starts_line, is_tight))
            starts_line, is_tight = False, True
        return self._found

    def _read(self, text: str, start: int) -> str:
        before = self._found[-1].text if self._found else ""
        if text == "/" and (not is_value(before) or (before == ")" and self._is_statement)):
            match = _REGEX.match(self._source, start)
            self._at = match.end() if match else self._at
            return LITERAL
        if text == "`":
            return self._template(is_first=True)
        if text in ("(", "[", "{"):
            self._open.append((text, before))
        elif text in (")", "]", "}") and self._open:
            mark, opened_by = self._open.pop()
            self._is_statement = text == ")" and opened_by in _BEFORE_A_STATEMENT
            if mark == "`" and text == "}":
                return self._template(is_first=False)
        return text

    def _template(self, *, is_first: bool) -> str:
        """A part of a template literal, from its beginning or from the end of code in it."""
        match = _TEMPLATE.match(self._source, self._at)
        self._at = match.end() if match else self._at
        if match is None or match.group("code") is None:
            return LITERAL if is_first else ")"
        self._open.append(("`", ""))
        return "(" if is_first else ","
