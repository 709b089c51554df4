"""What a load test plans to do: its k6 options, peak VUs and estimated length, by shape.

Field names are those of k6's own options; durations are written as k6 writes them back (`10m0s`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .catalogue import LoadTest

Json = dict[str, object]

GRACEFUL_STOP = 30
"""Seconds that k6 adds after each scenario by default."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`max_vus` counts protocol and browser VUs together; `seconds` is the planned load phase."""

    options: Json
    max_vus: int
    max_browser_vus: int
    seconds: int
    estimated_duration: int


def k6_duration(seconds: int) -> str:
    """600 -> `10m0s`, as k6 serialises durations."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours}h{minutes}m{seconds}s"
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"


def make_plan(test: LoadTest, vus: int) -> Plan:
    """The plan of one run of `test` at a peak of `vus` VUs."""
    seconds = test.minutes * 60
    load = _SHAPES[test.shape](vus, seconds)
    cloud: Json = {"projectID": test.project_id, "name": test.name, "distribution": _cloud_distribution(test)}
    options: Json = {**load, "thresholds": _thresholds(test), "cloud": cloud}
    browser = vus if test.shape == "browser" else max(1, vus // 9) if test.shape == "mixed" else 0
    peak = 1 if test.shape == "bare" else vus
    graceful = GRACEFUL_STOP if "scenarios" in load or "duration" in load else 0
    return Plan(options, peak, browser, seconds, seconds + graceful)


def _cloud_distribution(test: LoadTest) -> Json:
    return {zone: {"loadZone": zone, "percent": percent} for zone, percent in test.zones}


def _thresholds(test: LoadTest) -> Json:
    if test.shape == "bare":
        return {}
    if test.shape == "browser":
        return {"browser_web_vital_lcp": ["p(75)<2500"], "checks": ["rate>0.99"]}
    return {
        "http_req_duration": ["p(95)<500", "p(99)<1500"],
        "http_req_failed": [{"threshold": "rate<0.01", "abortOnFail": test.flaky > 0.1, "delayAbortEval": "1m0s"}],
        'http_req_duration{name:"checkout"}': ["p(95)<800"],
    }


def _stages(peak: int, seconds: int) -> list[Json]:
    ramp = seconds // 6
    parts = ((ramp, peak), (seconds - 2 * ramp, peak), (ramp, 0))
    return [{"duration": k6_duration(length), "target": target} for length, target in parts]


def _one(name: str, executor: str, **fields: object) -> Json:
    return {"scenarios": {name: {"executor": executor, "exec": "default", **fields}}}


def _ramping_vus(vus: int, seconds: int) -> Json:
    return _one("journeys", "ramping-vus", startVUs=0, stages=_stages(vus, seconds), gracefulRampDown="30s")


def _constant_vus(vus: int, seconds: int) -> Json:
    return _one("steady", "constant-vus", vus=vus, duration=k6_duration(seconds))


def _shared_iterations(vus: int, seconds: int) -> Json:
    return _one("batch", "shared-iterations", vus=vus, iterations=vus * 50, maxDuration=k6_duration(seconds))


def _per_vu_iterations(vus: int, seconds: int) -> Json:
    return _one("each", "per-vu-iterations", vus=vus, iterations=20, maxDuration=k6_duration(seconds))


def _constant_rate(vus: int, seconds: int) -> Json:
    return _one(
        "requests",
        "constant-arrival-rate",
        rate=vus * 4,
        timeUnit="1s",
        duration=k6_duration(seconds),
        preAllocatedVUs=vus // 2,
        maxVUs=vus,
    )


def _ramping_rate(vus: int, seconds: int) -> Json:
    return _one(
        "traffic",
        "ramping-arrival-rate",
        startRate=1,
        timeUnit="1s",
        stages=_stages(vus * 3, seconds),
        preAllocatedVUs=vus // 2,
        maxVUs=vus,
    )


def _externally_controlled(vus: int, seconds: int) -> Json:
    return _one("drill", "externally-controlled", vus=vus // 2, maxVUs=vus, duration=k6_duration(seconds))


def _browser(vus: int, seconds: int) -> Json:
    return _one(
        "ui",
        "constant-vus",
        vus=vus,
        duration=k6_duration(seconds),
        options={"browser": {"type": "chromium"}},
    )


def _mixed(vus: int, seconds: int) -> Json:
    browser = max(1, vus // 9)
    ui: Json = {
        "executor": "constant-vus",
        "exec": "ui",
        "vus": browser,
        "duration": k6_duration(seconds),
        "options": {"browser": {"type": "chromium"}},
    }
    api: Json = {
        "executor": "ramping-vus",
        "exec": "api",
        "startVUs": 1,
        "stages": _stages(vus - browser, seconds),
        "env": {"CATALOGUE_KEY": "demo-env-secret-5521"},
    }
    return {"scenarios": {"ui": ui, "api": api}}


_SHAPES: dict[str, Callable[[int, int], Json]] = {
    "stages": lambda vus, seconds: {"stages": _stages(vus, seconds)},
    "duration": lambda vus, seconds: {"vus": vus, "duration": k6_duration(seconds)},
    "iterations": lambda vus, _seconds: {"vus": vus, "iterations": vus * 10},
    "bare": lambda _vus, _seconds: {},
    "ramping-vus": _ramping_vus,
    "constant-vus": _constant_vus,
    "shared-iterations": _shared_iterations,
    "per-vu-iterations": _per_vu_iterations,
    "constant-arrival-rate": _constant_rate,
    "ramping-arrival-rate": _ramping_rate,
    "externally-controlled": _externally_controlled,
    "browser": _browser,
    "mixed": _mixed,
}
