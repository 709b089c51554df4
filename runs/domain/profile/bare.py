"""A plan without anything that people wrote into it: enough to draw the same curves, and nothing to read."""

from __future__ import annotations

from collections.abc import Mapping

from runs.domain.profile.configs import Config, plain
from runs.domain.profile.plan import REFUSED_PLAN, read_plan, run_plan, with_vus
from runs.domain.profile.segments import canonical
from runs.domain.profile.shortcuts import plan_options


def bare_plan(options: Mapping[str, object], k6_version: str = "") -> dict[str, object]:
    """Options whose profile has the same curves and numbers in any version; scenarios are numbered, and of their
    values only numbers, durations and executors are left. Of what is refused nothing is left.
    """
    if run_plan(options, k6_version).unplottable:
        return dict(REFUSED_PLAN)
    filled = with_vus(options)
    _, configs = read_plan(filled, k6_version)
    given = plan_options(filled)
    segments = canonical(given.get("executionSegment"), given.get("executionSegmentSequence"))
    return {"scenarios": _numbered(configs), **segments}


def _numbered(configs: list[Config]) -> dict[str, object]:
    """In the order of their names, which k6 goes by where two scenarios change at the same moment."""
    width = len(str(len(configs)))
    names = {name: f"Scenario-{number:0{width}}" for number, name in enumerate(sorted(one.name for one in configs), 1)}
    return {names[config.name]: plain(config) for config in configs}


def stored_plan(bare: Mapping[str, object]) -> dict[str, object]:
    """A bare plan as it was stored; earlier ones have names with a space, which k6 refuses."""
    scenarios = bare.get("scenarios")
    if not isinstance(scenarios, Mapping):
        return dict(bare)
    return {**bare, "scenarios": {str(name).replace(" ", "-"): config for name, config in scenarios.items()}}
