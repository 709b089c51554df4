"""Secrets in data files and in running text: CSV columns, lines of YAML, INI and `.env`, XML, queries, headers.

Every function returns start and end of each secret and takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from runs.domain.redaction.names import Level, holds_credentials, is_plain_below_credentials, secrecy
from runs.domain.redaction.values import REDACTED, SCHEME, is_code, is_readable, is_secret_value, looks_like_credential

Span = tuple[int, int]

_SPACE = r"[^\S\n]"
_LINE = re.compile(
    rf"^({_SPACE}*+)(?:- {_SPACE}*+)?(?:(?:export|set|ENV){_SPACE}++)?"
    rf"[\"']?([\w.$ -]{{1,80}}?)[\"']?{_SPACE}*+[:=]{_SPACE}*+([^\n]*+)",
    re.MULTILINE,
)
_ITEM = re.compile(rf"({_SPACE}*+)(- )?{_SPACE}*+([^\n]*+)\n?")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\n]++|'')*+'")
_COMMENT = re.compile(r"\s++[#;].*+$")
_QUERY = re.compile(r"(?<![\w.$-])([\w.$\[\]-]{1,80}+)=(?![=>])[\"']?([^&\s;\"'`<>\\\ue001]+)")
_HEADER = re.compile(r"(?<![\w.$-])([\w-]{1,64}+)[\"']?[^\S\n]{0,4}:[^\S\n]{1,4}")
_REST, _FIRST = re.compile(r"[^\n\"'`]*+"), re.compile(r"[^\s\"'`]*+")
# Behind a secret's name and a colon in a sentence: letters and digits.
_TOLD = re.compile(r"(?=[^\d\n]*+\d)(?=[^A-Za-z\n]*+[A-Za-z])\S{5,}+")
_STATEMENT = re.compile(r"\b(?:password|identified\s{1,4}by)\s{1,4}'([^'\n]{1,200})'", re.IGNORECASE)
_NETRC = re.compile(
    r"\b(?:machine\s{1,8}\S{1,200}|default)\s{1,8}login\s{1,8}\S{1,200}\s{1,8}"
    r"(?:account\s{1,8}\S{1,200}\s{1,8})?password\s{1,8}[\"']?([^\s\"']{1,200})"
)
_STOMP = re.compile(r"^passcode:([^\s\"'`]{1,200})", re.MULTILINE)
_SAID_TO_BE = re.compile(
    r"(?<![\w.$-])([\w-]{1,64}+)(?:\s(?:for|of)(?:\s[\w-]{1,30}){1,5}?)?\s{1,4}(?:is|was)\s{1,4}"
    r"[\"'`]?([^\s\"'`]{5,200})(\s?)"
)
# A word with a number or a sign inside it, and words of that form that are no secrets.
_SAID_SECRET = re.compile(r"(?=[^A-Za-z]*+[A-Za-z])(?:[^\d]{3,}\d+|[\w.-]*[!@#$%&*^+]\w\S*)")
_SAID_PLAIN = re.compile(r"(?:base|md|sha|utf|oauth|http|[rhep]s|argon|user|test|row|line|case|step|v)[-_]?\d+", re.I)
_FLOW = re.compile(r"[\[{,][^\S\n]*+(?:[\"']?([\w-]{1,80}+)[\"']?[^\S\n]*+:[^\S\n]*+)?([^\s\"'\[\]{},]++)")
_ELEMENT = re.compile(r"<([\w:.-]{1,80}+)(?:\s[^<>]*+)?>(?:\s*+<!\[CDATA\[)?([^<>\]]++)")
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]{1,80}+)\s*+=\s*+(?:\"([^\"<>\n]*+)\"|'([^'<>\n]*+)')")
_TAG = re.compile(r"<[A-Za-z][^<>]*+>")
_MARKER = re.compile(re.escape(REDACTED))
_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 500
_LONGEST_HEADER = 10_000


def secrets_in_table(text: str) -> list[Span]:
    """Of CSV with a header: the fields of columns whose name is a secret's."""
    delimiter = delimiter_of(text)
    if not delimiter:
        return []
    field = re.compile(
        rf'[^\S\n{delimiter}]*+(?:"((?:[^"]++|"")*+)"[^\n{re.escape(delimiter)}]*+|([^\n{re.escape(delimiter)}]*+))'
    )
    levels: list[Level] = []
    spans: list[Span] = []
    row = column = at = 0
    while at <= len(text) and (found := field.match(text, at)):
        group = 1 if found[1] is not None else 2
        if row == 0:
            levels.append(secrecy(found[group].strip("\ufeff \r")))
        elif column < len(levels) and _is_secret_field(found[group].strip(), levels[column]):
            spans.append(_trimmed(text, *found.span(group)))
        column += 1
        at = found.end() + 1
        if found.end() < len(text) and text[found.end()] == "\n":
            row, column = row + 1, 0
    return spans


def _is_secret_field(value: str, level: Level) -> bool:
    """A table holds no sentences in a secret's column."""
    return is_secret_value(value, level) or (level >= Level.GROUP and " " in value)


def delimiter_of(text: str) -> str:
    """What separates the names in the first line of a table that has a secret's column; "" where it is no table."""
    header, _, rest = text[:_LONGEST_HEADER].partition("\n")
    for delimiter in _DELIMITERS:
        names = [name.strip("\ufeff\"' \r") for name in header.split(delimiter)]
        if not 1 < len(names) < _MOST_COLUMNS or not all(re.fullmatch(r"[\w .#/-]{0,60}", name) for name in names):
            continue
        if delimiter in rest.partition("\n")[0] and any(secrecy(name) for name in names):
            return delimiter
    return ""


def secrets_in_lines(text: str) -> list[Span]:
    """Of YAML, INI, TOML, properties and `.env`: `name: value` and `name=value`, blocks and lists below a name."""
    spans: list[Span] = []
    named, above = Level.NONE, -1  # `above`: how far in a line `credentials:` stands whose block is read, or -1
    for found in _LINE.finditer(text):
        name, value = found[2].strip(), found[3]
        level = secrecy(name.rpartition(".")[2])
        if len(found[1]) <= above:
            above = -1
        if above >= 0 and not is_plain_below_credentials(name):
            level = max(level, Level.GROUP)
        elif not value.strip() and holds_credentials(name):
            above = len(found[1])
        if name.lower() in ("name", "key") and above < 0:
            named = secrecy(value.strip("\"' \r"))
            continue
        if name.lower() == "value":
            level, named = max(level, named), Level.NONE
        if value[:1] in ("[", "{"):
            spans += _of_flow(found, level)
        elif level:
            spans += _of_line(text, found, level)
    return spans


def _of_line(text: str, found: re.Match[str], level: Level) -> Iterator[Span]:
    value, at = found[3], found.start(3)
    if not value.strip() or re.match(r"[|>][-+\d]*\s*$", value):
        yield from _of_block(text, found.end() + 1, len(found[1]), level)
        return
    quoted = _QUOTED.match(value)
    begin, end = (quoted.start() + 1, quoted.end() - 1) if quoted else (0, len(_COMMENT.sub("", value).rstrip("\r ")))
    if is_secret_value(value[begin:end], level):
        yield at + begin, at + end


def _of_flow(found: re.Match[str], level: Level) -> Iterator[Span]:
    """`{db: value}`, `[a, b]`; quoted values are read as code is."""
    for item in _FLOW.finditer(found[3]):
        if is_secret_value(item[2], max(level, secrecy(item[1] or ""))):
            yield found.start(3) + item.start(2), found.start(3) + item.end(2)


def _of_block(text: str, at: int, indent: int, level: Level) -> Iterator[Span]:
    """Lines further in than the name above them: of a text, or of a list."""
    while at < len(text) and (found := _ITEM.match(text, at)):
        deeper = len(found[1]) > indent or (found[2] and len(found[1]) == indent)
        if found[3] and (not deeper or re.match(r"[\w-]{1,80}:(?:\s|$)", found[3])):
            return
        value = found[3].strip("\r ")
        quote = 1 if value[:1] in ("'", '"') and len(value) > 1 else 0
        begin = found.start(3) + quote
        if value and is_secret_value(value[quote : len(value) - quote], level):
            yield begin, found.start(3) + len(value) - quote
        if found.end() == at:
            return
        at = found.end()


def secrets_in_pairs(text: str) -> list[Span]:
    """Of queries, forms, connection strings and commands: `name=value`."""
    spans: list[Span] = []
    for found in _QUERY.finditer(text):
        level = secrecy(found[1].rpartition(".")[2].strip("[]"))
        value = found[2].rstrip(",.)]")
        value = value if "{" in value else value.rstrip("}")
        if level and not is_code(value) and is_secret_value(value, level):
            spans.append((found.start(2), found.start(2) + len(value)))
    for pattern in (_STATEMENT, _NETRC, _STOMP):
        spans += [found.span(1) for found in pattern.finditer(text) if not is_readable(found[1])]
    return spans


def secrets_in_sentences(text: str) -> list[Span]:
    """`the password is wonder7`, where what is said looks like no word."""
    spans: list[Span] = []
    for found in _SAID_TO_BE.finditer(text):
        value = found[2].rstrip(".,;:!?)")
        is_told = _SAID_SECRET.fullmatch(value) if not found[3] else None
        if (
            secrecy(found[1]) == Level.SECRET
            and (is_told or looks_like_credential(value))
            and not (is_readable(value) or _SAID_PLAIN.fullmatch(value))
        ):
            spans.append((found.start(2), found.start(2) + len(value)))
    return spans


def secrets_in_headers(text: str) -> list[Span]:
    """`Name: value` to the end of the line, or the first word where the name is no header's."""
    spans: list[Span] = []
    at = 0
    while found := _HEADER.search(text, at):
        at = found.end()
        level = secrecy(found[1])
        if level >= Level.GROUP:
            is_header = "-" in found[1] or found[1].lower() in ("authorization", "cookie")
            value = (_REST if is_header else _FIRST).match(text, at)[0].rstrip(" \r,;.)")  # type: ignore[index]
            scheme = SCHEME.match(value)
            begin = scheme.end() if scheme and scheme.end() < len(value) else 0
            if _is_told(value, level, is_header=is_header):
                spans.append((at + begin, at + len(value)))
            at += len(value)
    return spans


def _is_told(value: str, level: Level, *, is_header: bool) -> bool:
    """Whether what stands behind a name and a colon is a secret rather than a sentence."""
    if is_header:
        is_word = " " not in value.strip().partition(" ")[2]
        return (is_word and not is_readable(value)) or looks_like_credential(value)
    is_told = level == Level.SECRET and bool(_TOLD.fullmatch(value)) and not is_readable(value)
    return is_told or looks_like_credential(value)


def secrets_in_markup(text: str) -> list[Span]:
    """Of XML and HTML: elements and attributes with a secret's name, and `name` or `key` beside `value`."""
    spans: list[Span] = []
    for found in _ELEMENT.finditer(text):
        level = secrecy(found[1].rpartition(":")[2])
        if level and is_secret_value(found[2].strip(), level) and not found[1].lower().endswith(("label", "button")):
            spans.append(_trimmed(text, *found.span(2)))
    for tag in _TAG.finditer(text):
        spans += _of_attributes(tag)
    return spans


def _of_attributes(tag: re.Match[str]) -> Iterator[Span]:
    named = Level.NONE
    values: list[tuple[Span, str]] = []
    for found in _ATTRIBUTE.finditer(tag[0]):
        group = 2 if found[2] is not None else 3
        value, name = found[group], found[1].rpartition(":")[2]
        begin, end = found.span(group)
        span = tag.start() + begin, tag.start() + end
        if name.lower() in ("name", "key", "id", "type"):
            named = max(named, secrecy(value))
        elif name.lower() == "value":
            values.append((span, value))
        elif name != "accesskey" and is_secret_value(value, secrecy(name)):
            yield span
    yield from (span for span, value in values if is_secret_value(value, named))


def _trimmed(text: str, begin: int, end: int) -> Span:
    """Without the spaces around it."""
    value = text[begin:end]
    return begin + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())


def applied(text: str, spans: list[Span]) -> str:
    """The text with `REDACTED` in the place of each span; those that overlap are one, with what was masked before."""
    if not spans:
        return text
    spans = spans + [found.span() for found in _MARKER.finditer(text)]
    pieces: list[str] = []
    done = 0
    for begin, end in _merged(spans):
        pieces += [text[done:begin], REDACTED]
        done = end
    return "".join([*pieces, text[done:]])


def _merged(spans: list[Span]) -> Iterator[Span]:
    begin = end = -1
    for one, close in sorted(spans):
        if one >= close:
            continue
        if one <= end - 1:
            end = max(end, close)
            continue
        if end > begin:
            yield begin, end
        begin, end = one, close
    if end > begin:
        yield begin, end
