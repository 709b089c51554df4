"""Scripts of runs: JavaScript, TypeScript, k6 archives plain and gzipped, and a hostile archive.

All runs of a test share a script for a few weeks, then it changes a little; archives of one script differ
in their bytes from upload to upload, as real ones do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .archives import gzipped, hostile_archive, script_archive, tree_archive
from .catalogue import LoadTest
from .moments import DAY
from .rows import Row

SCRIPT_WEEKS = 3
TEXT = "text/javascript"
TAR = "application/x-tar"


@dataclass(frozen=True, slots=True)
class Script:
    """`media_type` is the Content-Type that the API documents for it: gzipped archives claim plain tar."""

    media_type: str
    content: bytes


def script_of(row: Row, test: LoadTest, start: int) -> Script:
    """The frozen script of one run. Versions are counted back from `start`, newest highest."""
    version = 40 - (start - row.created) // (SCRIPT_WEEKS * 7 * DAY)
    if test.script in _TEXTS:
        return Script(TEXT, _TEXTS[test.script](test, version).encode())
    if test.script == "binary":
        return Script(TEXT, bytes(range(256)) * 8)
    return Script(TAR, _archive(row, test, version))


def _archive(row: Row, test: LoadTest, version: int) -> bytes:
    source = javascript(test, version).encode()
    if test.script == "hostile":
        return hostile_archive(source)
    if test.script == "tree":
        return tree_archive(source)
    archive = script_archive(source, test.project_id, version, row.created)
    return gzipped(archive) if test.script == "tar.gz" else archive


def javascript(test: LoadTest, version: int) -> str:
    return f"""\
import http from 'k6/http';
import {{ check, group, sleep }} from 'k6';

// {test.name.replace(chr(10), " ")}, revision {version}
const BASE = __ENV.BASE_URL || 'https://shop.example.com';
const HEADERS = {{ Authorization: 'Bearer demo-script-secret-8842', 'X-Rev': '{version}' }};

export const options = {{
  vus: {test.vus},
  duration: '{test.minutes}m',
  thresholds: {{ http_req_duration: ['p(95)<{500 + version % 4 * 25}'] }},
  cloud: {{ projectID: {test.project_id}, name: {test.name!r} }},
}};

export default function () {{
  group('browse', () => {{
    const res = http.get(`${{BASE}}/products?page=${{__ITER % 7}}`, {{ headers: HEADERS }});
    check(res, {{ 'status is 200': (r) => r.status === 200 }});
  }});
  sleep({1 + version % 3});
}}
"""


def typescript(test: LoadTest, version: int) -> str:
    return f"""\
import {{ browser }} from 'k6/browser';
import type {{ Options }} from 'k6/options';

interface Journey {{ path: string; heading: string }}

const JOURNEYS: Journey[] = [
  {{ path: '/', heading: 'Welcome' }},
  {{ path: '/cart', heading: 'Your cart' }},
];

// {test.name}, revision {version}
export const options: Options = {{
  scenarios: {{
    ui: {{
      executor: 'constant-vus',
      vus: {test.vus},
      duration: '{test.minutes}m',
      options: {{ browser: {{ type: 'chromium' }} }},
    }},
  }},
}};

export default async function (): Promise<void> {{
  const page = await browser.newPage();
  for (const journey of JOURNEYS) {{
    await page.goto(`https://shop.example.com${{journey.path}}`);
  }}
  await page.close();
}}
"""


def _long(test: LoadTest, version: int) -> str:
    """Four thousand lines, and one line of 20,000 characters in their middle."""
    lines = [
        f"check(res, {{ 'page {number} is there': (r) => r.json().pages[{number}].ok }});" for number in range(4_000)
    ]
    lines[2_000] = f"const TABLE = '{'0123456789abcdef' * 1_250}';"
    return javascript(test, version) + "\n".join(lines) + "\n"


_TEXTS: dict[str, Callable[[LoadTest, int], str]] = {
    "js": javascript,
    "ts": typescript,
    "long": _long,
    "empty": lambda _test, _version: "",
}
