"""Secrets by their neighbours: arguments of calls, pairs of name and value in arrays and objects."""

from __future__ import annotations

import re

from runs.domain.redaction.frames import Frame
from runs.domain.redaction.names import Level, mentions, secrecy, vocabulary, words_of
from runs.domain.redaction.values import (
    LONGEST_READ,
    is_pair,
    is_readable,
    is_reference,
    is_secret_value,
    looks_generated,
)

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
_BINDING = frozenset({"bind", "simplebind", "bindsync", "connect"})
# Names of users, and values that are one: a name of a directory (RFC 4514), an address of mail.
_USERS = frozenset({"user", "username", "login", "email", "mail", "dn", "account", "uid", "upn"})
_SURE_USERS = frozenset({"username", "login", "email", "dn", "upn"})
_USER_VALUE = re.compile(r"(?:cn|uid|ou|dc|mail|samaccountname)=[^'\"`\n]*|[\w.+-]{1,64}@[\w.-]{1,100}", re.I)
_FIRST_NAME = re.compile(r"\s*+([\w.$]{1,100}+)\s*+,\s*+['\"`]?")
_MAKING = frozenset({"generate", "now", "create", "generatetoken", "gettoken"})
_ONE_TIME = re.compile(r"(?:otp|authenticator)\.\w{1,20}\($")
_SOCKETS = frozenset({"websocket", "connect"})
_SUBPROTOCOLS = frozenset({"token", "bearer", "jwt", "access_token", "authorization", "auth"})
_PROTOCOL = re.compile(r"(?:graphql|mqtt|stomp|wamp|soap|xmpp|ocpp|json|chat|binary|base64)[\w.-]*|v\d[\w.]*", re.I)
_PROTOCOL_PAIR = re.compile(r"\s*(?:token|bearer|jwt|access_token|authorization)\s*,\s*([^\s,]+)\s*", re.I)
_COMMANDS = frozenset({"sendcommand", "send_command", "command"})
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
    spans += _by_callee(text, frame, callee)
    if callee in _ENCODING:
        spans += _encoded(text, found)
    return spans


def _by_callee(text: str, frame: Frame, callee: str) -> list[Span]:
    """Of functions that are given secrets, told by their names."""
    found = frame.literals
    if callee in _FILLING:
        return _filled(text, frame)
    if callee in _LOGIN or callee in _BINDING or callee.startswith("loginas"):
        return _of_login(text, frame, callee)
    if callee in _COMMANDS and text[found[0][1] : found[0][2]] == "AUTH":  # of Redis
        return _secrets(text, found[-1:] if found[-1][0] else [])
    if callee == "set" and frame.receiver_hint:  # `tokens.set('alice', '…')`
        return _secrets(text, [one for one in found if one[0] == 1])
    if callee in _MAKING and _ONE_TIME.search(text[max(0, frame.begin - 60) : frame.begin].lower()):
        return _secrets(text, [one for one in found if one[0] == 0])
    return _secrets(text, found) if _gives_secret(frame.callee) else []


def secret_of_pair(text: str, frame: Frame, parent: Frame) -> list[Span]:
    """`['password', '…']` within another array: of a Map, of form fields."""
    if frame.index != 1 or len(frame.literals) < 2:
        return []
    if parent.kind == "(" and parent.callee.lower() in _SOCKETS:
        (_, begin, end), (_, at, close) = frame.literals[:2]
        is_token = text[begin:end].lower() in _SUBPROTOCOLS and not _PROTOCOL.fullmatch(text[at:close])
        return _secrets(text, [frame.literals[1]]) if is_token else []
    return _behind_names(text, frame) if parent.kind == "[" else []


def secret_of_protocol(name: str, text: str, at: int, end: int) -> list[Span]:
    """`'Sec-WebSocket-Protocol': 'token, …'`."""
    if name.lower() != "sec-websocket-protocol" or end - at > LONGEST_READ:
        return []
    found = _PROTOCOL_PAIR.fullmatch(text, at, end)
    return [found.span(1)] if found and not (is_readable(found[1]) or _PROTOCOL.fullmatch(found[1])) else []


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


def _of_login(text: str, frame: Frame, callee: str) -> list[Span]:
    """`login('alice', '…')`; and `ldap.bind(dn, '…')`, `login(user, '…')`: the second argument, behind a user."""
    if callee not in _BINDING and frame.literals[0][0] != frame.literals[-1][0]:
        return _secrets(text, [one for one in frame.literals if one[0] == frame.literals[-1][0]])
    second = [one for one in frame.literals if one[0] == 1]
    first = [one for one in frame.literals if one[0] == 0]
    if not second:
        return []
    if first:
        is_user = bool(_USER_VALUE.fullmatch(text[first[0][1] : first[0][2]][:300]))
    else:
        found = _FIRST_NAME.fullmatch(text, frame.begin, min(second[0][1], frame.begin + 200))
        users = _USERS if callee in _LOGIN else _SURE_USERS
        is_user = bool(found) and not users.isdisjoint(words_of(found[1].rpartition(".")[2]))  # type: ignore[index]
    return _secrets(text, second) if is_user else []


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
