"""The settings of a scenario's executor, and what k6 refuses of them (observed in the k6 sources: `lib/executor`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from runs.domain.durations import MOST_NANOSECONDS, SECOND
from runs.domain.profile.reading import (
    Reader,
    RefusedError,
    TooLargeError,
    a_list,
    an_object,
    browser_options,
    duration,
    named,
    read,
    shown,
    text,
    texts,
    whole_number,
    whole_number_or_one,
)

MOST_STAGES, MOST_SCENARIOS = 10_000, 3_000
MOST_RAMPED_VUS = 100_000_000
_NAME = re.compile(r"[0-9a-zA-Z_-]+")
_GRACEFUL = 30 * SECOND

# Nanoseconds and target of a stage; None where it gives none.
Stage = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Config:
    """`given` are the numbers (durations in nanoseconds) that the options hold, `numbers` the defaults with them.

    `is_made`: k6 makes this scenario of shortcuts.
    """

    name: str
    executor: str
    given: Mapping[str, int]
    numbers: Mapping[str, int]
    stages: tuple[Stage, ...] = ()
    function: str | None = None
    is_browser: bool = False
    is_made: bool = False

    def number(self, name: str) -> int:
        return self.numbers.get(name, 0)

    @property
    def length(self) -> int:
        """Of all stages together, in nanoseconds."""
        return sum(length or 0 for length, _ in self.stages)


def _stages(value: object) -> list[Stage] | None:
    stages = a_list(value)
    return None if stages is None else read_stages(stages, is_strict=True)


def read_stages(stages: list[object], *, is_strict: bool) -> list[Stage]:
    """Stages as they are given; strictly, a field that is no stage's refuses them."""
    if len(stages) > MOST_STAGES:
        raise TooLargeError(f"are more than {MOST_STAGES:,}, too many to be calculated here.")
    found: list[Stage] = []
    for place, stage in enumerate(stages, 1):
        try:
            found.append(_stage(an_object(stage) or {}, is_strict=is_strict))
        except RefusedError as error:
            raise RefusedError(f"has a wrong stage, number {place}: {error}") from None
    return found


def _stage(stage: Mapping[str, object], *, is_strict: bool) -> Stage:
    """The common form is read directly, because there may be thousands."""
    if stage.keys() == _STAGE.keys():
        return duration(stage["duration"]), whole_number(stage["target"])
    length: object = None
    target: object = None
    for name, value in named(stage, _STAGE, is_strict=is_strict):
        length, target = (length, value) if name == "target" else (value, target)
    return duration(length), whole_number(target)


_STAGE: dict[str, Reader] = {"duration": duration, "target": whole_number}
_BASE: dict[str, Reader] = {
    "executor": text,
    "startTime": duration,
    "gracefulStop": duration,
    "env": texts,
    "exec": text,
    "tags": texts,
    "options": browser_options,
}
_ITERATIONS: dict[str, Reader] = {
    "vus": whole_number_or_one,
    "iterations": whole_number_or_one,
    "maxDuration": duration,
}
_ALLOCATED: dict[str, Reader] = {"timeUnit": duration, "preAllocatedVUs": whole_number, "maxVUs": whole_number}
_OWN: dict[str, dict[str, Reader]] = {
    "constant-vus": {"vus": whole_number_or_one, "duration": duration},
    "ramping-vus": {"startVUs": whole_number_or_one, "stages": _stages, "gracefulRampDown": duration},
    "shared-iterations": _ITERATIONS,
    "per-vu-iterations": _ITERATIONS,
    "constant-arrival-rate": {"rate": whole_number, "duration": duration, **_ALLOCATED},
    "ramping-arrival-rate": {"startRate": whole_number, "stages": _stages, **_ALLOCATED},
    "externally-controlled": {"vus": whole_number, "duration": duration, "maxVUs": whole_number},
}
_READERS = {executor: {**_BASE, **own} for executor, own in _OWN.items()}
_DEFAULTS: dict[str, dict[str, int]] = {
    executor: {"gracefulStop": _GRACEFUL, **own}
    for executor, own in {
        "constant-vus": {"vus": 1},
        "ramping-vus": {"startVUs": 1, "gracefulRampDown": _GRACEFUL},
        "shared-iterations": {"vus": 1, "iterations": 1, "maxDuration": 600 * SECOND},
        "per-vu-iterations": {"vus": 1, "iterations": 1, "maxDuration": 600 * SECOND},
        "constant-arrival-rate": {"timeUnit": SECOND},
        "ramping-arrival-rate": {"timeUnit": SECOND},
        "externally-controlled": {},
    }.items()
}
_DURATIONS = frozenset({"startTime", "gracefulStop", "gracefulRampDown", "duration", "maxDuration", "timeUnit"})


def make_config(name: str, executor: str, given: Mapping[str, int | None], stages: tuple[Stage, ...] = ()) -> Config:
    """A scenario of k6's own making, from the shortcuts of options."""
    found = {key: value for key, value in given.items() if value is not None}
    return Config(name, executor, found, {**_DEFAULTS[executor], **found}, stages, is_made=True)


def read_config(name: str, value: object, *, has_external: bool) -> Config:
    """One of `scenarios`; RefusedError where k6 cannot read it. `has_external`: this k6 has externally-controlled."""
    values = an_object(value) or {}
    executor = next((item for key, item in values.items() if str(key).lower() == "executor"), None)
    if not isinstance(executor, str) or executor not in _OWN:
        raise RefusedError(f"Its executor is not known: {shown(executor)}.")
    if executor == "externally-controlled" and not has_external:
        raise RefusedError("Its executor, externally-controlled, was removed in k6 2.0.")
    fields = read(values, _READERS[executor], is_strict=True)
    stages, function = fields.get("stages"), fields.get("exec")
    given = {key: item for key, item in fields.items() if isinstance(item, int) and key != "options"}
    return Config(
        name,
        executor,
        given,
        {**_DEFAULTS[executor], **given},
        tuple(stages) if isinstance(stages, list) else (),
        function if isinstance(function, str) else None,
        fields.get("options") is True,
    )


def plain(config: Config) -> dict[str, object]:
    """The scenario as options again, of numbers and durations alone."""
    numbers = {key: f"{value}ns" if key in _DURATIONS else value for key, value in config.given.items()}
    stages = [{"duration": f"{length or 0}ns", "target": target} for length, target in config.stages]
    return {
        "executor": config.executor,
        **numbers,
        **({"stages": stages} if stages else {}),
        **({"options": {"browser": {}}} if config.is_browser else {}),
    }


def faults(config: Config) -> Iterator[str]:
    """What k6 refuses of a scenario that it can read."""
    if not _NAME.fullmatch(config.name):
        yield "A scenario's name may contain only letters from a to z, digits, “_” and “-”."
    if config.function == "":
        yield "“exec” is empty."
    for name in ("startTime", "gracefulStop"):
        if config.number(name) < 0:
            yield f"“{name}” is negative."
    yield from _FAULTS[config.executor](config)


def is_too_long(config: Config) -> bool:
    """Whether its end is past what k6 can count; k6 then goes on with a number that means nothing."""
    lengths = (config.number(name) for name in ("startTime", "gracefulStop", "duration", "maxDuration"))
    return sum(lengths) + config.length > MOST_NANOSECONDS


def _positive(config: Config, *names: str) -> Iterator[str]:
    for name in names:
        if config.number(name) <= 0:
            yield f"“{name}” has to be more than 0."


def _lasting(config: Config, name: str) -> Iterator[str]:
    """A length of a second or more, which has no default."""
    if config.number(name) < SECOND:
        yield f"“{name}” is missing." if name not in config.numbers else f"“{name}” has to be 1 s or longer."


def _constant_vus(config: Config) -> Iterator[str]:
    yield from _positive(config, "vus")
    yield from _lasting(config, "duration")


def _shared_iterations(config: Config) -> Iterator[str]:
    yield from _positive(config, "vus")
    if config.number("iterations") < config.number("vus"):
        yield f"{config.number('iterations'):,} iterations are fewer than its VUs, {config.number('vus'):,}."
    yield from _lasting(config, "maxDuration")


def _per_vu_iterations(config: Config) -> Iterator[str]:
    yield from _positive(config, "vus", "iterations")
    yield from _lasting(config, "maxDuration")


def _allocation(config: Config) -> Iterator[str]:
    yield from _positive(config, "timeUnit")
    if "preAllocatedVUs" not in config.given:
        yield "“preAllocatedVUs” is missing."
    elif config.number("preAllocatedVUs") < 0:
        yield "“preAllocatedVUs” is negative."
    if "maxVUs" in config.given and config.number("maxVUs") < config.number("preAllocatedVUs"):
        yield "“maxVUs” is less than “preAllocatedVUs”."


def _constant_arrival_rate(config: Config) -> Iterator[str]:
    if "rate" not in config.given:
        yield "“rate” is missing."
    else:
        yield from _positive(config, "rate")
    yield from _lasting(config, "duration")
    yield from _allocation(config)


def _ramping_arrival_rate(config: Config) -> Iterator[str]:
    if config.number("startRate") < 0:
        yield "“startRate” is negative."
    yield from _staged(config)
    yield from _allocation(config)


def _ramping_vus(config: Config) -> Iterator[str]:
    start, targets = config.number("startVUs"), [target or 0 for _, target in config.stages]
    if start < 0:
        yield "“startVUs” is negative."
    if max([start, *targets]) <= 0:
        yield "Neither “startVUs” nor the target of a stage is more than 0."
    elif max([start, *targets]) > MOST_RAMPED_VUS:
        yield f"It has more than {MOST_RAMPED_VUS:,} VUs, the most that k6 ramps."
    yield from _staged(config)


def _staged(config: Config) -> Iterator[str]:
    if not config.stages:
        yield "It has no stages."
    for place, (length, target) in enumerate(config.stages, 1):
        for name, value in (("duration", length), ("target", target)):
            if value is None or value < 0:
                yield f"Stage {place}: “{name}” is {'missing' if value is None else 'negative'}."


def _externally_controlled(config: Config) -> Iterator[str]:
    vus = config.number("vus")
    if vus < 0:
        yield "“vus” is negative."
    if config.given.get("maxVUs", vus) < vus:
        yield "“maxVUs” is less than “vus”."
    if "duration" not in config.given:
        yield "“duration” is missing."
    elif config.number("duration") < 0:
        yield "“duration” is negative."
    if "gracefulStop" in config.given:
        yield "“gracefulStop” is not allowed for this executor."


_FAULTS: dict[str, Callable[[Config], Iterator[str]]] = {
    "constant-vus": _constant_vus,
    "ramping-vus": _ramping_vus,
    "shared-iterations": _shared_iterations,
    "per-vu-iterations": _per_vu_iterations,
    "constant-arrival-rate": _constant_arrival_rate,
    "ramping-arrival-rate": _ramping_arrival_rate,
    "externally-controlled": _externally_controlled,
}
