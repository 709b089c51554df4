"""The real settings with an environment of their own: sqlite in a file, or what TEST_DATABASE_URL names."""

import os
import tempfile
from typing import Any

os.environ.update(
    SECRET_KEY="tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    TOKEN_KEYS="dGVzdHMtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZjA=",
    BASE_URL="http://localhost:8000",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    K6_API_URL=os.environ.get("TEST_API_URL", "http://127.0.0.1:9"),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", "sqlite:///" + tempfile.gettempdir() + "/k6admin-tests.sqlite3"),
    CACHE_URL="locmemcache://",
    MEDIA_ROOT=os.environ.get("TEST_MEDIA_ROOT") or tempfile.mkdtemp(prefix="k6admin-media-"),
    DEBUG="false",
)

from k6admin import settings as real
from runs.k6api.client import Patience

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})

STORAGES = {**real.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = tempfile.mkdtemp(prefix="k6admin-static-")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests ask faster than anybody.
LIST_PACE = PAGE_PACE = CHANGE_PACE = ANONYMOUS_PACE = SESSION_PACE = SHARED_PACE = (1_000_000, 1.0)
# For a server that is tested as a process of its own: how long it waits, for the API and for slow readers.
if "TEST_PATIENCE" in os.environ:
    seconds = float(os.environ["TEST_PATIENCE"])
    PATIENCE_OF_PAGES = Patience(1, seconds, seconds, seconds)
    PATIENCE_WITH_READERS = seconds
# Named so that the type checker, which reads this file, knows our own settings.
DEMO: bool = real.DEMO
TOKEN_KEYS: list[str] = real.TOKEN_KEYS
K6_API_URL: str = real.K6_API_URL
TRUSTED_PROXIES: list[str] = real.TRUSTED_PROXIES
BASE_URL: str = real.BASE_URL
OIDC = real.OIDC

database: Any = real.DATABASES["default"]
if str(database["ENGINE"]).endswith("postgresql"):
    # Tests need no record that survives a power cut.
    database["OPTIONS"]["options"] += " -c synchronous_commit=off"
else:
    # A file, because threads and processes of a test share it.
    database["TEST"] = {"NAME": f"{database['NAME']}.{os.getpid()}"}
