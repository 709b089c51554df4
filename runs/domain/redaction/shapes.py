"""Secrets that can be told by their own shape, wherever they stand.

Each service's shape is from its documentation. `sk-` and the like need many characters behind them, because words begin
that way too. Hex digits alone are no shape: hashes look the same.
"""

from __future__ import annotations

import re

from runs.domain.redaction.values import is_credential_of_scheme, is_pair, is_readable

Span = tuple[int, int]

# A key that is cut off before its end is masked to the end of the text.
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL)
_SIGNED = re.compile(r"(?<![\w-])eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){0,3}", re.ASCII)
# Beginnings in lower case, for a quick look, and the shapes that begin so.
_TOKENS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("glsa", "glc", "glptt"), r"(?:glsa|glc|glptt)[_-][\w=+/~-]{10,}"),  # Grafana
    (("gho_", "ghp_", "ghs_", "ghu_", "ghr_"), r"gh[oprsu]_\w{10,}"),
    (("github_pat_",), r"github_pat_\w{20,}"),
    (("glpat-", "gldt-", "glrt-", "glcbt-"), r"gl(?:pat|dt|rt|cbt)-[\w.-]{16,}"),
    (("xox", "xapp-"), r"(?:xox[abeoprs]|xapp)-[\w-]{10,}"),  # Slack
    (("sk_live", "sk_test", "rk_live", "rk_test", "whsec_"), r"(?:[sr]k_(?:live|test)|whsec)_\w{10,}"),  # Stripe
    (("akia", "asia"), r"(?:AKIA|ASIA)[A-Z0-9]{16}\b"),  # AWS
    (("aiza",), r"AIza[\w-]{30,}"),  # Google
    (("ya29.",), r"ya29\.[\w-]{20,}"),
    (("gocspx-",), r"GOCSPX-[\w-]{20,}"),
    (("npm_",), r"npm_[A-Za-z0-9]{30,}"),
    (("pypi-",), r"pypi-[\w-]{40,}"),
    (("sg.",), r"SG\.[\w-]{16,}\.[\w-]{16,}"),  # SendGrid
    (("sk-",), r"sk-(?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{24,}"),  # OpenAI, Anthropic
    (("hf_",), r"hf_[A-Za-z0-9]{30,}"),  # Hugging Face
    (("shpat_", "shpss_", "shpca_"), r"shp(?:at|ss|ca)_[0-9a-fA-F]{24,}"),
    (("dop_v1_", "doo_v1_"), r"do[op]_v1_[0-9a-f]{40,}"),
    (("dckr_pat_",), r"dckr_pat_[\w-]{20,}"),
    (("hvs.", "hvb."), r"hv[sb]\.[\w-]{20,}"),  # Vault
    (("atatt",), r"ATATT[\w=-]{30,}"),
    (("lin_api_",), r"lin_api_\w{30,}"),
    (("nrak-",), r"NRAK-[A-Z0-9]{20,}"),
    (("pmak-",), r"PMAK-[0-9a-f-]{30,}"),
    (("sntrys_",), r"sntrys_[\w+/=]{30,}"),
    (("dapi",), r"dapi[0-9a-f]{32}"),
    ((":aa",), r"\d{8,10}:AA[\w-]{30,}"),  # Telegram
)
_SHAPES = tuple(
    (begins, re.compile(rf"(?<![A-Za-z0-9]){shape}", re.ASCII | (re.IGNORECASE if begins[0].startswith("gl") else 0)))
    for begins, shape in _TOKENS
)
_HOOK = re.compile(
    r"hooks\.slack\.com/(?:services|workflows)/([\w/-]{10,})|discord(?:app)?\.com/api/webhooks/\d+/([\w-]{20,})"
)
_USER_INFO = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}+://([^/\s@\"'`?#<>\\]{1,256}+)@")
# The address of a database as Go drivers, and so k6 extensions, write it: `user:password@tcp(db:3306)/shop`.
_GO_USER_INFO = re.compile(r"(?<![^\s\"'`=])[^\s\"'`:/@()=]{1,80}+:([^\s\"'`]{1,256}?)@(?:tcp|unix)\(")
_BEHIND_SCHEME = re.compile(r"(?<![\w-])(bearer|basic)(?:\s{1,4}|%20)([A-Za-z0-9._~+/=:|!@-]{4,})", re.IGNORECASE)
_COMMAND_USER = re.compile(r"(?:\s-u|--user)[\s=]{1,3}[\"']?([^\s:\"'$]{1,80}:[^\s\"'$]+)")
# What many harmless texts hold: only what stands behind it tells a token.
_RARE = ("sk-", "sg.", "dapi", "asia", ":aa")
_SIGNS = (
    *(
        "private key",
        "eyj",
        "://",
        "@tcp(",
        "@unix(",
        "bearer",
        "basic",
        "hooks.slack.com",
        "/webhooks/",
        " -u",
        "--user",
    ),
    *(begin for begins, _ in _TOKENS for begin in begins if begin not in _RARE),
)
_RARE_SHAPE = re.compile(r"sk-[A-Za-z0-9_-]{24}|SG\.[\w-]{16}|dapi[0-9a-f]{32}|ASIA[A-Z0-9]{16}|\d{8,10}:AA[\w-]{30}")


def has_shape(text: str, lowered: str) -> bool:
    """Whether anything in a text may have a token's own shape; False is sure, and told fast."""
    for sign in _SIGNS:
        if sign in lowered:
            return True
    return any(sign in lowered for sign in _RARE) and _RARE_SHAPE.search(text) is not None


def secrets_by_shape(text: str, lowered: str) -> list[Span]:
    """Start and end of each; `lowered` is the text in lower case."""
    spans: list[Span] = []
    if "private key" in lowered:
        spans += [found.span() for found in _PEM.finditer(text)]
    if "eyj" in lowered:
        spans += [found.span() for found in _SIGNED.finditer(text)]
    for begins, shape in _SHAPES:
        if any(begin in lowered for begin in begins):
            spans += [found.span() for found in shape.finditer(text)]
    spans += _of_addresses(text, lowered)
    if "hooks.slack.com" in lowered or "/webhooks/" in lowered:
        spans += [found.span(found.lastindex or 0) for found in _HOOK.finditer(text)]
    if "bearer" in lowered or "basic" in lowered:
        spans += [
            found.span(2) for found in _BEHIND_SCHEME.finditer(text) if is_credential_of_scheme(found[2], found[1])
        ]
    if " -u" in lowered or "--user" in lowered:
        spans += [found.span(1) for found in _COMMAND_USER.finditer(text) if is_pair(found[1])]
    return spans


def _of_addresses(text: str, lowered: str) -> list[Span]:
    spans: list[Span] = []
    if "://" in lowered:
        spans += [found.span(1) for found in _USER_INFO.finditer(text) if _is_secret_user(found[1])]
    if "@tcp(" in lowered or "@unix(" in lowered:
        spans += [found.span(1) for found in _GO_USER_INFO.finditer(text) if not is_readable(found[1])]
    return spans


def _is_secret_user(user: str) -> bool:
    """Whether the user info of an address holds more than a user's name."""
    name, colon, password = user.partition(":")
    if colon:
        return bool(password) and not is_readable(password)
    return len(name) >= 16 and not is_readable(name)
