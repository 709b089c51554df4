"""Whether a script is TypeScript or JavaScript: by its name, else by syntax that JavaScript does not have.

The text is split into tokens (`tokens.py`), so that comments, strings, templates and regular expressions say nothing.
The rules look at a token, its neighbours and the brackets around it. Linear in the length of the text.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from runs.domain.archives.tokens import LITERAL, Token, is_value, is_word, tokens_of

# Types stand at the beginning of a script, where its options and its parameters are.
_MOST_TEXT = 60_000
_TYPESCRIPT = {".ts", ".mts", ".cts", ".tsx"}
_JAVASCRIPT = {".js", ".mjs", ".cjs", ".jsx"}

_DECLARATIONS = frozenset({"const", "let", "var"})
_NAMED_TYPES = frozenset({"interface", "enum", "namespace"})
_MODIFIERS = frozenset({"private", "protected", "public", "readonly", "override"})
_DECLARED = _DECLARATIONS | {"function", "class", "module", "namespace", "global", "enum", "type", "interface"}
_PRIMITIVES = frozenset(
    ["any", "bigint", "boolean", "never", "number", "object", "string", "undefined", "unknown", "void"]
)
_BEFORE_A_CAST = frozenset({"=", "(", ",", "return", "=>", ":", "&&", "||"})
_IN_TYPES = frozenset({".", ",", "[", "]", "|", "&", "{", "}", ":", LITERAL})
_LONGEST_TYPE = 12  # tokens looked at for the type arguments of one call


def language_of(text: str, name: str = "") -> str:
    """ "typescript" or "javascript"."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _TYPESCRIPT:
        return "typescript"
    if suffix in _JAVASCRIPT:
        return "javascript"
    return "typescript" if _Reader(tokens_of(text[:_MOST_TEXT])).finds_types() else "javascript"


class _Bracket:
    """An open bracket and the token before it. `questions` of ternaries wait for their colon."""

    __slots__ = ("before", "expects_class", "is_case", "is_class", "mark", "questions")

    def __init__(self, mark: str, before: str, *, is_class: bool = False) -> None:
        self.mark, self.before, self.is_class = mark, before, is_class
        self.questions, self.is_case, self.expects_class = 0, False, False


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._open = [_Bracket("", "")]
        self._closed = self._open[0]

    def finds_types(self) -> bool:
        for at, token in enumerate(self._tokens):
            self._at = at
            if self._is_typescript(token):
                return True
            self._enter(token.text)
        return False

    def _text(self, offset: int) -> str:
        """Of the token so far before or behind this one, "" where there is none."""
        at = self._at + offset
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _is_near(self, offset: int = 1) -> bool:
        """Whether that token is in the same line as the one before it."""
        at = self._at + offset
        return at < len(self._tokens) and not self._tokens[at].starts_line

    def _enter(self, text: str) -> None:
        top = self._open[-1]
        if text in ("(", "[", "{"):
            is_class = text == "{" and top.expects_class
            top.expects_class = top.expects_class and not is_class
            self._open.append(_Bracket(text, self._opener(), is_class=is_class))
        elif text in (")", "]", "}") and len(self._open) > 1:
            self._closed = self._open.pop()
        elif text == "?":
            top.questions += 1
        elif text == ":":
            top.questions, top.is_case = max(0, top.questions - 1), top.is_case and top.questions > 0
        elif text == ";":
            top.questions, top.is_case = 0, False
        elif self._text(-1) != ".":
            self._enter_word(top, text)

    def _opener(self) -> str:
        """The token before a bracket; "import" for all braces of imports and exports."""
        before, words = self._text(-1), ("import", "export")
        if before in words or (before == "type" and self._text(-2) in words):
            return "import"
        if before == "," and "import" in (self._text(-3), self._text(-4)):
            return "import"
        return before

    def _enter_word(self, top: _Bracket, text: str) -> None:
        behind = self._text(1)
        if (text == "case" and behind != ":") or (text == "default" and behind == ":"):
            top.is_case = True
        elif text == "class" and (is_word(behind) or behind == "{"):
            top.expects_class = True

    def _is_typescript(self, token: Token) -> bool:
        text, before = token.text, self._text(-1)
        if text == ":":
            return self._is_annotation(before)
        if text == "?":
            return self._text(1) == ":" and (is_word(before) or before in ("]", ")"))
        if text == "!":
            return self._is_non_null(token, before)
        if text == "@":
            return self._is_decorator(token, before)
        if text == "<":
            return self._is_generic(token, before)
        return is_word(text) and before != "." and self._is_type_word(token, before)

    def _is_annotation(self, before: str) -> bool:
        """A colon is part of a ternary, a case, an object or a label, or else stands before a type."""
        top = self._open[-1]
        if top.questions or top.is_case:
            return False
        if before == ")" or top.mark in ("(", "[") or top.is_class:
            return True
        if before in ("}", "]"):
            return self._closed.before in _DECLARATIONS
        return self._text(-2) in _DECLARATIONS

    def _is_non_null(self, token: Token, before: str) -> bool:
        """`user!.name`: no JavaScript has a `!` right behind a value, but for `if (a)!b()`."""
        if not token.is_tight or not is_value(before) or before == LITERAL:
            return False
        return before != ")" or self._text(1) in (".", ";", ",", ")")

    def _is_decorator(self, token: Token, before: str) -> bool:
        begins = token.starts_line or before in ("", ";", "{", "}", "(", ",", "export", "default")
        return begins and is_word(self._text(1))

    def _is_generic(self, token: Token, before: str) -> bool:
        """`function first<T>(`, `get<User>(…)`, `<User>body`."""
        behind = self._text(1)
        if before in _BEFORE_A_CAST:
            return is_word(behind)
        if is_word(before) and self._text(-2) in ("function", "class"):
            return True
        names_type = behind in _PRIMITIVES or behind == "{" or behind[:1].isupper()
        return is_word(before) and token.is_tight and names_type and self._closes_before_a_call()

    def _closes_before_a_call(self) -> bool:
        """Whether what begins here with "<" is closed soon, with nothing but types in it, and "(" follows."""
        depth = 0
        for offset in range(_LONGEST_TYPE):
            text = self._text(offset)
            depth += (text == "<") - (text == ">")
            if depth == 0:
                return self._text(offset + 1) == "("
            if text not in ("<", ">") and text not in _IN_TYPES and not is_word(text):
                break
        return False

    def _is_type_word(self, token: Token, before: str) -> bool:
        text, behind = token.text, self._text(1)
        if text in ("as", "satisfies"):
            return self._is_assertion(token, before, behind)
        if text == "type":
            return self._is_type_alias(before, behind)
        if text in ("import", "export"):
            return behind == "=" or (is_word(behind) and text == "import" and self._text(2) == "=")
        return is_word(behind) and self._is_near() and self._is_declaration(text, before, behind)

    def _is_declaration(self, text: str, before: str, behind: str) -> bool:
        """Of two words side by side, where JavaScript has none."""
        if text in _NAMED_TYPES:
            return self._text(2) in ("{", "<", "extends", ".")
        if text == "implements":
            return is_word(before) or before in (">", ")")
        declares = (text == "declare" and behind in _DECLARED) or (text == "abstract" and behind == "class")
        return declares or (text in _MODIFIERS and is_value(behind))

    def _is_assertion(self, token: Token, before: str, behind: str) -> bool:
        """`value as Type`, not the `as` of imports and exports, which rename."""
        if token.starts_line or not (is_value(before) or before == "}") or self._is_import_brace():
            return False
        return is_word(behind) or behind in (LITERAL, "{", "[")

    def _is_type_alias(self, before: str, behind: str) -> bool:
        """`type Cart = …`, `import type { Options }`, `import { type Options }`, `export type { Cart }`."""
        if before in ("import", "export") and (behind in ("{", "*") or (is_word(behind) and before == "export")):
            return True
        if before == "import":
            return is_word(behind) and behind != "from"
        if self._is_import_brace():
            return is_word(behind) and behind != "as"
        return is_word(behind) and self._is_near() and self._text(2) in ("=", "<")

    def _is_import_brace(self) -> bool:
        """Whether this stands in the braces of an import or export."""
        return self._open[-1].mark == "{" and self._open[-1].before == "import"
