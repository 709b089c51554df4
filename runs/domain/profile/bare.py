"""A plan without anything that people wrote into it: enough to draw the same curves, and nothing to read."""

from __future__ import annotations

from collections.abc import Mapping

from runs.domain.durations import parse_duration
from runs.domain.profile.plan import MOST_SCENARIOS, scenarios_of
from runs.domain.profile.scenario import EXECUTORS, MOST_STAGES

_NUMBERS = ("vus", "startVUs", "iterations", "preAllocatedVUs", "maxVUs", "rate", "startRate")
_DURATIONS = ("duration", "startTime", "gracefulStop", "maxDuration", "timeUnit")
_UNFIT = "?"


def bare_plan(options: Mapping[str, object]) -> dict[str, object]:
    """Options whose profile has the same curves; scenarios are numbered, and of their values only numbers,
    durations and known executors are left. What is none of these becomes "?", so that it stays unplottable.
    """
    configs = list(scenarios_of(options).values())[: MOST_SCENARIOS + 1]
    return {"scenarios": {f"Scenario {place}": _bare(config) for place, config in enumerate(configs, 1)}}


def _bare(config: object) -> object:
    if not isinstance(config, Mapping):
        return _UNFIT
    executor, stages, options = config.get("executor"), config.get("stages"), config.get("options")
    kept: dict[str, object] = {"executor": executor if _is_known(executor) else _UNFIT}
    kept |= {key: _number(config[key]) for key in _NUMBERS if config.get(key) is not None}
    kept |= {key: _duration(config[key]) for key in _DURATIONS if config.get(key) is not None}
    if stages is not None:
        kept["stages"] = [_stage(one) for one in stages[:MOST_STAGES]] if isinstance(stages, list) else _UNFIT
    if isinstance(options, Mapping) and isinstance(options.get("browser"), Mapping):
        kept["options"] = {"browser": {}}
    return kept


def _is_known(executor: object) -> bool:
    return isinstance(executor, str) and executor in EXECUTORS


def _stage(stage: object) -> object:
    if not isinstance(stage, Mapping):
        return _UNFIT
    return {"duration": _duration(stage.get("duration")), "target": _number(stage.get("target"))}


def _number(value: object) -> object:
    """The number itself; nothing stays nothing, because the profile has a reason of its own for that."""
    fits = value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    return value if fits else _UNFIT


def _duration(value: object) -> object:
    """As seconds in k6's own form: what is written may be text with anything around the numbers."""
    if value is None:
        return None
    seconds = parse_duration(value).seconds
    return _UNFIT if seconds is None else round(seconds * 1000, 3)
