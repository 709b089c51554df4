"""Secrets by their neighbours: arguments of calls, pairs of name and value in arrays and objects."""

from __future__ import annotations

from runs.domain.redaction.frames import Frame
from runs.domain.redaction.names import Level, mentions, secrecy, vocabulary, words_of
from runs.domain.redaction.values import is_pair, is_readable, is_reference, is_secret_value, looks_generated

Span = tuple[int, int]

_PASSING = vocabulary(
    """
    string b64encode b64decode btoa atob encodeuricomponent encodeuri buffer from trim concat freeze map set
    sharedarray randomitem pick sample choice oneof parse encode decode template seal of array tolowercase
    touppercase urlencode base64encode
    """
)
_FILLING = vocabulary(
    """
    fill type presssequentially setvalue sendkeys settext entertext filltext typetext inputtext
    """
)
_ENCODING = frozenset(["b64encode", "btoa", "base64encode", "encodebase64", "base64", "from", "encode", "tobase64"])
_SIGNING = frozenset(["sign", "verify", "encrypt", "decrypt", "pbkdf2", "hmac", "createhmac"])
_LOGIN = vocabulary(
    """
    login signin logon authenticate dologin loginas signinas auth basicauth loginuser performlogin
    """
)
_GIVING = vocabulary(
    """
    set with use enter type fill input change update add put provide using apply store save
    """
)
_PLAIN_CALLS = vocabulary(
    """
    check group describe it test expect log info error warn debug fail includes
    """
)
_ASKING = vocabulary(
    """
    is has check validate verify test format mask hide show on handle assert expect parse set use count track
    record log print render need
    """
)
_GETTING = vocabulary(
    """
    get fetch create make build generate find read load request refresh obtain retrieve
    """
)
NAME_KEYS = vocabulary(
    """
    name key field header id param variable attribute property selector label
    """
)
VALUE_KEYS = frozenset(["value", "val", "text", "content", "default", "data"])


def passes_on(callee: str) -> bool:
    """Whether what a function is given is what it returns, in another form."""
    return callee.lower() in _PASSING


def levels_of(callee: str) -> tuple[Level, ...]:
    """The first argument of `new SharedArray('tokens', …)` is its name."""
    return (Level.NONE,) if callee == "SharedArray" else ()


def holds(name: str) -> bool:
    """Whether the keys below a name stand for what it names: not where it is an action, such as `get_token`."""
    words = words_of(name[:80])
    return not words or words[0] not in _ASKING | _GETTING


def returned(name: str) -> Level:
    """The level of what a function of this name returns."""
    words = words_of(name[:80])
    level = secrecy(name)
    return Level.NONE if level < Level.GROUP or words[0] in _ASKING else level


def secret_arguments(text: str, frame: Frame) -> list[Span]:
    """Secrets among the literal arguments of a call that has been read to its end."""
    if not frame.literals or not frame.callee:
        return []
    callee, found = frame.callee.lower(), frame.literals
    if callee in _SIGNING or "hmac" in callee or "jwt" in callee:
        return _keys(text, found)
    spans = _behind_names(text, frame) if callee not in _PLAIN_CALLS else []
    if callee in _FILLING:
        spans += _filled(text, frame)
    elif (callee in _LOGIN or callee.startswith("loginas")) and len({index for index, _, _ in found}) > 1:
        spans += _secrets(text, [one for one in found if one[0] == found[-1][0]])
    elif callee == "set" and frame.receiver_hint:  # `tokens.set('alice', '…')`
        spans += _secrets(text, [one for one in found if one[0] == 1])
    elif _gives_secret(frame.callee):
        spans += _secrets(text, found)
    if callee in _ENCODING:
        spans += _encoded(text, found)
    return spans


def secret_of_pair(text: str, frame: Frame, parent: Frame) -> list[Span]:
    """`['password', '…']` within another array: of a Map, of form fields."""
    pair = frame.index == 1 and len(frame.literals) > 1 and parent.kind == "["
    return _behind_names(text, frame) if pair else []


def named_value(text: str, frame: Frame, at: int, end: int) -> list[Span]:
    """`{name: 'password', value: '…'}`, in either order."""
    key = frame.name.lower()
    if key in NAME_KEYS:
        frame.pair = max(frame.pair, secrecy(text[at:end]))
        known, frame.literals = frame.literals, []
        return [(begin, close) for _, begin, close in known if is_secret_value(text[begin:close], frame.pair)]
    if key in VALUE_KEYS:
        if frame.pair:
            return [(at, end)] if is_secret_value(text[at:end], frame.pair) else []
        frame.add(at, end)
    return []


def _behind_names(text: str, frame: Frame) -> list[Span]:
    """Literals whose neighbour before is a secret's name alone."""
    spans = []
    for before, this in zip(frame.literals, frame.literals[1:], strict=False):
        name = text[before[1] : before[2]] if this[0] == before[0] + 1 else ""
        level = secrecy(name) if "." not in name else Level.NONE
        if level and is_secret_value(text[this[1] : this[2]], level):
            spans.append(this[1:])
    return spans


def _filled(text: str, frame: Frame) -> list[Span]:
    """`page.fill('#password', '…')`, `passwordField.fill('…')`."""
    first = [one for one in frame.literals if one[0] == 0]
    if any(mentions(text[begin:end][:300]) for _, begin, end in first) and frame.index > 0:
        return _secrets(text, [one for one in frame.literals if one[0] == 1])
    return _secrets(text, first) if frame.receiver_hint and len(first) == len(frame.literals) else []


def _encoded(text: str, found: list[tuple[int, int, int]]) -> list[Span]:
    """`b64encode('alice:…')`, in one literal or in several."""
    first = [one for one in found if one[0] == 0]
    whole = "".join(text[begin:end] for _, begin, end in first)
    return _secrets(text, first) if is_pair(whole) else []


def _gives_secret(callee: str) -> bool:
    """`setPassword('…')`, `withToken('…')`, `.bearer('…')`."""
    words = words_of(callee[:80])
    if not words or (secrecy(callee) < Level.SECRET and words != ["bearer"]):
        return False
    return words[0] in _GIVING or len(words) == 1 or secrecy(words[0]) == Level.SECRET


def _keys(text: str, found: list[tuple[int, int, int]]) -> list[Span]:
    """`hmac('sha256', '…', data)`: of a phrase too, whatever it says."""
    literals = [(index, begin, end, text[begin:end]) for index, begin, end in found]
    return [
        (begin, end)
        for index, begin, end, value in literals
        if (index == 1 and not is_reference(value)) or looks_generated(value)
    ]


def _secrets(text: str, found: list[tuple[int, int, int]]) -> list[Span]:
    return [(begin, end) for _, begin, end in found if not is_readable(text[begin:end]) and end > begin]
