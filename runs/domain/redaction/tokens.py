"""JavaScript and TypeScript in tokens, as far as the search for secrets needs them, in time linear in the text.

Pygments' lexers take quadratic time on unclosed comments, so that this is a scanner of our own. It never fails: a quote
that isn't closed on its line is a sign like others. Texts that are no code are read the same way; an apostrophe
(`user's`) opens no string.
"""

from __future__ import annotations

import re

from runs.domain.redaction.names import vocabulary

# Takes the place of a backslash in text that was itself inside a string; counts as white space.
PAD = "\x1f"
# Stands for code inside a template literal, one for each character, so that positions stay.
FILLER = "\ue001"

_ESCAPE = rf"\\{PAD}*+[\s\S]"
TOKEN = re.compile(
    r"\s*+(?:([\w$#@][\w$]*+)|([\"'])|(`)|(//[^\n]*+)|(/\*)|(/)"
    r"|([=!]==?|=>|\?\?=?|\|\|=?|&&=?|\?\.(?!\d)|\?:|[-+*%^&|]=|\+\+|--|[=:;,?()\[\]{}+])|([^\s\w$#@\"'`/=!?|&+:;,()\[\]{}*%^-]++|[^\s]))"
)
NAME, QUOTE, TEMPLATE, COMMENT, BLOCK, SLASH, SIGN = range(1, 8)
NEXT_IS_COLON = re.compile(r"\s*+:(?!:)")
_STRINGS = {
    '"': re.compile(rf'[^"\\\n]*+(?:{_ESCAPE}[^"\\\n]*+)*+'),
    "'": re.compile(rf"[^'\\\n]*+(?:{_ESCAPE}[^'\\\n]*+)*+"),
}
_PART = re.compile(rf"[^`\\$]*+(?:(?:{_ESCAPE}|\$(?!\{{))[^`\\$]*+)*+")
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]++|\\.|\[(?:[^\]\\\n]++|\\.)*+\])++/[a-z]*+")
# A word before a quote that may stand there; behind any other, the quote is an apostrophe.
_BEFORE_STRING = vocabulary(
    """
    return case typeof in of from default else await yield void delete new throw as import export extends
    """
)
KEYWORDS = _BEFORE_STRING | vocabulary(
    """
    if for while switch catch function const let var do try finally class interface enum readonly private public
    protected static async declare satisfies instanceof is with
    """
)


class Strings:
    """Where the strings of one text end. Remembers what isn't closed, so that no line is searched twice for a quote."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._unclosed = {'"': -1, "'": -1, "/": -1}
        self._line = (0, -1)  # the line looked at last, from there to its end

    def end_of(self, quote: str, at: int) -> int:
        """Where the content of a string ends whose content begins at `at`; -1 where it isn't closed on its line."""
        if at <= self._unclosed[quote]:
            return -1
        end = _STRINGS[quote].match(self.text, at).end()  # type: ignore[union-attr]
        if self.text.startswith(quote, end):
            return end
        self._unclosed[quote] = end
        return -1

    def end_of_regex(self, at: int) -> int:
        """Where a regular expression literal ends that begins at `at`; -1 where it is none."""
        if at <= self._unclosed["/"]:
            return -1
        found = _REGEX.match(self.text, at)
        if found:
            return found.end()
        line = self.text.find("\n", at)
        self._unclosed["/"] = len(self.text) if line < 0 else line
        return -1

    def end_of_part(self, at: int) -> int:
        """Where the literal part of a template ends: at `${`, at the backtick or at the end of the text."""
        return _PART.match(self.text, at).end()  # type: ignore[union-attr]

    def end_of_line(self, at: int) -> int:
        if not self._line[0] <= at <= self._line[1]:
            line = self.text.find("\n", at)
            self._line = (at, len(self.text) if line < 0 else line)
        return self._line[1]


def opens_string(text: str, at: int) -> bool:
    """Whether the quote at `at` can open a string: directly behind a word it is an apostrophe."""
    before = text[at - 1] if at else " "
    if not (before.isalnum() or before in "_$)]"):
        return True
    begin = at
    while begin and at - begin < 10 and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:at] in _BEFORE_STRING


def with_filler(text: str, at: int, end: int, holes: list[tuple[int, int]]) -> str:
    """The content of a template literal, with `FILLER` in the place of the code inside it."""
    pieces, done = [], at
    for begin, close in holes:
        pieces += [text[done:begin], FILLER * (close - begin)]
        done = close
    return "".join([*pieces, text[done:end]])


def unescaped(content: str) -> str:
    """What a string literal says, in the same number of characters: each backslash that escapes becomes `PAD`."""
    if "\\" not in content:
        return content
    return _ESCAPED.sub(_resolved, content)


_ESCAPED = re.compile(r"\\([\s\S])")


def _resolved(found: re.Match[str]) -> str:
    letter = found[1]
    return PAD + {"n": "\n", "r": "\n", "t": "\t"}.get(letter, letter)
