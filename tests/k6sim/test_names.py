"""Load tests, projects and load zones."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from runs.k6sim import SECOND_STACK_ID, SECOND_TOKEN

from .asking import CHECKOUT, Visitor, visiting

PAYMENTS = 3_700_103


def test_every_run_belongs_to_a_listed_test_and_that_to_a_listed_project() -> None:
    with visiting(runs=300) as visitor:
        tests = {one["id"]: one["project_id"] for one in visitor.get("/load_tests").json["value"]}
        assert set(tests.values()) <= set(visitor.get("/projects").ids)
        for run in visitor.sim.run_documents():
            assert run["project_id"] == tests[int(str(run["test_id"]))]


def test_one_of_them_looks_as_in_its_list() -> None:
    with visiting() as visitor:
        for path in ("/load_tests", "/projects"):
            for row in visitor.get(path).json["value"]:
                assert visitor.get(f"{path}/{row['id']}").json == row


def test_a_projects_tests_are_those_with_its_id() -> None:
    with visiting() as visitor:
        every = visitor.get("/load_tests").json["value"]
        wanted = [one["id"] for one in every if one["project_id"] == PAYMENTS]
        assert visitor.get(f"/projects/{PAYMENTS}/load_tests").ids == wanted
        assert 0 < len(wanted) < len(every)
        assert visitor.get("/projects/4/load_tests").status == 404


def test_a_project_id_in_the_query_of_all_tests_is_ignored_as_observed() -> None:
    with visiting() as visitor:
        assert visitor.get(f"/load_tests?project_id={PAYMENTS}").ids == visitor.get("/load_tests").ids


def test_names_filter_exactly_and_search_loosely() -> None:
    with visiting() as visitor:
        assert visitor.get("/load_tests?name=Checkout%20nightly").ids == [CHECKOUT]
        assert visitor.get("/load_tests?name=Checkout").ids == []
        assert visitor.get("/projects?name=Payments%20API").ids == [PAYMENTS]
        assert visitor.get("/projects?name_search=pay").ids == [PAYMENTS]
        strange = next(one for one in visitor.get("/load_tests").json["value"] if "<b>" in one["name"])
        assert visitor.get(f"/load_tests?name={quote(strange['name'])}").ids == [strange["id"]]


def test_lists_of_names_are_paged_and_counted_too() -> None:
    with visiting() as visitor:
        every = visitor.get("/load_tests").ids
        page = visitor.get("/load_tests?$top=10&$skip=5&$count=true")
        assert page.ids == every[5:15]
        assert page.json["@count"] == len(every)
        assert page.json["@nextLink"].startswith("http://api.k6.io/cloud/v6/load_tests?")


@pytest.mark.parametrize(
    ("path", "field"),
    [("/load_tests", "id"), ("/load_tests", "name"), ("/load_tests", "updated"), ("/projects", "name")],
)
def test_names_are_ordered_by_what_is_asked_for(path: str, field: str) -> None:
    with visiting() as visitor:
        ascending = [one[field] for one in visitor.get(f"{path}?$orderby={field}").json["value"]]
        descending = [one[field] for one in visitor.get(f"{path}?$orderby={field}%20desc").json["value"]]
        assert ascending == sorted(ascending)
        assert descending == sorted(descending, reverse=True)


def test_the_first_field_of_an_order_weighs_most() -> None:
    with visiting() as visitor:
        rows = visitor.get("/load_tests?$orderby=project_id%20desc,name").json["value"]
        keys = [(-one["project_id"], one["name"]) for one in rows]
        assert keys == sorted(keys)


def test_an_unknown_order_is_refused() -> None:
    with visiting() as visitor:
        assert visitor.get("/projects?$orderby=id").error["target"] == "$orderby"
        assert visitor.get("/load_tests?$orderby=id,vus").error["target"] == "$orderby"


def test_load_tests_carry_times_without_a_zone_as_the_real_ones_do() -> None:
    with visiting() as visitor:
        for one in visitor.get("/load_tests").json["value"]:
            assert not one["created"].endswith("Z")
            assert one["created"] <= one["updated"]


def test_names_hold_what_breaks_pages() -> None:
    with visiting() as visitor:
        names = [one["name"] for one in visitor.get("/load_tests").json["value"]]
        assert any("<b>" in name and "&" in name for name in names)
        assert any(len(name) == 200 for name in names)
        assert any(not name.isascii() for name in names)
        assert len(names) == len(set(names)) >= 20


def test_there_are_21_public_zones_and_private_ones_beside() -> None:
    with visiting() as visitor:
        zones = visitor.get("/load_zones").json["value"]
        public = [zone for zone in zones if zone["public"]]
        private = [zone for zone in zones if not zone["public"]]
        assert len(public) == 21
        assert len(private) == 2
        assert [zone["k6_load_zone_id"] for zone in zones if not zone["available"]] == ["amazon:bh:bahrain"]
        assert len({zone["id"] for zone in zones}) == 23


def test_one_zone_can_be_asked_for_by_its_id() -> None:
    with visiting() as visitor:
        found = visitor.get("/load_zones?k6_load_zone_id=amazon:us:palo%20alto").json["value"]
        assert [zone["name"] for zone in found] == ["US West (N. California)"]
        assert visitor.get("/load_zones?k6_load_zone_id=moon").json == {"value": []}


def test_the_second_stack_has_names_of_its_own() -> None:
    with visiting() as visitor:
        first = visitor.get("/load_tests").ids
        other = Visitor(visitor.server, visitor.clock, SECOND_TOKEN, SECOND_STACK_ID)
        assert not set(first) & set(other.get("/load_tests").ids)
        assert other.get(f"/load_tests/{first[0]}").status == 404
