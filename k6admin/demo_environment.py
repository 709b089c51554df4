"""What the demo is made of: its folder, its secrets, its people, and every setting that it fixes.

The demo takes nothing from `.env` and nothing that is exported: it must never touch a real database,
send real mail or ask the real API.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from k6admin.exposure import make_private_folder

FOLDER = Path(__file__).resolve().parent.parent / "var" / "demo"
PASSWORD = "demo"  # noqa: S105 - the demo's own, for everyone to read
LEAD, MEMBER, VIEWER = "lead@demo.test", "member@demo.test", "viewer@demo.test"
ADDRESSES = ("BASE_URL", "K6_API_URL")


def demo_environment(folder: Path = FOLDER) -> dict[str, str]:
    """Every key that the settings read, but the two ADDRESSES, which change from start to start."""
    return {
        **_secrets(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'k6admin.sqlite3'}",
        "CACHE_URL": "dbcache://k6admin_cache",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEBUG": "False",
        "TRUSTED_PROXIES": "",
        "EMAIL_URL": "",
        "DEFAULT_FROM_EMAIL": "k6admin@demo.test",
        "MEDIA_ROOT": str(folder / "media"),
        "SCRIPT_STORE_MAX_GB": "1",
        "MAX_RUNS_PER_STACK": "2000000",
        "LOG_FORMAT": "text",
        "OIDC_ISSUER": "",
        "OIDC_CLIENT_ID": "",
        "OIDC_CLIENT_SECRET": "",
    }


def child_environment(outside: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, str]:
    """What the demo's processes see: this machine's environment with the demo's own addresses."""
    return {
        **outside,
        **addresses,
        "DJANGO_SETTINGS_MODULE": "k6admin.demo_settings",
        "PYTHONUNBUFFERED": "1",
    }


def _secrets(folder: Path) -> dict[str, str]:
    """Made at random the first time, kept in a file that only its owner reads."""
    path = folder / "secrets.json"
    if not path.exists():
        make_private_folder(folder)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "TOKEN_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(made, file)
        draft.replace(path)  # whole or not at all: a half-written key would lock the stack's token away
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
