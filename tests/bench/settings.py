"""The real settings on a benchmark's database, with Django's own admin and a bare view beside the site's pages."""

import os
from pathlib import Path

# Budgets of single pages are measured by one who asks as fast as he can; fifty people get what a deployment has.
os.environ.update(
    SECRET_KEY="bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    TOKEN_KEYS="YmVuY2htYXJrLW9ubHkta2V5LTAxMjM0NTY3ODlhYmM=",
    BASE_URL="http://localhost:8000",
    ALLOWED_HOSTS="localhost,127.0.0.1",
    K6_API_URL=os.environ["BENCH_API_URL"],
    DATABASE_URL="sqlite:///" + os.environ["BENCH_DATABASE"],
    CACHE_URL="dbcache://k6admin_cache" if os.environ["BENCH_PEOPLE"] else "locmemcache://",
    DEBUG="false",
)

from k6admin import settings as real

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES = [{**real.TEMPLATES[0], "DIRS": [real.BASE_DIR / "templates", Path(__file__).parent / "templates"]}]
STATIC_ROOT = real.VAR_DIR / "bench" / "static"
if not os.environ["BENCH_PEOPLE"]:
    LIST_PACE = PAGE_PACE = CHANGE_PACE = SHARED_PACE = (1_000_000, 1_000_000.0)
