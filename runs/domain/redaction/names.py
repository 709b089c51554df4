"""Names that say that their value is a secret, told by their words: `apiKey`, `X-Auth-Token`, `db_password`.

A word at the end can take it back: `passwordField`, `token_url` and `secretName` name something else.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise


class Level(IntEnum):
    """How sure a name makes it that its value is a secret; higher is surer."""

    NONE = 0
    KEY = 1  # `key`: masked where the value is long and random
    WEAK = 2  # `auth`, `session`: masked where the value looks like a credential
    GROUP = 3  # `credentials`: masked as a string; an object below it holds harmless values too
    SECRET = 4


LONGEST_NAME = 80


def vocabulary(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
# What a secret name contains, in lower case: found inside longer words too, such as `dbpassword`.
_INSIDE = (
    *("password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "appkey", "accesskey", "secretkey"),
    *(
        "privatekey",
        "authkey",
        "signingkey",
        "subscriptionkey",
        "accountkey",
        "encryptionkey",
        "masterkey",
        "sharedkey",
    ),
    *("passwort", "kennwort", "senha", "contrase", "motdepasse"),
)
_JOINED = ("apikey", "passwd", "passphrase", "passcode", "clientassertion")
_INSIDE_GROUP = ("credential", "authorization", "authorisation")
_NOT_INSIDE = re.compile(r"tokeni[sz]|secretar|cookieless|tokenless|passwordless")
_WHOLE = vocabulary(
    """
    pass pwd pw pin otp totp jwt sas mdp psk pat apitoken
    """
)
_ENDING = ("pwd", "pass")
_NOT_ENDING = frozenset({"bypass", "compass", "trespass", "overpass", "surpass", "underpass"})
_GROUPS = frozenset({"creds", "cred", "logins"})
_WEAK = vocabulary(
    """
    auth session sessionid jsessionid phpsessid sessid sid sig signature basic csrf xsrf hmac oauth
    """
)
# `key` behind one of these is a secret; behind another word it may be one (`storageKey`, `clientKey`).
_KEYED = vocabulary(
    """
    api app access secret private signing sign encryption encrypt master subscription shared auth license licence
    ssh deploy consumer integration ingest write admin hmac aes rsa crypto symmetric webhook vault sas security
    functions application
    instrumentation account insert insights
    """
)
# A name that ends in one of these is about the secret and is none: an address, a field, a sentence.
_ABOUT = vocabulary(
    """
    url urls uri uris endpoint endpoints path paths route routes host hosts domain origin type types name names
    field fields header headers selector selectors locator input inputs label labels placeholder length len count
    counts counter size min max minimum maximum policy expiry expires expired expiration ttl timeout interval
    duration limit limits lifetime status statuses error errors message messages msg hint hints page pages button
    btn prefix suffix format regex pattern file files filename filepath dir directory folder request requests req
    response res issuer audience scope scopes grant strategy mode enabled disabled required verified valid invalid
    validation validator check checks rule rules flag allow allowed present exists form step steps stage tag tags
    rate trend gauge metric metrics time latency algorithm alg encoding claim claims provider providers service
    server method methods index env variable text title description column link icon store storage cache manager
    screen view dialog modal tab section module class function fn callback handler helper usage used needed
    missing needs version reset resets change changed changes refresh refreshed created updated at age rotation
    strength box element elem el schema id ids xpath css info number num flow group threshold scenario budget
    refreshes kind location source param parameter params parameters property attribute attr attempts retries
    failures success failed ok jar consent banner case cases event events action actions position logger log logs
    key_id reset_url template reader parser data_source separator delimiter syntax unit units bucket only symbol
    symbols
    """
)
# A name that begins with one of these is a question, a number or a label.
_BEFORE = vocabulary(
    """
    is has no should requires needs max min num
    """
)
_SPOKEN_BEFORE = _BEFORE | vocabulary(
    """
    have not without invalid wrong missing forgot reset can show enter allow
    """
)

# `cryptoToken` is a currency, unless its value looks like a credential.
_CURRENCY = frozenset({"crypto", "native", "swap", "erc", "staking", "governance", "nft"})
_SESSION_IDS = frozenset({"sessionid", "jsessionid", "phpsessid", "sessid"})
# An object below a key of these words holds credentials under keys that people choose.
_HOLDING = frozenset({"credential", "credentials", "creds", "cred"})

# Below these, keys are labels that people choose: a scenario called "get token" is no secret.
LABELLED = frozenset({"scenarios", "thresholds", "distribution", "hosts"})
# Keys of an object that say nothing of a secret though they stand below a secret's name.
BENIGN_KEYS = vocabulary(
    """
    name user username login email mail url uri host port path type kind id method description title label role
    env environment region issuer audience scope scopes grant_type granttype client_id clientid algorithm alg
    expires expires_in expiresin ttl header headers domain enabled required provider vault format length min max
    default_role tenant placeholder selector file in location comment note message timeout
    """
)
# Below `credentials`, these say nothing of a secret either.
_PLAIN_CREDENTIALS = BENIGN_KEYS | vocabulary(
    """
    u usr mode project projectid project_id org organization organisation company country lang locale currency plan
    status database bucket account accountid account_id version protocol driver group team
    """
)


@lru_cache(maxsize=4000)
def secrecy(name: str) -> Level:
    """What a name says of its value; names longer than 80 characters are no names."""
    if not name or len(name) > LONGEST_NAME or not may_name_secret(name if name.isascii() else name.casefold()):
        return Level.NONE
    words = words_of(name)
    if not words or len(words) > 8 or words[:2] == ["access", "control"]:
        return Level.NONE
    if "by" in words[1:]:  # `tokenByStage` holds tokens, `usersByToken` users
        words = words[: words.index("by", 1)]
    level = _level(words)
    before = _SPOKEN_BEFORE if " " in name.strip() else _BEFORE
    if words[0] in before or (" " in name.strip() and len(words) > 3):
        return Level.NONE
    if words[-1] in _ABOUT:
        is_weak = "".join(words) in _SESSION_IDS or (words[-1] in ("header", "headers") and level)
        return Level.WEAK if is_weak else Level.NONE
    return level


def holds_credentials(name: str) -> bool:
    """Whether what stands below this key is a credential, whatever its own key: `credentials: {key: '…'}`."""
    words = words_of(name[:LONGEST_NAME])
    return bool(words) and words[-1] in _HOLDING


def is_plain_below_credentials(name: str) -> bool:
    """Whether a key below `credentials` is of a value that may be read: `user`, `secretName`, `tokenUrl`."""
    if len(name) > LONGEST_NAME:
        return False
    words = words_of(name)
    return name.lower() in _PLAIN_CREDENTIALS or (len(words) > 1 and words[-1] in _ABOUT)


def words_of(name: str) -> list[str]:
    """The words of a name in lower case: camelCase, snake_case, kebab-case."""
    found = _WORD.findall(name if name.isascii() else name.casefold())
    return [word.casefold() for word in found]


def _level(words: list[str]) -> Level:
    if any(one in _CURRENCY and two == "token" for one, two in pairwise(words)):
        return max(Level.WEAK, _level([word for word in words if word not in ("token", *_CURRENCY)] or ["auth"]))
    joined = "".join(words)
    is_keyed = any(word in ("key", "keys") and before in _KEYED for before, word in pairwise(words))
    if is_keyed or any(_is_secret(word) for word in words) or any(part in joined for part in _JOINED):
        return Level.SECRET
    if any(word in _GROUPS or any(part in word for part in _INSIDE_GROUP) for word in words):
        return Level.GROUP
    if joined in ("cookie", "setcookie"):
        return Level.GROUP
    if any(word in _WEAK or "cookie" in word for word in words) or joined in _WEAK:
        return Level.WEAK
    return Level.KEY if words[-1] in ("key", "keys") else Level.NONE


def _is_secret(word: str) -> bool:
    if word in _WHOLE:
        return True
    if any(part in word for part in _INSIDE):
        return not _NOT_INSIDE.search(word)
    return word.endswith(_ENDING) and word not in _NOT_ENDING and len(word) > 3


def may_name_secret(text: str) -> bool:
    """False where a text is sure to hold no name of any level; told fast, because most texts of a document are so."""
    lowered = text.lower()
    if not text.isascii():
        text = lowered = text.casefold()
    for sign in _SIGNS:  # a loop: `any` takes twice as long, and this is asked of every string of a document
        if sign in lowered:
            return True
    if lowered.count("pass") != lowered.count("passed"):
        return True
    return any(_stands_alone(word, text, lowered) for word in _SHORT if word in lowered)


def _stands_alone(word: str, text: str, lowered: str) -> bool:
    """Whether a short word is one, as in `pin` and `userPin`, rather than a part of one, as in `ramping`."""
    at = lowered.find(word)
    while at >= 0:
        end = at + len(word)
        begins = text[at] != word[0] or not (at and text[at - 1].isalpha())
        if begins and not text[end : end + 1].islower():
            return True
        at = lowered.find(word, end)
    return False


_SIGNS = (
    *("pwd", "secret", "token", "key", "auth", "cred", "cookie", "bearer", "basic", "session", "signature", "hmac"),
    *("csrf", "xsrf", "sessid", "kennwort", "senha", "contrase", "motdepasse", "logins", "assertion"),
)
_SHORT = ("pin", "otp", "totp", "jwt", "sas", "mdp", "psk", "pat", "pw", "sid", "sig")


@lru_cache(maxsize=4000)
def mentions(text: str) -> bool:
    """Whether a name, a selector or a label speaks of a password or another secret."""
    return bool(_MENTION.search(text.lower()))


def trailing(text: str) -> Level:
    """The level of a name that a text ends with, so that what follows is its value: `?api_key=`, `X-Api-Key: `."""
    if not text or text[-1] not in "=: ":
        return Level.NONE
    found = _TRAILING.search(text)
    return secrecy(found[1]) if found else Level.NONE


_MENTION = re.compile(
    r"passw|passphrase|passcode|passwort|kennwort|\bpwd\b|\bpw\b|\bpass\b|\bpin\b|secret|token|api.?key|\botp\b"
)
_TRAILING = re.compile(r"(?:^|[^\w-])([\w-]{1,64})[\"']?(?:=|:\s?)$")
