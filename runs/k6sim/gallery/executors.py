"""Every executor and every shortcut of k6, alone and stacked."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit

from .making import Json, plan, scenario, show, stages
from .shelves import EXECUTORS

_BROWSER: Json = {"browser": {"type": "chromium"}}


def _one(words: str, most: int, minutes: float, executor: str, **fields: object) -> Exhibit:
    """A run with a single scenario."""
    browser = most if "options" in fields else 0
    options: Json = {"scenarios": {"only": scenario(executor, **fields)}}
    return show(EXECUTORS, words, plan=plan(options, most, minutes, browser=browser))


def _all(
    words: str, most: int, minutes: float, options: Json, *, browser: int = 0, running: float | None = None
) -> Exhibit:
    return show(EXECUTORS, words, plan=plan(options, most, minutes, browser=browser), running=running)


_OLD: Json = {"k6_versions": {"k6": "v1.8.1"}}
_OUTSIDE = scenario("externally-controlled", vus=10, maxVUs=50, duration="30m0s")
_BESIDE: Json = {"vus": 3, "scenarios": {"used": scenario("constant-vus", vus=99, duration="1h")}}
_SALE = stages((5, 300), (10, 300), (2, 900), (3, 900), (5, 0))
_SINGLE = (
    _one("constant-vus", 40, 20, "constant-vus", vus=40, duration="20m0s"),
    _one("ramping-vus, from 0", 900, 25, "ramping-vus", startVUs=0, stages=_SALE, gracefulRampDown="30s"),
    _one(
        "ramping-vus in jumps: stages of no length",
        200,
        15,
        "ramping-vus",
        startVUs=5,
        stages=stages((5, 5), (0, 200), (2, 200), (0, 5), (8, 5)),
    ),
    _one(
        "shared-iterations: ends when they are done",
        25,
        30,
        "shared-iterations",
        vus=25,
        iterations=5000,
        maxDuration="30m0s",
    ),
    _one("per-vu-iterations", 12, 10, "per-vu-iterations", vus=12, iterations=40, maxDuration="10m0s"),
    _one(
        "constant-arrival-rate, per second",
        80,
        15,
        "constant-arrival-rate",
        rate=200,
        timeUnit="1s",
        duration="15m0s",
        preAllocatedVUs=30,
        maxVUs=80,
    ),
    _one(
        "constant-arrival-rate, per minute, without maxVUs",
        6,
        10,
        "constant-arrival-rate",
        rate=90,
        timeUnit="1m0s",
        duration="10m0s",
        preAllocatedVUs=6,
    ),
    _one(
        "ramping-arrival-rate",
        400,
        22,
        "ramping-arrival-rate",
        startRate=10,
        timeUnit="1s",
        stages=stages((5, 250), (12, 250), (0, 600), (2, 600), (3, 0)),
        preAllocatedVUs=120,
        maxVUs=400,
    ),
    show(
        EXECUTORS,
        "externally-controlled, an executor of k6 before 2.0",
        plan=plan({"scenarios": {"only": _OUTSIDE}}, 50, 30),
        fields=_OLD,
    ),
    _one("A browser's VUs alone", 6, 10, "constant-vus", vus=6, duration="10m0s", options=_BROWSER),
)
_SHORTCUTS = (
    _all("Shortcut: stages", 30, 12, {"stages": stages((2, 30), (8, 30), (2, 0))}),
    _all("Shortcut: vus and duration", 15, 8, {"vus": 15, "duration": "8m0s"}),
    _all("Shortcut: vus and iterations", 10, 10, {"vus": 10, "iterations": 250}),
    _all("Shortcut: vus alone goes before scenarios, since k6 2.1", 3, 10, _BESIDE),
    show(
        EXECUTORS, "Shortcut: vus is ignored beside scenarios, before k6 2.1", plan=plan(_BESIDE, 99, 60), fields=_OLD
    ),
    _all("Refused: duration and stages", 5, 10, {"vus": 5, "duration": "10m0s", "stages": stages((2, 5), (8, 5))}),
    _all("Half of the load", 20, 10, {"vus": 40, "duration": "10m0s", "executionSegment": "0:1/2"}),
    _all("Nothing at all: one VU, one iteration", 1, 10, {}),
    _all(
        "Durations in every form that k6 reads",
        6,
        122.5,
        {
            "scenarios": {
                "numbers": scenario("constant-vus", vus=2, duration=90_000),
                "words": scenario("constant-vus", vus=2, duration="1h2m3.5s"),
                "text": scenario("constant-vus", vus=2, duration="600000", startTime="0.5h"),
                "small": scenario("constant-vus", vus=2, duration="7350000ms"),
            }
        },
    ),
)
_DAY: Json = {
    "browse": scenario("ramping-vus", startVUs=0, stages=stages((5, 120), (20, 120), (5, 0)), exec="browse"),
    "buy": scenario(
        "ramping-arrival-rate",
        startRate=0,
        timeUnit="1s",
        stages=stages((10, 40), (15, 40), (5, 0)),
        preAllocatedVUs=40,
        maxVUs=90,
        exec="buy",
    ),
    "look": scenario("constant-vus", vus=8, duration="25m0s", startTime="2m30s", options=_BROWSER, exec="look"),
}
_MANY: Json = {
    f"service-{number}": scenario("constant-vus", vus=4 + 3 * number, duration="6m0s", startTime=f"{number}m0s")
    for number in range(9)
}
_RELAY: Json = {
    "first": scenario("ramping-vus", startVUs=50, stages=stages((5, 50), (0, 0))),
    "second": scenario("constant-vus", vus=50, duration="6m0s", startTime="5m5s"),
}
_STACKED = (
    _all("Three scenarios, one of them in a browser", 218, 30, {"scenarios": _DAY}, browser=8),
    _all("Nine scenarios, one after the other", 133, 14, {"scenarios": _MANY}),
    _all("VUs kept for a ramp-down while the next ones start", 100, 11, {"scenarios": _RELAY}),
    _all("The API counts more VUs than the options do", 64, 20, {"stages": stages((5, 50), (15, 50))}),
    _all("The API counts far more VUs than the options do", 2_000, 20, {"stages": stages((5, 50), (15, 50))}),
    _all("Took longer than its plan", 50, 20, {"stages": stages((5, 50), (15, 50))}, running=22.5 * 60),
    _all("Took three times as long as its plan", 50, 20, {"stages": stages((5, 50), (15, 50))}, running=3600.0),
    _all("Done long before its limit", 20, 60, {"vus": 20, "iterations": 400, "duration": "1h0m0s"}, running=372.0),
)
EXHIBITS: tuple[Exhibit, ...] = (*_SINGLE, *_SHORTCUTS, *_STACKED)
