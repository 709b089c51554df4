"""Brackets of code, and what the signs between them say of the literals that follow."""

from __future__ import annotations

import re

from runs.domain.redaction import calls
from runs.domain.redaction.frames import Frame
from runs.domain.redaction.names import (
    BENIGN_KEYS,
    LABELLED,
    Level,
    holds_credentials,
    is_plain_below_credentials,
    secrecy,
)

Span = tuple[int, int]
# Deeper brackets are counted, not remembered.
MOST_FRAMES = 200
LONGEST_HINT = 300
# What is assigned to a page's field: `document.querySelector('#password').value = '…'`.
_CONTENT = frozenset({"value", "innerText", "textContent", "defaultValue"})
_IS_PATTERN = re.compile(r"\s*+=(?![=>])")


class Brackets:
    """The open brackets at one place of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[Span] = []
        self._top = Frame("{")
        self._stack = [self._top]
        self._deeper = 0
        self._last = ""  # the name, key or callee read last
        self._before = ""  # the sign before, "" behind an operand
        self._is_member = False  # it stands behind a dot
        self._is_new = False  # it stands behind `new`
        self._pattern: tuple[Level, ...] = ()  # of `[user, password] =`
        self._aliases: set[str] = set()

    def _begin_statement(self) -> None:
        top = self._top
        if top.hint and top.name and not top.level and len(self._aliases) < MOST_FRAMES:
            self._aliases.add(top.name)
        if top.kind == "{":
            top.restart()
        else:
            top.level = top.base

    def _operator(self, sign: str, at: int) -> None:
        top = self._top
        if sign == ",":
            if not top.is_type_open(self.text, at):
                top.next_item()
        elif sign == ";":
            self._begin_statement()
            top.restart()
        elif sign == "?":
            top.ternaries += 1
            top.once = Level.WEAK if top.hint else Level.NONE
        elif sign == "=>":
            top.level = max(calls.returned(top.name), top.base)
        elif sign == "+":
            top.once = top.trail
        elif sign in ("||", "??", "||=", "??=") or sign[:2] in ("==", "!="):
            top.once = secrecy(self._last) if not self._before else Level.NONE
        elif sign[-1] == "=":
            self._assign()
        top.trail = Level.NONE

    def _assign(self) -> None:
        """A type stands between a name and its value: `password: string = '…'`."""
        top = self._top
        if not (top.typed_at and top.level):
            is_field = top.hint and self._last in _CONTENT
            top.name, top.level = self._last, Level.SECRET if is_field else secrecy(self._last)
        top.typed_at = 0

    def _colon(self, end: int) -> None:
        top = self._top
        if top.ternaries:
            top.ternaries -= 1
            top.once = max(secrecy(self._last), Level.WEAK if top.hint else Level.NONE)
            return
        top.name, top.typed_at = self._last, end
        is_benign = self._last.lower() in BENIGN_KEYS
        if top.base == Level.GROUP:
            is_benign = is_plain_below_credentials(self._last)
        inherited = Level.NONE if is_benign else top.base
        top.level = max(secrecy(self._last), inherited)

    def _open(self, sign: str, end: int) -> None:
        if len(self._stack) > MOST_FRAMES:
            self._deeper += 1
            return
        top, is_operand = self._top, not self._before
        frame = Frame(sign, begin=end)
        frame.is_group = top.level == Level.GROUP and (top.is_group or holds_credentials(top.name))
        if sign == "(":
            frame.callee = self._last if is_operand else ""
            passes = not frame.callee or self._is_new or calls.passes_on(frame.callee)
            frame.base = max(top.level, top.once) if passes else Level.NONE
            frame.receiver_hint = top.hint
            frame.levels = calls.levels_of(frame.callee)
        elif sign == "[":
            frame.is_index = is_operand
            frame.base = Level.NONE if is_operand or top.is_labels else top.level
            if self._before == "=":
                frame.levels, self._pattern = self._pattern, ()
        elif is_operand or self._before in ("=>", "word"):
            frame.returns = self._returned()
        elif (top.level == Level.SECRET or frame.is_group) and not top.is_labels and calls.holds(top.name):
            frame.base = top.level
        frame.is_labels = sign == "{" and top.name in LABELLED
        frame.begin_item()
        top.once = Level.NONE
        self._push(frame)

    def _returned(self) -> Level:
        """Of the body that opens: a function's by its name, or a block's, which returns for the function around it."""
        name = self._top.name if self._before == "=>" else self._last
        if name or self._before == "=>":
            return max(calls.returned(name), self._top.base)
        return max(calls.returned(self._top.name) if self._top.level else Level.NONE, self._top.base, self._top.returns)

    def _push(self, frame: Frame) -> None:
        self._top = frame
        self._stack.append(frame)

    def _unwind(self, opening: str) -> None:
        """Brackets that were never closed end with the one around them."""
        kinds = (opening, "$") if opening == "{" else (opening,)
        near = [frame.kind in kinds for frame in self._stack[-8:]]
        while any(near) and not near[-1] and self._top.kind != "$":
            near.pop()
            self._pop()

    def _finish(self, frame: Frame, at: int) -> None:
        """A bracket that closes at `at`."""
        self._pop()
        if frame.kind == "(":
            self._last = frame.callee
            self.spans += calls.secret_arguments(self.text, frame)
        elif frame.kind == "{":
            self._last = ""
        elif not frame.is_index:
            self.spans += calls.secret_of_pair(self.text, frame, self._top)
            self._last = self.text[frame.literals[0][1] : frame.literals[0][2]] if len(frame.literals) == 1 else ""
            if _IS_PATTERN.match(self.text, at + 1) and at - frame.begin < LONGEST_HINT:
                self._pattern = tuple(secrecy(name.strip()) for name in self.text[frame.begin : at].split(","))
        self._top.hint = self._top.hint or frame.hint

    def _pop(self) -> None:
        self._stack.pop()
        self._top = self._stack[-1]
