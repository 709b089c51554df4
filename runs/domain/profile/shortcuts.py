"""From a run's options to the scenarios that k6 makes of them, by the k6 version of the run.

The order of the shortcuts, and which of them refuse one another, are those of
`lib/executor/execution_config_shortcuts.go` in the k6 sources. By version they differ in two points:
`vus` alone makes a scenario since 2.1.0, which then comes before `scenarios`; before, it was ignored.
externally-controlled is an executor before 2.0.0 alone. Versions before 1.8 are read like 1.8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from runs.domain.profile.configs import (
    MOST_SCENARIOS,
    MOST_STAGES,
    Config,
    Stage,
    make_config,
    read_config,
    read_stages,
)
from runs.domain.profile.reading import (
    Reader,
    RefusedError,
    TooLargeError,
    a_list,
    a_list_of_text,
    an_object,
    duration,
    flag,
    named,
    read,
    text,
    texts,
    thresholds,
    whole_number,
)

DEFAULT = "default"
_VERSION = re.compile(r"v?([0-9]{1,4})(?:\.([0-9]{1,4}))?(?![0-9])")
_NEWEST = (9_999, 9_999)

# The options that have nothing to do with the plan, and still refuse all of them where they are wrong.
# Left out are those whose text may stand masked here, or has a grammar of its own.
_OTHERS: dict[str, Reader] = {
    **dict.fromkeys(
        (
            "paused",
            "noSetup",
            "noTeardown",
            "insecureSkipTLSVerify",
            "throw",
            "noConnectionReuse",
            "noVUConnectionReuse",
            "noCookiesReset",
            "discardResponseBodies",
        ),
        flag,
    ),
    **dict.fromkeys(("rps", "maxRedirects", "batch", "batchPerHost", "metricSamplesBufferSize"), whole_number),
    **dict.fromkeys(("setupTimeout", "teardownTimeout", "minIterationDuration"), duration),
    **dict.fromkeys(("userAgent", "httpDebug", "summaryTimeUnit"), text),
    **dict.fromkeys(("summaryTrendStats", "tlsCipherSuites", "blacklistIPs", "blockHostnames"), a_list_of_text),
    **dict.fromkeys(("ext", "dns"), an_object),
    **dict.fromkeys(("tags", "hosts"), texts),
    "thresholds": thresholds,
}
_PLAN: dict[str, Reader] = {
    "vus": whole_number,
    "duration": duration,
    "iterations": whole_number,
    "stages": lambda value: None if (stages := a_list(value)) is None else read_stages(stages, is_strict=False),
    "scenarios": an_object,
}
_SEGMENTS = {"executionSegment": None, "executionSegmentSequence": None}


@dataclass(frozen=True, slots=True)
class _Shortcuts:
    """The options that make the plan, read; None where they are absent. `scenarios` is not read yet."""

    vus: int | None
    duration: int | None
    iterations: int | None
    stages: tuple[Stage, ...] | None
    scenarios: Mapping[str, object] | None


def version_of(k6_version: str) -> tuple[int, int]:
    """Major and minor of "v1.8.1"; the newest where there is none, and where it cannot be read."""
    found = _VERSION.match(k6_version.strip())
    if found is None:
        return _NEWEST
    return int(found.group(1)), int(found.group(2)) if found.group(2) else _NEWEST[1]


def plan_options(options: Mapping[str, object]) -> dict[str, object]:
    """The options that make the plan, by their right names, those with null left out."""
    found = named(options, {**_PLAN, **_SEGMENTS}, is_strict=False)
    return {key: value for key, value in found if value is not None}


def check_others(options: Mapping[str, object]) -> None:
    """RefusedError where an option that is not the plan's is of a wrong type."""
    fields = read(options, _OTHERS, is_strict=False)
    timeout = fields.get("setupTimeout")
    if isinstance(timeout, int) and timeout <= 0:
        raise RefusedError("“setupTimeout” has to be more than 0.")


def scenarios_made(options: Mapping[str, object], version: tuple[int, int]) -> list[Config]:
    """The scenarios; RefusedError where k6 refuses the options as a whole, with a scenario's name where it is one's."""
    shortcuts = _read(options)
    own = _read_scenarios(shortcuts.scenarios, version)
    made = _iterations(shortcuts) or _duration(shortcuts) or _stages(shortcuts) or _vus(shortcuts, version)
    if made is not None:
        return [made]
    return own or [make_config(DEFAULT, "per-vu-iterations", {})]


def _read(options: Mapping[str, object]) -> _Shortcuts:
    """A stage without a duration is left out, as k6 does while it puts its configuration together."""
    fields = read(options, _PLAN, is_strict=False)
    stages, scenarios = fields.get("stages"), fields.get("scenarios")
    kept = tuple(stage for stage in stages if stage[0] is not None) if isinstance(stages, list) else None
    numbers = {key: value for key, value in fields.items() if isinstance(value, int)}
    return _Shortcuts(
        vus=numbers.get("vus"),
        duration=numbers.get("duration"),
        iterations=numbers.get("iterations"),
        stages=kept,
        scenarios=scenarios if isinstance(scenarios, Mapping) else None,
    )


def _read_scenarios(scenarios: Mapping[str, object] | None, version: tuple[int, int]) -> list[Config]:
    given = scenarios or {}
    if len(given) > MOST_SCENARIOS:
        raise TooLargeError(f"They have more than {MOST_SCENARIOS:,} scenarios, too many to be calculated here.")
    count = sum(len(stages) for one in given.values() if isinstance(stages := _stages_of(one), list))
    if count > MOST_STAGES:
        raise TooLargeError(f"They have more than {MOST_STAGES:,} stages, too many to be calculated here.")
    found = []
    for name, value in given.items():
        try:
            found.append(read_config(str(name), value, has_external=version < (2, 0)))
        except RefusedError as error:
            raise type(error)(str(error), str(name)) from None
    return found


def _stages_of(scenario: object) -> object:
    return scenario.get("stages") if isinstance(scenario, Mapping) else None


def _alone(shortcuts: _Shortcuts, name: str, *others: str) -> None:
    """A list of stages that is empty is as good as none; an empty `scenarios` is not."""
    if "stages" in others and shortcuts.stages:
        raise RefusedError(f"“{name}” and “stages” can't be used together.")
    if shortcuts.scenarios is not None:
        raise RefusedError(f"“{name}” and “scenarios” can't be used together.")


def _iterations(shortcuts: _Shortcuts) -> Config | None:
    if shortcuts.iterations is None:
        return None
    _alone(shortcuts, "iterations", "stages")
    given = {"vus": shortcuts.vus or 0, "iterations": shortcuts.iterations, "maxDuration": shortcuts.duration}
    return make_config(DEFAULT, "shared-iterations", given)


def _duration(shortcuts: _Shortcuts) -> Config | None:
    if shortcuts.duration is None:
        return None
    _alone(shortcuts, "duration", "stages")
    return make_config(DEFAULT, "constant-vus", {"vus": shortcuts.vus or 0, "duration": shortcuts.duration})


def _stages(shortcuts: _Shortcuts) -> Config | None:
    """Without `vus`, `k6 run` starts with one VU and `k6 inspect` with none; that differs for targets of 0 alone."""
    if not shortcuts.stages:
        return None
    _alone(shortcuts, "stages")
    start = shortcuts.vus
    if start is None:
        start = 1 if any(target for _, target in shortcuts.stages) else 0
    return make_config(DEFAULT, "ramping-vus", {"startVUs": start}, shortcuts.stages)


def _vus(shortcuts: _Shortcuts, version: tuple[int, int]) -> Config | None:
    if shortcuts.vus is None or shortcuts.stages is not None or version < (2, 1):
        return None
    return make_config(DEFAULT, "shared-iterations", {"vus": shortcuts.vus, "iterations": shortcuts.vus})
