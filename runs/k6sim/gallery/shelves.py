"""The gallery's project and its load tests: a shelf for each subject."""

from __future__ import annotations

from runs.k6sim.catalogue import DUBLIN, LoadTest, Project

PROJECT = Project(3_700_109, "Gallery", "fe8gallery09", (("team", "nobody"),))
HOSTILE_PROJECT = Project(3_700_110, "Gallery <b>of ill will</b> & \u202emsilativ", "fe8gallery10")

MARKUP_NAME = "Gallery · <img src=x onerror=alert('test')> & \"quotes\""
LONG_NAME = (
    "Gallery · a name that goes on " + "and on " * 20 + "andwithoutanyplacetobreaka" + "wordthatisfartoolong" * 4
)


def _shelf(ident: int, name: str, shape: str = "stages", vus: int = 20, minutes: int = 30) -> LoadTest:
    """Without weight: nobody runs it by night, and none of its runs is born while the simulator works."""
    project = PROJECT if ident < 880_380 else HOSTILE_PROJECT
    return LoadTest(ident, project.id, name, shape, vus, minutes, 0, (DUBLIN,))


STATUSES = _shelf(880_301, "Gallery · statuses and results")
ENDS = _shelf(880_302, "Gallery · how runs end")
EXECUTORS = _shelf(880_303, "Gallery · executors")
ZONES = _shelf(880_304, "Gallery · load zones", "constant-vus", 600)
COSTS = _shelf(880_305, "Gallery · costs", "mixed")
HISTORIES = _shelf(880_306, "Gallery · status histories")
SCRIPTS = _shelf(880_307, "Gallery · scripts", "duration", 5, 5)
EXAMPLES = _shelf(880_308, "Gallery · the examples of the API's page")
NEIGHBOURS = _shelf(880_309, "Gallery · neighbours")
ALONE = _shelf(880_310, "Gallery · a load test's only run")
NEVER_PASSED = _shelf(880_311, "Gallery · a load test that never passes")
HOSTILE = _shelf(880_381, "Gallery · hostile input")
MARKUP = _shelf(880_382, MARKUP_NAME)
LONG = _shelf(880_383, LONG_NAME)

SHELVES = (
    STATUSES,
    ENDS,
    EXECUTORS,
    ZONES,
    COSTS,
    HISTORIES,
    SCRIPTS,
    EXAMPLES,
    NEIGHBOURS,
    ALONE,
    NEVER_PASSED,
    HOSTILE,
    MARKUP,
    LONG,
)
