"""What the gallery's exhibits are made with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from runs.k6sim.catalogue import LoadTest
from runs.k6sim.exhibit import Exhibit
from runs.k6sim.moments import DAY, SECOND, stamp
from runs.k6sim.plans import GRACEFUL_STOP, Plan, k6_duration

Json = dict[str, object]

FIRST_AGE, STEP = 16 * 24 * 3600.0, 19_000.0
"""Behind the first page of a demo's list, and a few hours apart."""

FOREVER = 400.0 * 24 * 3600
"""A phase that lasts longer than any simulator runs."""


def show(test: LoadTest, words: str, outcome: str = "passed", **more: Any) -> Exhibit:
    """An exhibit whose note says what it shows; `more` is passed on. It gets its age when it is placed."""
    fields: Json = {"note": words, **more.pop("fields", {})}
    return Exhibit(test.id, 0, outcome, fields=fields, **more)


def placed(exhibits: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
    """Each at an age of its own, the first one the youngest."""
    return tuple(replace(exhibit, age=FIRST_AGE + number * STEP) for number, exhibit in enumerate(exhibits))


def plan(options: Json, vus: int, minutes: float, *, browser: int = 0, estimate: int | None = None) -> Plan:
    """A plan as the API would tell it: `vus` at most, `browser` of them, `minutes` under load."""
    seconds = round(minutes * 60)
    graceful = GRACEFUL_STOP if "scenarios" in options or "duration" in options else 0
    return Plan(options, vus, browser, seconds, seconds + graceful if estimate is None else estimate)


def scenario(executor: str, **fields: object) -> Json:
    return {"executor": executor, **fields}


def stages(*parts: tuple[float, int]) -> list[Json]:
    """Stages of (minutes, target)."""
    return [{"duration": k6_duration(round(minutes * 60)), "target": target} for minutes, target in parts]


def entry(status: object, after: object, message: str | None = None, code: object = None, by: object = None) -> Json:
    """One entry of a status history: `after` is in seconds after the run's creation, or what stands there instead."""
    extra: Json = {"by_user": by, "code": code, "message": message}
    return {"type": status, "entered": after, **({"extra": extra} if any(extra.values()) else {})}


def told(*entries: Json, ended: float | None = None, **fields: object) -> Callable[[int], Json]:
    """A status history told as it stands here, the last of its entries being the status; no end: the run goes on."""

    def at(created: int) -> Json:
        history = [_timed(one, created) for one in entries]
        last = history[-1] if history else {"type": "completed", "entered": stamp(created)}
        end = None if ended is None else _after(created, ended)
        return {"status": last["type"], "status_details": last, "status_history": history, "ended": end, **fields}

    return at


def expired(created: int) -> Json:
    """Results that went three days after the run."""
    return {"retention_expiry": stamp(created + 3 * DAY)}


def _timed(one: Json, created: int) -> Json:
    after = one["entered"]
    return {**one, "entered": _after(created, after) if isinstance(after, int | float) else after}


def _after(created: int, seconds: float) -> str:
    return stamp(created + round(seconds * SECOND))
