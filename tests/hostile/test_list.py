"""U1, lists: sixty hostile answers to a worker's sync, and to a person who asks for one load test's runs."""

from pathlib import Path

import pytest

from runs.models import SetAsideRow, TestRun
from tests.hostile.answers import ANSWERS, NEIGHBOUR, Hostile
from tests.hostile.asking import TOKEN, hostile_scene, sentence
from tests.hostile.scene import ENDED, NOTED, RUNNING, Scene, snapshot
from tests.pages.visiting import run_ids, visible

pytestmark = pytest.mark.django_db

LIST = r"GET /cloud/v6/(load_tests/7/)?test_runs\?.*"
# How many rows of the answer can't be read, as entries that a lead sees; four of nonsense differ in nothing.
SET_ASIDE = {42: 1, 53: 1, 54: 1, 55: 1, 57: 2, 59: 2}
REPLACED = {56: RUNNING, 57: NOTED, 58: RUNNING, 59: NOTED}


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_a_sync_keeps_what_is_here_and_says_what_stands_in_its_way(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = hostile.word("list")
    with hostile_scene(hostile, "list", LIST, tmp_path, monkeypatch) as place:
        changed = REPLACED.get(hostile.number, 0)
        before = snapshot(place.stack, but=changed)
        stack = place.sync()
        after = snapshot(place.stack, but=changed)
        by_the_sync = len(place.asked())
        pages = [place.person().get(path) for path in ("/runs/", "/stacks/", f"/stacks/{stack.slug}/tests/7/")]

        assert stack.trouble == word
        assert by_the_sync <= 3
        assert [page.status_code for page in pages] == [200, 200, 200]
        for page in pages:
            said = visible(page)
            assert TOKEN not in said
            assert (sentence(word) in said and "what you see is as of" in said) if word else "In trouble" not in said
        assert {ENDED, RUNNING, NOTED} <= set(run_ids(pages[0])) & set(run_ids(pages[2]))
        assert after.runs[: len(before.runs)] == before.runs
        assert after.documents[: len(before.documents)] == before.documents
        check_neighbours(hostile, place)
        check_refresh(hostile, place, word)


def check_neighbours(hostile: Hostile, place: Scene) -> None:
    """What can be read of a page is kept, what can't is set aside."""
    has_rows = hostile.number >= 53
    assert place.stack.runs.filter(run_id=NEIGHBOUR).exists() == has_rows
    assert place.stack.runs.count() == 3 + has_rows
    assert SetAsideRow.objects.filter(stack=place.stack).count() == SET_ASIDE.get(hostile.number, 0)


def check_refresh(hostile: Hostile, place: Scene, word: str) -> None:
    place.wait_is_over()
    before, rows = len(place.asked()), TestRun.objects.count()
    answer = place.person().post(f"/stacks/{place.stack.slug}/tests/7/refresh/", follow=True)

    assert answer.status_code == 200
    assert (sentence(word) if word else "runs read from Grafana") in visible(answer)
    assert len(place.asked()) - before <= (1 if word else 3)
    assert {ENDED, RUNNING, NOTED} <= set(run_ids(answer))
    assert TestRun.objects.count() == rows
