"""Values: what behind a secret's name is readable all the same, and what looks like a credential wherever it stands."""

from __future__ import annotations

import base64
import re

from runs.domain.redaction.names import Level, secrecy, vocabulary, words_of

REDACTED = "[redacted]"

LONGEST_READ = 2000  # a longer value is no word, address or sentence that is worth keeping
_REFERENCE = re.compile(
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|%\([\w.]+\)s|\$\([\w.]+\)|<[\w .:-]{1,60}>|\ue001+|"
    r"(?<![\w$])\$[A-Za-z_]\w*|\[redacted\]|(?:__ENV|process\.env)[.\[][\w'\"\]]+|%[sdijo](?!\w)"
)
_SCHEMES = (
    r"(?:bearer|basic|token|digest|negotiate|ntlm|apikey|api-?key|hawk|ssws|geniekey|splunk|key|jwt|oauth|"
    r"aws4-hmac-sha256|sso-key|sharedaccesssignature|sharedkey)"
)
SCHEME = re.compile(rf"\s*{_SCHEMES}(?:\s+|\s*[:=]?\s*$)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\W_]*", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//[^\s@'\"]*|data:[^,]{0,80},?|\.{0,2}(?:/[a-z0-9_.:{}$*\ue001-]+)+/?\??"
)
_FILE = re.compile(r"[\w./\\ -]{1,200}\.(?:json|csv|txt|js|ts|ya?ml|xml|pem|key|crt|env|html?|php|aspx?|ini|log)", re.I)
_WORDS = vocabulary(
    """
    string number boolean object any void never unknown undefined function symbol bigint null none nil true false
    yes no on off text hidden email tel search required optional include omit same-origin always basic digest ntlm
    bearer negotiate jwt oauth oauth2 saml oidc apikey header cookie query body client_credentials
    authorization_code refresh_token password implicit device_code default inherit auto disabled enabled active
    inactive expired revoked valid invalid missing empty fetch required n/a tbd todo anonymous public post get put
    delete patch pass passed fail failed ok error success green red yellow blue top left right bottom center start
    end
    """
)
_SAID = re.compile(
    r"\b(?:is|are|was|were|be|been|must|should|cannot|can't|can|not|no|please|enter|your|the|a|an|of|for|to|with|in|by|on"
    r"|required|invalid|missing|expired|wrong|failed|failure|error|incorrect|match|received|returned|empty|has|have|"
    r"reset|forgot|change|confirm|new|current|old|login|log|sign|user|password|token|secret|key|access|refresh|auth"
    r"|header|credentials|authentication|authorization|authorized|unauthorized|successfully|ok|found|used)\b",
    re.IGNORECASE,
)
_SAID_IN_TWO = re.compile(
    r"\b(?:is|required|invalid|missing|expired|wrong|failed|incorrect|empty|not|no|please|enter|your|reset|forgot|change"
    r"|confirm|new|current|old|revoked|rejected)\b",
    re.IGNORECASE,
)
# Of cookies: settings of a page, and what a server says of a cookie.
_SETTINGS = vocabulary(
    """
    consent cookieconsent cookie_consent lang language locale theme currency country region tz timezone ab variant
    experiment darkmode dark_mode font layout view path domain max-age expires samesite secure httponly
    """
)
_NAME_WORDS = vocabulary(
    """
    access refresh id api auth x csrf xsrf session sid user client app k6 cloud token key secret header bearer jwt
    cookie data json body storage request response login env grafana github gitlab ci authorization subscription
    ocp apim
    """
)
_SELECTOR = re.compile(
    r"(?:[#.]|//|\[|(?:input|div|form|button|label|span|a|select|p|td|li|section|textarea)[#.\[:]|css=|xpath=|id=|name=|text=|data-testid=)",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(r"[A-Za-z_$][\w$]*+(?:\??\.[A-Za-z_$][\w$]*+)*+")
_BASE64 = re.compile(r"[A-Za-z0-9+_-]{8,}={0,2}|[A-Za-z0-9+/]{12,}={0,2}")
# A version, words with a number or two, a duration.
_NUMBERED_WORD = re.compile(
    r"v?\d+(?:\.\d+)*\w?|[A-Za-z]+[ _-]?v?\d{1,2}|(?:[a-z]{3,}+\d?(?:[-_]|$))++|\d+(?:ms|s|m|h)"
)
_WORDS_IN_ROW = re.compile(r"(?:[A-Za-z][a-z]++[-_. ]?)++")
_HASH_LIKE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_secret_value(value: str, level: Level) -> bool:
    """Whether a value is masked behind a name of this level."""
    if level == Level.NONE or not value:
        return False
    if level == Level.KEY:
        return looks_generated(value)
    if level == Level.WEAK:
        return looks_like_credential(value)
    return not is_readable(value)


def is_readable(value: str) -> bool:
    """Whether a value is readable behind a secret's name too: an address, a reference, a known word, a sentence."""
    if len(value) > LONGEST_READ:
        return False
    bare = _REFERENCE.sub("", value).strip()
    scheme = SCHEME.match(bare)
    bare = bare[scheme.end() :].strip() if scheme else bare
    if len(_PUNCTUATION.match(bare)[0]) == len(bare):  # type: ignore[index]
        return _is_punctuation_of_references(bare, value)
    if bare == "PASS" or _are_settings(bare):
        return True
    if bare.lower() in _WORDS and bare.lower() not in ("password", "pass", "default", "public", "empty", "start"):
        return True
    return _names_or_says(bare)


def _are_settings(value: str) -> bool:
    """Whether a value holds cookies that are settings of a page alone: `lang=de; theme=dark`."""
    if "=" not in value:
        return False
    pairs = [piece.strip().partition("=") for piece in value.split(";") if piece.strip()]
    return all(name.lower() in _SETTINGS and len(said) <= 40 and not _is_generated(said) for name, _, said in pairs)


def _is_generated(value: str) -> bool:
    return len(value) >= 8 and _is_mixed(value) and not re.fullmatch(r"[A-Za-z/_-]+\d{0,2}|[\d-]+", value)


def is_reference(value: str) -> bool:
    """Whether a value is only the place of one: `${token}`, `{{token}}`, "", signs."""
    return not re.search(r"\w", _REFERENCE.sub("", value))


def _is_punctuation_of_references(bare: str, value: str) -> bool:
    """Of a password of signs alone, such as `!!##`, nothing is left to read."""
    return bare != value.strip() or len(bare) < 4 or len(set(bare)) == 1 or value.isspace()


def _names_or_says(bare: str) -> bool:
    if _ADDRESS.fullmatch(bare):
        return not re.search(r"[A-Z0-9]{16}", bare.rpartition("/")[2])
    if _FILE.fullmatch(bare) or re.fullmatch(r"[a-z_-]{2,40}=", bare):
        return True
    if _is_name_of_secret(bare):
        return True
    if _SELECTOR.match(bare) and secrecy_inside(bare):
        return True
    if " " in bare.strip():
        words = bare.split()
        is_mixed = any(_is_mixed(word.strip("\"'`.,;:!?()")) for word in words)
        said = _SAID_IN_TWO if len(words) == 2 else _SAID
        return not is_mixed and len(said.findall(bare)) >= max(1, len(words) // 4)
    return False


def _is_name_of_secret(bare: str) -> bool:
    """`access_token`, `X-Api-Key`, `API_TOKEN`: two words or more of those that names are made of."""
    words = words_of(bare) if len(bare) < 60 and re.fullmatch(r"[A-Za-z]++(?:[._-][A-Za-z]++)*+", bare) else []
    return len(words) > 1 and _NAME_WORDS.issuperset(words) and secrecy(bare) >= Level.WEAK


def secrecy_inside(text: str) -> bool:
    """Whether one of the words of a text is a secret's: of a selector, a label."""
    return any(secrecy(word) >= Level.GROUP for word in re.findall(r"[\w-]{2,80}", text[:300]))


def looks_like_credential(value: str) -> bool:
    """Whether a value is one by its look: a scheme with something behind it, `user:password`, digits among letters."""
    if len(value) > LONGEST_READ:
        return True
    value = _REFERENCE.sub("", value).strip()
    if len(value) < 6 or _ADDRESS.fullmatch(value) or _FILE.fullmatch(value):
        return False
    scheme = SCHEME.match(value)
    if scheme and scheme.end() < len(value):
        return is_credential_of_scheme(value[scheme.end() :].strip(), scheme[0].strip())
    return is_pair(value) or _is_mixed(value)


def is_credential_of_scheme(rest: str, scheme: str) -> bool:
    """Whether what stands behind `Bearer` and its like is a credential rather than a word: `Basic checkout`."""
    rest = _REFERENCE.sub("", rest).strip("\"'`,;. \x1f")
    if not rest or " " in rest or len(rest) < 4:
        return False
    if scheme.lower() == "basic":
        is_likely = _is_mixed(rest) or rest.endswith("=") or _is_encoded_pair(rest)
        return is_pair(rest) or (is_likely and bool(_BASE64.fullmatch(rest)))
    return _is_mixed(rest)


def _is_encoded_pair(value: str) -> bool:
    """`user:password` in Base64."""
    try:
        return b":" in base64.b64decode(value, validate=True)
    except ValueError:
        return False


def is_pair(value: str) -> bool:
    """`user:password`."""
    match = re.fullmatch(r"([^\s:/{}\[\]'\"<>,=]{1,80}):([^\s:/,][^\s:,]{2,})", value)
    return bool(match) and not re.fullmatch(r"[\d.]+(?:/.*)?|//.*", match[2]) and not match[1].isdigit()  # type: ignore[index]


def _is_mixed(value: str) -> bool:
    """Letters with digits among them, or a long text of capitals and small letters that is no row of words."""
    if " " in value or len(value) < 6 or not re.search(r"[A-Za-z]", value):
        return False
    if re.search(r"\d", value):
        return not _NUMBERED_WORD.fullmatch(value)
    has_both = re.search(r"[a-z]", value) and re.search(r"[A-Z]", value)
    return bool(has_both) and len(value) >= 20 and "/" not in value and not _WORDS_IN_ROW.fullmatch(value)


def looks_generated(value: str) -> bool:
    """Long and random: 32 hex digits, or 20 characters with capitals, small letters and digits."""
    if not 20 <= len(value) <= LONGEST_READ or not re.fullmatch(r"[\w+/=.~-]+", value) or _HASH_LIKE.fullmatch(value):
        return False
    if re.fullmatch(r"(?:[0-9a-f]{2}){16,}", value, re.IGNORECASE):
        return True
    return all(re.search(kind, value) for kind in ("[A-Z]", "[a-z]", r"\d"))


def is_code(value: str) -> bool:
    """Whether an unquoted value is an expression: `__ENV.TOKEN`, `getToken()`, `config.password`."""
    if value.startswith(("__ENV", "process.env", "this.")) or "(" in value:
        return True
    path = _CODE_NAME.fullmatch(value)
    return bool(path) and "." in value and secrecy(value.rpartition(".")[2]) > Level.KEY
