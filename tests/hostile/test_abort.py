"""U1, abort: sixty hostile answers to one click, which makes one call and is told as what it is."""

from pathlib import Path

import pytest

from runs.models import PendingAction, State
from runs.presenters.run_actions import REQUESTED
from tests.actions.acting import events
from tests.hostile.answers import ANSWERS, Hostile
from tests.hostile.asking import INSTEAD, TOKEN, hostile_scene
from tests.hostile.scene import RUNNING, snapshot
from tests.pages.visiting import HTMX, visible

pytestmark = pytest.mark.django_db

ABORT = rf"POST /cloud/v6/test_runs/{RUNNING}/abort"
WORDS = {
    "bad_request": "Could not abort the run: Grafana did not understand the request.",
    "unauthorized": "Could not abort the run: Grafana does not accept the stack's token.",
    "forbidden": "Could not abort the run: the stack's token may not do that in Grafana.",
    "not_found": "Could not abort the run: Grafana does not find this run any more",
    "ended_first": "The run had ended by itself before the abort reached it.",
    "rate_limited": "Could not abort the run: Grafana asked for fewer calls.",
    "refused": "Could not abort the run: Grafana refused.",
    "not_sent": "Could not abort the run: Grafana could not be reached, and nothing was changed.",
    "unknown": "Outcome unknown: {came} when asked to abort the run.",
    "done": "Abort requested. The run ends in a moment",
}


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_an_abort_is_sent_once_and_claims_nothing_that_is_not_known(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hostile_scene(hostile, "abort", ABORT, tmp_path, monkeypatch) as place:
        before = snapshot(place.stack)
        person = place.person()
        page = person.post(place.url(RUNNING, "abort/"), {"confirm": "yes"}, follow=True)
        after = snapshot(place.stack)
        action = PendingAction.objects.get()

        assert page.status_code == 200
        assert words(hostile) in visible(page)
        assert TOKEN not in visible(page)
        assert (after.runs, after.documents) == (before.runs, before.documents)
        assert len(place.asked()) == (0 if hostile.abort == "not_sent" else 1)
        check_state(hostile, action)
        if hostile.abort in {"unknown", "done"}:
            again = person.post(place.url(RUNNING, "abort/"), {"confirm": "yes"}, headers=HTMX)
            assert REQUESTED.split(";")[0] in visible(again)
            assert len(place.asked()) == 1
            assert PendingAction.objects.count() == 1


def words(hostile: Hostile) -> str:
    return WORDS[hostile.abort].format(came=INSTEAD.get(hostile.wrote or hostile.reads, "no usable answer came"))


def check_state(hostile: Hostile, action: PendingAction) -> None:
    """What is open, has no event yet; what is settled, has exactly one, with its reason."""
    is_open = {"unknown": State.UNKNOWN, "done": State.WAITING}.get(hostile.abort)
    assert action.state == (is_open or State.SETTLED)
    if is_open:
        assert events(action.run) == []
    else:
        outcome = {"ended_first": "done", "not_sent": "failed"}.get(hostile.abort, "refused")
        assert events(action.run) == [("run_abort", outcome, hostile.abort)]
