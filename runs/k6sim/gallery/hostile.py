"""Documents that mean no good, or that nobody thought of: markup, no types, no ends, no measure."""

from __future__ import annotations

from functools import lru_cache

from runs.k6sim.exhibit import Exhibit
from runs.k6sim.notes import HTML_NOTE, WORLD_NOTE
from runs.k6sim.oddities import EVERY_OPTION, SECRETIVE, UNKNOWN_EXECUTOR

from .making import Json, entry, plan, scenario, show, stages, told
from .shelves import HOSTILE, LONG, MARKUP

TAG = "<img src=x onerror=\"alert('gallery')\">"
_SCRIPT = "</script><script>alert('gallery')</script>"
_HTMX = '<b hx-get="/accounts/logout/" hx-trigger="load" hx-on:load="alert(1)">b</b>'


def _markup_options() -> Json:
    ramp = scenario("ramping-vus", stages=stages((5, 20), (5, 5)), exec=_SCRIPT)
    return {
        "scenarios": {
            TAG: ramp,
            _HTMX: scenario(_SCRIPT, vus=TAG),
            "{{ 7 * 7 }}": scenario("constant-vus", duration=TAG),
        },
        "thresholds": {TAG: [_SCRIPT, {"threshold": _HTMX, "abortOnFail": True, "delayAbortEval": TAG}]},
        "tags": {TAG: _SCRIPT, "javascript:alert(1)": "data:text/html,<script>alert(1)</script>"},
        _SCRIPT: {_HTMX: [TAG]},
    }


_MARKUP_ZONES: list[Json] = [
    {"load_zone": TAG, "percent": 50},
    {"load_zone": f"amazon:{_SCRIPT}:{_HTMX}", "percent": 30},
    {"load_zone": "javascript:alert(1)", "percent": 20},
]
_MARKUP_NODES: Json = {
    TAG: {"percentage": 60, "nodes": [{"size": _SCRIPT, "public_ip": TAG}]},
    _HTMX: {"percentage": 40, "nodes": [{"size": _HTMX, "public_ip": "</textarea>" + _SCRIPT}]},
}
_MARKUP: Json = {
    "note": HTML_NOTE + _SCRIPT + _HTMX,
    "started_by": '"><script>alert(1)</script>@example.com',
    "options": _markup_options(),
    "distribution": _MARKUP_ZONES,
    "k6_versions": {TAG: _SCRIPT, _HTMX: TAG},
    "k6_dependencies": {_SCRIPT: _HTMX},
    "cost": {"total_vuh": 1, "breakdown": {"reduction_rate": 5, "reduction_rate_breakdown": {TAG: 5, _HTMX: _SCRIPT}}},
}
_MARKUP_HISTORY = (
    entry("created", 0, TAG, 1, _SCRIPT),
    entry(TAG, 20, _HTMX, 2, TAG),
    entry("running", 60),
    entry("aborted", 600, _SCRIPT + TAG, 8036, '"><img src=x onerror=alert(1)>@example.com'),
)
_TEN_THOUSAND = plan(
    {"stages": [{"duration": "1s", "target": turn * 37 % 400} for turn in range(10_000)]}, 399, 10_000 / 60
)
_THOUSANDS = plan(
    {
        "scenarios": {
            f"s{number:04}": scenario("constant-vus", vus=1 + number % 5, duration="5m") for number in range(3_000)
        },
        "thresholds": {f"metric_{number}{{name:x}}": [f"p(95)<{number}"] for number in range(4_000)},
        "tags": {f"tag{number}": f"value {number}" for number in range(2_000)},
    },
    9_000,
    5,
)
_DURATIONS: Json = {
    "scenarios": {
        "negative": scenario("constant-vus", vus=5, duration="-10m"),
        "negative start": scenario("constant-vus", vus=5, duration="10m", startTime="-1h"),
        "beyond Go": scenario("constant-vus", vus=5, duration="9999999999h"),
        "endless digits": scenario("constant-vus", vus=5, duration="9" * 400 + "s"),
        "a number beyond all": scenario("constant-vus", vus=5, duration=10**300),
        "a word": scenario("constant-vus", vus=5, duration="until Tuesday"),
        "an object": scenario("constant-vus", vus=5, duration={"minutes": 5}),
        "300 years": scenario("constant-vus", vus=5, duration="106750d"),
        "no time at all": scenario("constant-vus", vus=5, duration=0),
        "a nanosecond": scenario("constant-vus", vus=5, duration="1ns"),
        "a stage of nothing": scenario("ramping-vus", stages=[{}]),
        "stages that are none": scenario("ramping-vus", stages={"duration": "5m"}),
    }
}
_TARGETS: Json = {
    "scenarios": {
        "negative VUs": scenario("constant-vus", vus=-5, duration="10m"),
        "all the VUs": scenario("constant-vus", vus=10**30, duration="10m"),
        "half a VU": scenario("constant-vus", vus=0.5, duration="10m"),
        "true VUs": scenario("constant-vus", vus=True, duration="10m"),
        "VUs in words": scenario("constant-vus", vus="twenty", duration="10m"),
        "no rate": scenario("constant-arrival-rate", duration="10m", preAllocatedVUs=5),
        "rate per nothing": scenario("constant-arrival-rate", rate=5, timeUnit="0s", duration="10m", preAllocatedVUs=5),
        "all the rate": scenario("constant-arrival-rate", rate=10**11, duration="10m", preAllocatedVUs=5, maxVUs=2),
        "not an object": [1, 2, 3],
        "nothing": None,
    }
}
_WRONG_TYPES: Json = {
    "started_by": 17,
    "ended": ["never"],
    "note": {"text": "an object"},
    "retention_expiry": 1_900_000_000,
    "cost": "free",
    "status_details": "running",
    "status_history": {"created": "yesterday"},
    "distribution": {"amazon:ie:dublin": 100},
    "result": 1,
    "result_details": [],
    "options": "vus: 10",
    "k6_dependencies": ["k6"],
    "k6_versions": {"k6": 2, "k6/x/sql": None},
    "max_vus": "many",
    "max_browser_vus": -1,
    "estimated_duration": 1.5,
    "execution_duration": True,
    "is_starred": "yes",
}
_NOTHING: Json = dict.fromkeys(_WRONG_TYPES)
_WEIRD = (
    "\u202etxt.exe\u202c \0\ud800 Z\u0351\u036b\u0343a\u0369\u0342lgo "
    "\U0001f469\U0001f3fd\u200d\U0001f52c \ufeff\u2028end"
)


def _deep() -> Json:
    """Two hundred objects inside each other, and a list as deep beside them."""
    inner: object = "the bottom"
    row: object = []
    for level in range(200):
        inner, row = {f"level {level}": inner}, [row]
    return {"vus": 3, "duration": "5m", "ext": inner, "tags": {"deep": row}}


@lru_cache(maxsize=1)
def _huge() -> Json:
    """Five megabytes, some in everything that a page reads of options."""
    hosts = {f"host-{number:06}.shop.example.com": f"192.0.2.{number % 250}" for number in range(50_000)}
    runs = {
        f"journey {number:05}": scenario("constant-vus", vus=1 + number % 9, duration="10m0s")
        for number in range(10_000)
    }
    limits = {
        f"http_req_duration{{name:page{number:05}}}": [f"p(95)<{number}", f"p(99)<{2 * number}"]
        for number in range(10_000)
    }
    text = "Lorem ipsum, and a PASSWORD=demo-ext-secret-5150 in between. " * 21_000
    return {"scenarios": runs, "thresholds": limits, "hosts": hosts, "ext": {"text": text}}


def _told_huge(_created: int) -> Json:
    return {"options": _huge()}


def _long_history() -> tuple[Json, ...]:
    return tuple(entry(f"status number {number}", 2 * number, f"Message {number}") for number in range(1_200))


EXHIBITS: tuple[Exhibit, ...] = (
    show(MARKUP, "", fields=_MARKUP, nodes=_MARKUP_NODES, timed=told(*_MARKUP_HISTORY, ended=600, result=TAG)),
    show(LONG, "long " * 6_000, fields={"started_by": f"{'somebody.with.a.very.long.address.' * 6}@example.com"}),
    show(
        HOSTILE,
        _WEIRD + WORLD_NOTE,
        fields={"k6_versions": {_WEIRD: _WEIRD}, "distribution": [{"load_zone": _WEIRD, "percent": 100}]},
    ),
    show(HOSTILE, "10,000 stages.", plan=_TEN_THOUSAND),
    show(HOSTILE, "5 MB of options.", timed=_told_huge),
    show(HOSTILE, "3,000 scenarios, 4,000 thresholds, 2,000 tags.", plan=_THOUSANDS),
    show(HOSTILE, "Executors and stages that nobody has told us of.", plan=plan(UNKNOWN_EXECUTOR, 5, 10)),
    show(HOSTILE, "Negative and absurd durations.", plan=plan(_DURATIONS, 40, 10)),
    show(HOSTILE, "Negative and absurd targets.", plan=plan(_TARGETS, 40, 10)),
    show(HOSTILE, "Options two hundred levels deep.", plan=plan(_deep(), 3, 5)),
    show(HOSTILE, "Secrets in its options.", plan=plan(SECRETIVE, 10, 30)),
    show(HOSTILE, "Every option there is, most of them null.", plan=plan(EVERY_OPTION, 10, 10)),
    show(HOSTILE, "1,200 statuses.", timed=told(*_long_history(), entry("completed", 2_400), ended=2_400)),
    show(
        HOSTILE,
        "2,000 load zones.",
        fields={"distribution": [{"load_zone": f"zone {number}", "percent": 0.05} for number in range(2_000)]},
    ),
    show(HOSTILE, "It ended in the year 9999.", timed=told(entry("created", 0), entry("running", 9), ended=2.5e11)),
    show(HOSTILE, "", fields=_WRONG_TYPES),
    show(HOSTILE, "", fields=_NOTHING),
    show(HOSTILE, "", omit=frozenset(_WRONG_TYPES)),
)
