"""Whether a run's script is kept, in one line."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from runs.models import Keep, RunKeeping, TestRun
from runs.presenters.run_kept import KeptView, run_kept
from tests.builders import make_run, make_stack
from tests.keeping.scripts import known_script

pytestmark = pytest.mark.django_db

NOW = timezone.now()
URL = "/stacks/prod/runs/42/script/"


def seen(columns: dict[str, Any] | None = None, keeping: dict[str, Any] | None = None) -> KeptView:
    run = make_run(make_stack(slug="prod"), 42)
    TestRun.objects.filter(pk=run.pk).update(**(columns or {}))
    if keeping:
        RunKeeping.objects.create(run=run, **keeping)
    return run_kept(TestRun.objects.with_its_page().get(pk=run.pk), NOW)


def test_a_kept_script_says_since_when_and_its_size() -> None:
    run = make_run(make_stack(slug="prod"), 42)
    keeping = known_script(run, "a")
    now = timezone.now()
    assert keeping.script
    keeping.script.kept_at = now - timedelta(days=3)
    keeping.script.save()
    found = TestRun.objects.with_its_page().get(pk=run.pk)

    assert run_kept(found, now) == KeptView("Kept here for 3 days, 1.2 KB.", "good", "archived", URL)


def test_it_is_still_to_be_read_when_the_run_is_gone() -> None:
    run = make_run(make_stack(slug="prod"), 42)
    known_script(run, "a")
    TestRun.objects.filter(pk=run.pk).update(archived=True)

    assert run_kept(TestRun.objects.with_its_page().get(pk=run.pk), timezone.now()).url == URL


SAID = {"said": "the API refused with HTTP 500: Boom.", "tries": 2}


@pytest.mark.parametrize(
    ("columns", "keeping", "sentence", "url"),
    [
        ({"active": True}, {}, "It is kept here once the run has ended.", URL),
        ({}, {}, "Not kept here yet; that happens in the background.", URL),
        (
            {"keep_at": NOW + timedelta(minutes=30)},
            SAID,
            "Not kept here yet: the API refused with HTTP 500: Boom. It is tried again in 30 min.",
            URL,
        ),
        (
            {"keep_at": None},
            {"said": "Grafana does not have it yet"},
            "Not kept here yet: Grafana does not have it yet.",
            URL,
        ),
        ({}, {"script_state": Keep.NONE}, "Grafana has no script for this run.", ""),
        ({}, {"script_state": Keep.OFF}, "Not kept here: a lead has switched that off for this stack.", URL),
        ({}, {"script_state": Keep.FULL}, "Not kept here yet: the store of scripts is full.", URL),
        (
            {"keep_at": NOW + timedelta(days=7)},
            {"script_state": Keep.FAILED, **SAID},
            "The script could not be kept: the API refused with HTTP 500: Boom. It is tried again in 7 days.",
            URL,
        ),
        (
            {"keep_at": None},
            {"script_state": Keep.FAILED, "said": "the answer is too large (HTTP 200)"},
            "The script could not be kept: the answer is too large (HTTP 200).",
            URL,
        ),
        ({"archived": True}, {}, "Gone with the run: it was not kept here before that.", ""),
        ({"archived": True}, {"script_state": Keep.NONE}, "Gone with the run: Grafana had no script for it.", ""),
        (
            {"archived": True},
            {"script_state": Keep.OFF},
            "Gone with the run: scripts of this stack were not kept.",
            "",
        ),
        (
            {"archived": True},
            {"script_state": Keep.FAILED, **SAID},
            "Gone with the run: it could not be kept: the API refused with HTTP 500: Boom.",
            "",
        ),
    ],
)
def test_what_is_not_kept_says_why(columns: dict[str, Any], keeping: dict[str, Any], sentence: str, url: str) -> None:
    view = seen(columns, keeping)

    assert (view.sentence, view.url) == (sentence, url)
