"""U1, one run: sixty hostile answers to somebody who watches a run that goes on."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.hostile.answers import ANSWERS, Hostile
from tests.hostile.asking import TOKEN, hostile_scene, sentence
from tests.hostile.scene import RUNNING, snapshot
from tests.pages.visiting import HTMX, visible

pytestmark = pytest.mark.django_db

DETAIL = rf"GET /cloud/v6/test_runs/{RUNNING}"
MOST_OF_A_PAGE = 1_000_000


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_who_watches_a_run_sees_what_is_known_and_why_it_is_not_newer(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.live.SHARED_FOR", timedelta(hours=1))  # however slow this machine is
    monkeypatch.setattr("runs.live.SAID_FOR_SECONDS", 3600)
    word = hostile.word("detail")
    is_missing = hostile.number == 4
    with hostile_scene(hostile, "detail", DETAIL, tmp_path, monkeypatch) as place:
        changed = RUNNING if is_missing or not word else 0
        before = snapshot(place.stack, but=changed)
        person = place.person()
        part = person.get(place.url(RUNNING, "live/"), headers=HTMX)
        asked = len(place.asked())
        again = person.get(place.url(RUNNING, "live/"), headers=HTMX)
        whole = person.get(place.url(RUNNING))

        assert part.status_code == again.status_code == (286 if is_missing else 200)
        assert whole.status_code == 200
        assert asked == len(place.asked()) == (0 if hostile.is_closed or hostile.is_tls else 1)
        for said in (visible(part), visible(again)):
            assert "Created" in said
            assert TOKEN not in said
            if is_missing:
                assert "Grafana has not shown this run since" in said
            elif word:
                assert sentence(word) in said
        assert len(whole.content) < MOST_OF_A_PAGE
        assert snapshot(place.stack, but=changed) == before
        if changed:
            assert place.run(RUNNING).active != is_missing
