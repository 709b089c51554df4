"""U1, notes: sixty hostile answers to somebody who saves one; what was typed is never lost, nor called saved."""

from pathlib import Path

import pytest

from runs.actions import note_digest
from runs.models import PendingAction, State
from tests.actions.acting import events
from tests.builders import run_document
from tests.hostile.answers import ANSWERS, Hostile
from tests.hostile.asking import INSTEAD, TOKEN, hostile_scene, sentence
from tests.hostile.scene import NOTED, snapshot
from tests.k6api.builders import json_answer
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db

RUN = f"/cloud/v6/test_runs/{NOTED}"
THEIRS, MINE = "slower since the new cache", "the cache was cold: see ticket 4711"
WORDS = {
    "bad_request": "Could not save the note: Grafana did not understand the request.",
    "unauthorized": "Could not save the note: Grafana does not accept the stack's token.",
    "forbidden": "Could not save the note: the stack's token may not do that in Grafana.",
    "not_found": "Could not save the note: Grafana does not find this run any more",
    "conflict": "Could not save the note: the state of the run in Grafana does not allow it.",
    "rate_limited": "Could not save the note: Grafana asked for fewer calls.",
    "refused": "Could not save the note: Grafana refused.",
    "unknown": "Outcome unknown: {came} when asked to save the note.",
    "done": "The note was saved.",
}


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_a_note_is_sent_once_and_what_was_typed_stays_until_it_is_saved(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hostile_scene(hostile, "note", f"PATCH {RUN}", tmp_path, monkeypatch) as place:
        place.routes.append((f"GET {RUN}", json_answer(run_document(NOTED, note=THEIRS))))
        before = snapshot(place.stack)
        sent = {"note": MINE, "seen": note_digest(THEIRS)}
        page = place.person().post(place.url(NOTED, "note/"), sent, follow=True)
        after = snapshot(place.stack)
        run = place.run(NOTED)
        is_saved = hostile.note == "done"

        assert page.status_code == (200 if is_saved else 502)
        assert MINE in visible(page)
        assert TOKEN not in visible(page)
        assert run.note == run.document.body["note"] == (MINE if is_saved else THEIRS)
        assert len(place.asked("PATCH .*")) == (0 if hostile.note == "not_sent" else 1)
        assert ("The note was saved." in visible(page)) == is_saved
        if not is_saved:
            assert (after.runs, after.documents) == (before.runs, before.documents)
        if hostile.note == "not_sent":
            assert f"The note was not saved. {sentence(hostile.word('note'))}" in visible(page)
            assert events(run) == [("run_note", "failed", "not_read")]
        else:
            assert words(hostile) in visible(page)
            check_state(hostile, PendingAction.objects.get())


def words(hostile: Hostile) -> str:
    return WORDS[hostile.note].format(came=INSTEAD.get(hostile.wrote or hostile.reads, "no usable answer came"))


def check_state(hostile: Hostile, action: PendingAction) -> None:
    """What is not known has no event yet; what is settled has exactly one, with its reason."""
    assert action.wanted == MINE
    if hostile.note == "unknown":
        assert action.state == State.UNKNOWN
        assert events(action.run) == []
    elif hostile.note == "done":
        assert events(action.run) == [("run_note", "done", "")]
    else:
        assert events(action.run) == [("run_note", "refused", hostile.note)]
