"""U6: lists without an end, and links that lead astray, to a person who asks for one load test's runs."""

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings

from tests.builders import run_document
from tests.hostile.scene import PAGES, Scene, scene
from tests.k6api.builders import json_answer
from tests.pages.visiting import visible
from tests.stand_in import Reply, StandIn, answer

pytestmark = pytest.mark.django_db

LIST = r"GET /cloud/v6/load_tests/7/test_runs\?.*"
SKIP = re.compile(r"\$skip=(\d+)")
MORE = "/cloud/v6/load_tests/7/test_runs?$skip=100"


def page(ids: range, link: object = MORE, **more: Any) -> bytes:
    return json_answer({"value": [run_document(number) for number in ids], "@nextLink": link, **more})


def listing(place: Scene, reply: Any) -> None:
    """`reply` gives the answer to a list by how many rows it is to skip."""

    def choose(request: bytes) -> Reply:
        line = request.split(b" HTTP/", 1)[0].decode()
        found = SKIP.search(line)
        return reply(int(found[1])) if found else answer(404)

    place.api._choose = choose


def refresh(place: Scene) -> str:
    return visible(place.person().post(f"/stacks/{place.stack.slug}/tests/7/refresh/", follow=True))


@pytest.mark.parametrize("link", [MORE, "https://elsewhere.invalid/x", "//elsewhere.invalid/", 5, "", None, [], {}])
def test_the_same_page_again_and_again_ends_the_list(link: object) -> None:
    with StandIn(answer(200)) as elsewhere, scene() as place:
        foreign = f"http://localhost:{elsewhere.port}/cloud/v6/load_tests/7/test_runs"
        listing(place, lambda _skip: page(range(1000, 1100), foreign if "elsewhere" in str(link) else link))
        said = refresh(place)

        assert "runs read from Grafana" in said
        assert len(place.asked(LIST)) == 2
        assert place.stack.runs.filter(run_id__gte=1000).count() == 100
        assert elsewhere.connections == 0


def test_two_pages_that_point_at_each_other_end_the_list_and_every_run_is_here_once() -> None:
    with scene() as place:
        pages = itertools.cycle([page(range(1000, 1100)), page(range(1050, 1150))])
        listing(place, lambda _skip: next(pages))
        refresh(place)

        assert len(place.asked(LIST)) == 3
        assert place.stack.runs.filter(run_id__gte=1000).count() == 150


def test_a_count_that_lies_and_a_page_that_is_short_ask_for_no_more_than_there_is() -> None:
    with scene() as place:
        listing(place, lambda skip: page(range(1000 + skip, 1030), None, **{"@count": 10**9}))
        said = refresh(place)

        assert "30 runs read from Grafana, 30 of them new or changed." in said
        assert len(place.asked(LIST)) == 1


def test_pages_of_ever_new_runs_end_with_the_patience_of_a_person_and_say_so() -> None:
    with scene() as place, override_settings(PATIENCE_OF_PAGES=replace(PAGES, total=2.0)):
        listing(place, lambda skip: page(range(10_000 + skip, 10_100 + skip)))
        said = refresh(place)

        assert "Not all of them came: older ones follow with the next full sync." in said
        assert place.stack.runs.filter(run_id__gte=10_000).count() >= 100


def test_what_came_before_a_page_that_failed_is_kept_and_said() -> None:
    with scene() as place:
        listing(place, lambda skip: page(range(1000, 1100)) if not skip else answer(502))
        said = refresh(place)

        assert "100 runs read from Grafana, 100 of them new or changed. Not all of them came" in said
        assert "Grafana reported an error of its own. In trouble since" in said
        assert place.stack.runs.filter(run_id__gte=1000).count() == 100
