"""U1, scripts: sixty hostile answers to somebody who reads a run's script, and to somebody who downloads it."""

from pathlib import Path
from typing import Any

import pytest

from runs.k6api.errors import K6Error
from runs.models import ScriptFile
from tests.hostile.answers import ANSWERS, Hostile
from tests.hostile.asking import TOKEN, hostile_scene, sentence
from tests.hostile.scene import ENDED, Scene, snapshot
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db

SCRIPT = rf"GET /cloud/v6/test_runs/{ENDED}/script"
# Those that begin like a script: the transfer breaks off once the end turns out to be none, and is never a clean one.
BREAKS = {26, 28, 29}
ODD_BUT_WHOLE = {45, 46, 47, 48, 49, 50}
MOST_OF_A_PAGE = 3_000_000


@pytest.mark.parametrize("hostile", ANSWERS, ids=str)
def test_a_script_comes_whole_or_not_at_all_and_the_run_says_why(
    hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = hostile.word("script")
    asks = 0 if hostile.is_closed or hostile.is_tls else 1
    with hostile_scene(hostile, "script", SCRIPT, tmp_path, monkeypatch) as place:
        before = snapshot(place.stack)
        page = place.person().get(place.url(ENDED, "script/"), follow=True)
        assert (page.status_code, len(place.asked())) == (200, asks)
        place.wait_is_over()
        said, came = download(place)

        assert len(place.asked()) == 2 * asks
        assert len(page.content) < MOST_OF_A_PAGE
        assert TOKEN not in visible(page)
        if word:
            assert page.redirect_chain == [(place.url(ENDED), 302)]
            assert sentence(word, "open_script") in visible(page)
        else:
            assert page.redirect_chain == []
        if hostile.number in BREAKS:
            assert isinstance(said, K6Error)
            assert 0 < came <= 100_000_000
        elif hostile.number in ODD_BUT_WHOLE:
            assert (said, came > 0) == ("", True)
        else:
            assert isinstance(said, str)
            assert sentence(word, "open_script") in said
            assert came == 0
        assert snapshot(place.stack) == before
        assert not ScriptFile.objects.exists()


def download(place: Scene) -> tuple[K6Error | str, int]:
    """What was told instead of the rest of it, "" where it is whole; and how many bytes came."""
    response: Any = place.person().get(place.url(ENDED, "script/download/"), follow=True)
    assert response.status_code == 200
    if not response.streaming:
        return visible(response), 0
    came = 0
    try:
        for piece in response.streaming_content:
            came += len(piece)
    except K6Error as error:
        return error, came
    return "", came
