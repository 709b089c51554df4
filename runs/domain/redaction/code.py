"""Secrets in code, by the position of its literals: the value of a name, of a key, of an argument.

Read in one pass over the tokens with a stack of open brackets, in time linear in the text. What is inside strings,
templates and comments is read the same way once more, at most three deep.
"""

from __future__ import annotations

from collections.abc import Callable

from runs.domain.redaction import calls
from runs.domain.redaction.brackets import LONGEST_HINT, MOST_FRAMES, Brackets, Span
from runs.domain.redaction.flows import VALUE_SIGNS, Flows
from runs.domain.redaction.frames import Frame, Template
from runs.domain.redaction.names import Level, mentions, trailing, vocabulary
from runs.domain.redaction.tokens import KEYWORDS, NAME, NEXT_IS_COLON, PAD, TOKEN, Strings, opens_string, with_filler
from runs.domain.redaction.values import LONGEST_READ, is_secret_value

_OPENING = {")": "(", "]": "[", "}": "{"}
# Words that go on with the expression before them.
_INFIX = frozenset({"in", "of", "instanceof", "as", "satisfies", "is", "extends"})
_STATEMENT = vocabulary(
    """
    if for while switch catch const let var do try finally interface enum throw
    """
)
_NUMBERED = ("pass", "pin", "pwd", "otp", "secret", "passw", "code")
_FEWEST_DIGITS = 4

Inside = Callable[[str], list[Span]]


class Code(Brackets):
    """One reading of one text. `inside` finds secrets in what a string, a template or a comment says."""

    def __init__(self, text: str, inside: Inside) -> None:
        super().__init__(text)
        self._inside = inside
        self._strings = Strings(text)
        self._templates = 0
        self._flows = Flows()
        self._by_kind = (self._name, self._quote, self._template, self._comment, self._block, self._slash, self._sign)

    def read(self) -> list[Span]:
        """Start and end of each secret."""
        at, match, by_kind = 0, TOKEN.match, self._by_kind
        while found := match(self.text, at):
            kind = found.lastindex or 0
            if kind > len(by_kind):
                self._before, at = ".", found.end()
            else:
                at = by_kind[kind - NAME](found.start(kind), found.end())
        return self.spans + self._flows.secrets(self.text)

    # What each kind of token does; all return where the next one begins.

    def _name(self, at: int, end: int) -> int:
        word, top = self.text[at:end], self._top
        if word in KEYWORDS and self._before != ".":
            self._keyword(word)
            return end
        if not self._before:
            self._begin_statement()
        if word[0].isdecimal():
            self._number(at, end)
        else:
            self._is_new = self._before == "word" and self._last == "new"
            self._is_member = self._before == "."
            self._last = word
            if self._before in VALUE_SIGNS:
                self._flows.use(self.text, word, end, max(top.level, top.once))
            if word in self._aliases or mentions(word):
                top.hint = True
        self._before = ""
        return end

    def _keyword(self, word: str) -> None:
        top = self._top
        if word in _STATEMENT or (not self._before and word not in _INFIX):
            self._begin_statement()
        if word == "case":
            top.ternaries += 1
        elif word == "return":
            self._begin_statement()
            top.level = top.returns
        self._last, self._before = word, "word"

    def _number(self, at: int, end: int) -> None:
        name = self._top.name.lower()
        is_named = self._top.level == Level.SECRET and any(word in name for word in _NUMBERED)
        if is_named and end - at >= _FEWEST_DIGITS:
            self.spans.append((at, end))

    def _quote(self, at: int, end: int) -> int:
        if not opens_string(self.text, at):
            return end
        close = self._strings.end_of(self.text[at], end)
        if close >= 0:
            # What was a backslash before an inner quote belongs to the quote.
            self._string(end, end + len(self.text[end:close].rstrip(PAD)), close)
            return close + 1
        level = max(self._top.level, self._top.once)
        if level:
            close = self._strings.end_of_line(end)
            if is_secret_value(self.text[end : min(close, end + LONGEST_READ + 1)], level):
                self.spans.append((end, close))
                return close
        self._before = "."
        return end

    def _string(self, at: int, end: int, close: int) -> None:
        if at == end:  # nothing to mask; so are most strings of a text that only wants to take long
            self._last = self._before = ""
            self._top.once = Level.NONE
            return
        if not self._before:
            self._begin_statement()
        is_key = not self._top.ternaries and NEXT_IS_COLON.match(self.text, close + 1)
        if is_key or (self._top.is_index and self._before == "["):
            self._last = self.text[at:end]
            self._top.hint = self._top.hint or (end - at < LONGEST_HINT and mentions(self._last))
        else:
            self._last = ""
            if self._before == "=" and not self._is_member:
                self._flows.define(self.text, self._top.name, at, end)
            self._literal(at, end)
            self._look_inside(at, end)
        self._before = ""

    def _literal(self, at: int, end: int) -> None:
        """A string, or a literal part of a template, where a value belongs."""
        top, content = self._top, self.text[at:end]
        if content == top.name and content.isupper():  # `const PASS = 'PASS'`
            top.once = Level.NONE
            return
        self.spans += calls.secret_of_protocol(top.name, self.text, at, end)
        if is_secret_value(content, max(top.level, top.once)):
            self.spans.append((at, end))
        top.once, top.trail = Level.NONE, trailing(content[-100:])
        top.hint = top.hint or (end - at < LONGEST_HINT and mentions(content))
        if top.kind == "{":
            self.spans += calls.named_value(self.text, top, at, end)
        elif top.kind != "(" or not top.typed_at:  # not `login(username: "…")` of GraphQL
            top.add(at, end)

    def _template(self, _: int, end: int) -> int:
        self._templates += 1
        return self._part(end, Template(end))

    def _part(self, at: int, template: Template) -> int:
        """Reads on in a template literal, up to code inside it or to its end."""
        end = self._strings.end_of_part(at)
        while self.text.startswith("${", end) and len(self._stack) >= MOST_FRAMES:
            end = self._strings.end_of_part(end + 2)
        if at == template.begin and self._before == "=" and not self._is_member and self.text.startswith("`", end):
            self._flows.define(self.text, self._top.name, at, end)
        self._literal(at, end)
        if self.text.startswith("${", end):
            level = max(self._top.level, self._top.trail)
            template.holes.append((end, end))
            self._push(Frame("$", level, level, template=template))
            self._before = "${"
            return end + 2
        self._templates -= 1
        if not self._templates:
            self._look_inside(template.begin, end, template.holes)
        self._last = self._before = ""
        return end + 1

    def _comment(self, at: int, end: int) -> int:
        self._look_inside(at + 2, end)
        return end

    def _block(self, _: int, end: int) -> int:
        close = self.text.find("*/", end)
        close = len(self.text) if close < 0 else close
        self._look_inside(end, close)
        return min(close + 2, len(self.text))

    def _slash(self, at: int, end: int) -> int:
        close = self._strings.end_of_regex(at) if self._before not in ("", ".") else -1
        self._before = "/" if close < 0 else ""
        return end if close < 0 else close

    def _look_inside(self, at: int, end: int, holes: list[Span] | None = None) -> None:
        content = with_filler(self.text, at, end, holes) if holes else self.text[at:end]
        self.spans += [(at + begin, at + close) for begin, close in self._inside(content)]

    def _sign(self, at: int, end: int) -> int:
        sign = self.text[at:end]
        if sign in _OPENING:
            return self._close(sign, end)
        if sign in "([{":
            self._open(sign, end)
        elif sign in (":", "?:"):
            self._colon(end)
        else:
            self._operator(sign, at)
        self._before = sign
        return end

    def _close(self, sign: str, end: int) -> int:
        if self._deeper:
            self._deeper -= 1
        else:
            self._unwind(_OPENING[sign])
            top = self._top
            if sign == "}" and top.kind == "$" and top.template:
                self._pop()
                top.template.holes[-1] = (top.template.holes[-1][0], end)
                return self._part(end, top.template)
            if top.kind == _OPENING[sign] and len(self._stack) > 1:
                self._finish(top, end - 1)
        self._before = ""
        return end
