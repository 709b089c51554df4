"""Two teams that connect the same Grafana stack have two stacks here, and never meet."""

import pytest

from runs.models import Kind, Role
from tests.builders import browser_of, make_stack, make_user
from tests.pages.visiting import run_ids, visible
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_has_its_own_record_of_the_same_runs() -> None:
    with simulated(30) as (sim, first):
        sync(first)
        second = sync(make_stack(stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None))
        run = first.runs.filter(active=False, is_starred=False).latest("created")
        mine, theirs = (browser_of(make_user(stack.team, Role.LEAD)) for stack in (first, second))
        mine.post(f"/stacks/{first.slug}/runs/{run.run_id}/{Kind.STAR}/")
        pages = [client.get("/runs/") for client in (mine, theirs)]
        twin = second.runs.get(run_id=run.run_id)
        run.refresh_from_db()
        foreign = [
            client.get(f"/stacks/{slug}/runs/{run.run_id}/").status_code
            for client, slug in ((mine, second.slug), (theirs, first.slug))
        ]
        mine.post(f"/stacks/{first.slug}/disconnect/", {"confirm": "yes", "record": "remove"})
        second.refresh_from_db()

        assert first.runs.count() == second.runs.count() == 30
        assert run_ids(pages[0]) == run_ids(pages[1])
        assert [second.name in visible(pages[0]), first.name in visible(pages[1])] == [False, False]
        assert (run.is_starred, twin.is_starred) == (True, False)
        assert foreign == [404, 404]
        assert second.is_connected
