"""U1, where load came from: sixty hostile answers to that part of a run's page, and to the page of its own."""

from pathlib import Path

import pytest

from runs.models import RunDistribution
from tests.hostile.answers import ANSWERS, Hostile
from tests.hostile.asking import TOKEN, hostile_scene, sentence
from tests.hostile.scene import ENDED, snapshot
from tests.pages.visiting import HTMX, visible

pytestmark = pytest.mark.django_db

DISTRIBUTION = rf"GET /cloud/v6/test_runs/{ENDED}/distribution"


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_what_was_planned_stays_and_what_is_missing_is_said(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = hostile.word("distribution")
    with hostile_scene(hostile, "distribution", DISTRIBUTION, tmp_path, monkeypatch) as place:
        before = snapshot(place.stack)
        person = place.person()
        part = person.get(place.url(ENDED, "distribution/"), headers=HTMX)
        asked = len(place.asked())
        place.wait_is_over()
        whole = person.get(place.url(ENDED, "distribution/"))

        assert (part.status_code, whole.status_code) == (200, 200)
        assert asked == (0 if hostile.is_closed or hostile.is_tls else 1)
        for said in (visible(part), visible(whole)):
            assert "Dublin" in said
            assert TOKEN not in said
            if hostile.number == 4:  # documented: there is no such data
                assert "Grafana has no actual distribution for this run." in said or "Nodes" in said
            elif word:
                assert f"The actual distribution could not be read. {sentence(word)}" in said
        assert RunDistribution.objects.exists() == (not word or hostile.number == 4)
        assert snapshot(place.stack) == before
