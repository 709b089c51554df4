"""A run's page built as the view builds it, and its facts by their labels."""

from datetime import timedelta
from typing import Any

from runs.models import TestRun
from runs.presenters.facts import Fact
from runs.presenters.run_page import RunPage, run_page
from tests.builders import NOON, make_run, make_stack

LATER = NOON + timedelta(hours=2)


def page_of(run: TestRun) -> RunPage:
    related = TestRun.objects.select_related("stack", "load_test", "project", "starter", "document")
    found = related.get(pk=run.pk)
    return run_page(found, found.document, LATER)


def page_with(**fields: Any) -> RunPage:
    return page_of(make_run(make_stack(name="Prod"), 42, **{"created": NOON, **fields}))


def fact(page: RunPage, label: str) -> Fact:
    [found] = [one for group in page.groups for one in group.facts if one.label == label]
    return found


def value(page: RunPage, label: str) -> str:
    return fact(page, label).value


def entry(status: str, minutes: float, **extra: Any) -> dict[str, Any]:
    moment = (NOON + timedelta(minutes=minutes)).isoformat()
    return {"type": status, "entered": moment, **({"extra": extra} if extra else {})}
