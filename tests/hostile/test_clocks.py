"""U7: clocks that are wrong, theirs or ours: no age, no duration is ever less than nothing, and no run is missed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from runs.models import Role, Stack
from tests.builders import make_runs, run_document
from tests.hostile.scene import Scene, running_document, scene
from tests.k6api.builders import json_answer
from tests.pages.visiting import HTMX, Answer, visible

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AHEAD, BACKWARDS, TURNED, FUTURE_STEPS, LONG_AGO = 201, 202, 203, 204, 205
NEGATIVE_TIME = re.compile(r"(?<![\w.])[-\u2212]\s?\d[\d.,]*\s?(?:ms|s|min|h|d|days?|VUH)\b")
NEGATIVE_SHAPE = re.compile(r"""\b(?:width|height|r|value|max)="-\d""")


def steps(*moments: datetime) -> list[dict[str, Any]]:
    names = ("created", "initializing", "running", "processing_metrics", "completed")
    return [{"type": name, "entered": at.isoformat()} for name, at in zip(names, moments, strict=False)]


def odd_runs(now: datetime) -> list[dict[str, Any]]:
    hour = timedelta(hours=1)
    going = {"status": "running", "ended": None, "result": None}
    return [
        run_document(AHEAD, created=now + 2 * DAY, status_history=steps(now + 2 * DAY, now + 2 * DAY), **going),
        run_document(BACKWARDS, created=now - hour, ended=now - 3 * hour, execution_duration=-5),
        run_document(TURNED, created=now - hour, status_history=steps(now, now - hour, now + hour, now - DAY, now)),
        run_document(
            FUTURE_STEPS, created=now - hour, status_history=steps(now - hour, now + DAY, now + 2 * DAY), **going
        ),
        run_document(LONG_AGO, created=now - 3000 * DAY, ended=now + 300 * DAY, retention_expiry=None),
    ]


@contextmanager
def our_clock(by: timedelta) -> Iterator[None]:
    """As if this machine's clock were wrong by that much from now on."""
    right = timezone.now
    with mock.patch("django.utils.timezone.now", side_effect=lambda: right() + by):
        yield


def pages_of(place: Scene, client: Client) -> Iterator[Answer]:
    slug = place.stack.slug
    for path in ("/", "/runs/", "/runs/?sort=-duration", "/stacks/", f"/stacks/{slug}/settings/"):
        yield client.get(path)
    yield client.get(f"/stacks/{slug}/tests/7/")
    yield client.get(f"/stacks/{slug}/progress/", headers=HTMX)
    for run_id in (AHEAD, BACKWARDS, TURNED, FUTURE_STEPS, LONG_AGO):
        yield client.get(place.url(run_id))
        yield client.get(place.url(run_id, "live/"), headers=HTMX)
        yield client.get(place.url(run_id, "distribution/"))


@pytest.mark.parametrize("by", [-DAY, timedelta(0), DAY], ids=["a day behind", "right", "a day ahead"])
def test_no_page_shows_a_time_that_is_less_than_nothing(by: timedelta) -> None:
    now = timezone.now()
    with scene() as place:
        make_runs(place.stack, *odd_runs(now))
        place.stack.set_aside.create(run_id=9, reason="it has no id", first_seen=now + DAY, last_seen=now + 2 * DAY)
        Stack.objects.filter(pk=place.stack.pk).update(
            fresh_at=now + DAY,
            trouble="timeout",
            trouble_at=now + DAY,
            walk_started=now + DAY,
            walk_rows=7,
            walk_total=9,
        )
        with our_clock(by):
            for page in pages_of(place, place.person(Role.LEAD)):
                assert page.status_code in {200, 286}
                text, markup = visible(page), page.content.decode()
                assert NEGATIVE_TIME.search(text) is None, NEGATIVE_TIME.search(text)
                assert NEGATIVE_SHAPE.search(markup) is None, NEGATIVE_SHAPE.search(markup)


@pytest.mark.parametrize("by", [-DAY, DAY], ids=["a day behind", "a day ahead"])
def test_a_run_created_while_our_clock_is_wrong_is_picked_up_all_the_same(by: timedelta) -> None:
    now = timezone.now()
    listed = json_answer({"value": [run_document(AHEAD, created=now)]})
    one = json_answer(running_document())
    with scene((r"GET /cloud/v6/test_runs\?.*", listed), ("GET .*/[0-9]+", one)) as place, our_clock(by):
        place.sync()

        assert place.stack.runs.filter(run_id=AHEAD).exists()
        assert place.stack.trouble == ""


@pytest.mark.parametrize(
    ("text", "is_negative"),
    [("-5 s", True), ("took \u22123 min", True), ("p-95 s", False), ("2026-11-01 s", False), ("10-20 s", False)],
)
def test_the_search_finds_what_it_is_for(text: str, is_negative: bool) -> None:
    assert bool(NEGATIVE_TIME.search(text)) == is_negative
