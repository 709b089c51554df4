"""Some processes killed in the middle of their work (D1); `make kills` kills a hundred, see `tests/kills`."""

from pathlib import Path

import pytest

from tests.kills.marks import Phase
from tests.kills.trial import Wanted, run_trial
from tests.sync.simulated import simulated

pytestmark = pytest.mark.django_db(transaction=True)

RUNS, KILLS = 600, 7


def test_kills_in_every_phase_of_a_walk_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    wanted = Wanted(KILLS, 4, dict.fromkeys((Phase.FETCH, Phase.TRANSACTION, Phase.COMMIT), 1))
    with simulated(RUNS) as (sim, stack):
        found = run_trial(sim, stack, tmp_path, 3, wanted, print)

        assert found.problems == []
        assert len(found.kills) >= KILLS
        assert found.kept["runs"] > RUNS
        assert found.kept["audit events"] > 0
