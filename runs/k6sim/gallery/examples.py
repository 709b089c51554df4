"""The three runs that the API's documentation page shows, moved to our days, under names of this team's own."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit
from runs.k6sim.moments import DAY, stamp

from .making import Json, entry, plan, show, told
from .shelves import EXAMPLES

_ZONE = "amazon:us:ashburn"
_PLAN = plan(
    {
        "cloud": {"distribution": {_ZONE: {"loadZone": _ZONE, "percent": 100}}, "projectID": EXAMPLES.project_id},
        "stages": [{"duration": "10m", "target": 10}, {"duration": "20m", "target": 10}],
    },
    10,
    30,
)
_COST: Json = {
    "breakdown": {
        "base_total_vuh": 10,
        "browser_vuh": 0,
        "protocol_vuh": 6.75,
        "reduction_rate": 32.5,
        "reduction_rate_breakdown": {"local_run": 25, "volume": 10},
    },
    "total_vuh": 6.75,
}
_LOAD = (entry("created", 0), entry("initializing", 10), entry("running", 20))
_ENDED = (*_LOAD, entry("processing_metrics", 1820), entry("completed", 1830))
_REFUSED = (entry("created", 0), entry("aborted", 10, "Validation error", 123))
_NEWER = frozenset({"max_vus", "max_browser_vus", "estimated_duration", "execution_duration", "is_starred"})
_REQUESTED: Json = {
    "k6_dependencies": {"k6": ">=v0.52", "k6/x/sql": ">=0.4.0"},
    "k6_versions": {"k6": "v0.56.0", "k6/x/sql": "v0.4.1"},
    "started_by": "wei.zhang@example.com",
}


def _refused(created: int) -> Json:
    """As the page has it, the status details tell another moment than the history: that of the last look at it."""
    fields = told(*_REFUSED, ended=10, result="error", result_details={})(created)
    details = {**_REFUSED[1], "entered": stamp(created + 20 * DAY + 2_676_460_000)}
    return {**fields, "status_details": details, "cost": None, "distribution": None, "options": None}


EXHIBITS: tuple[Exhibit, ...] = (
    show(
        EXAMPLES,
        "The completed run.",
        plan=_PLAN,
        zones=((_ZONE, 100),),
        fields={**_REQUESTED, "cost": _COST},
        timed=told(*_ENDED, ended=1830, result="success", result_details={}),
        omit=_NEWER,
    ),
    show(
        EXAMPLES,
        "The running one, which never ends.",
        plan=_PLAN,
        zones=((_ZONE, 100),),
        fields={**_REQUESTED, "cost": _COST},
        timed=told(*_LOAD, result=None, result_details={}),
        omit=_NEWER,
    ),
    show(EXAMPLES, "The one that was not valid.", fields=_REQUESTED, timed=_refused, omit=_NEWER),
)
