"""The load that a run's options plan: VUs, and iterations per second, over time."""

from runs.domain.profile.bare import bare_plan, stored_plan
from runs.domain.profile.curves import Point, value_at
from runs.domain.profile.plan import Profile, profile, run_plan, scenarios_of
from runs.domain.profile.scenario import Scenario

__all__ = [
    "Point",
    "Profile",
    "Scenario",
    "bare_plan",
    "profile",
    "run_plan",
    "scenarios_of",
    "stored_plan",
    "value_at",
]
