"""Pages of runs and of names, distributions and the auth check."""

import json

import pytest

from runs.k6api import errors
from runs.k6api.records import (
    AuthRecord,
    LoadTestRecord,
    LoadZoneRecord,
    Node,
    ProjectRecord,
    RejectedRow,
    UnreadableRow,
    ZoneNodes,
    read_auth,
    read_distribution,
    read_load_test,
    read_load_zone,
    read_project,
    read_rows,
    read_run_page,
)
from tests.k6api.builders import RUN_ID, make_client, make_page, make_row
from tests.samples import sample
from tests.stand_in import StandIn, answer


def test_a_page_tells_its_runs_in_order_and_whether_there_is_more() -> None:
    page = read_run_page(sample("page_of_runs"))
    assert [run.run_id for run in page.runs] == [9000000106, 9000000110]
    assert (page.rejected, page.count, page.has_more) == ((), 5231, True)


def test_bad_rows_are_set_aside_with_their_place_and_their_neighbours_stay() -> None:
    rows = [make_row(id=1), None, make_row(id=2, created="yesterday"), make_row(id="3rd"), make_row(id=4)]
    page = read_run_page({"value": rows})
    assert [run.run_id for run in page.runs] == [1, 4]
    assert page.rejected == (
        RejectedRow(1, None, "the row is not an object"),
        RejectedRow(2, 2, "created could not be read"),
        RejectedRow(3, None, "id could not be read"),
    )


def test_999_neighbours_survive_one_bad_row() -> None:
    rows = [make_row(id=number + 1) for number in range(1_000)]
    rows[500] = {"id": 501}
    page = read_run_page(json.loads(make_page(*rows)))
    assert len(page.runs) == 999
    assert page.rejected == (
        RejectedRow(500, 501, "test_id is missing; project_id is missing; created is missing; status is missing"),
    )


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ("https://x/", True),
        ("nonsense", True),
        ("", False),
        (None, False),
        (5, False),
        (True, False),
        ([], False),
    ],
)
def test_a_next_link_says_only_that_there_is_more(link: object, more: bool) -> None:
    assert read_run_page({"value": [], "@nextLink": link}).has_more is more


@pytest.mark.parametrize(
    ("count", "read"), [(0, 0), (7, 7), (-1, None), ("7", 7), (7.0, 7), (True, None), (2**63, None), (1.5, None)]
)
def test_a_count_is_a_number_or_unknown(count: object, read: int | None) -> None:
    assert read_run_page({"value": [], "@count": count}).count == read


@pytest.mark.parametrize("document", [None, [], {}, "x", {"value": None}, {"value": {}}, {"value": [{}] * 1_001}])
def test_what_is_no_page_is_a_value_error(document: object) -> None:
    with pytest.raises(ValueError, match="not a page"):
        read_run_page(document)


def test_load_tests_have_names_and_times_that_are_utc_without_saying_so() -> None:
    page = read_rows(sample("page_of_load_tests"), read_load_test)
    assert [test.name for test in page.items] == ["Checkout, nightly", "Search & filters"]
    first = page.items[0]
    assert first.created is not None
    assert first.created.isoformat() == "2025-01-20T08:11:07.402000+00:00"
    assert first == read_load_test(sample("load_test"))
    assert isinstance(first, LoadTestRecord)


def test_projects_have_a_folder_or_none() -> None:
    page = read_rows(sample("page_of_projects"), read_project)
    assert page.items == (
        ProjectRecord(52010, "Default project", True, None),
        ProjectRecord(52011, "Shop", False, "fold3rshop"),
    )
    assert read_project(sample("project")) == page.items[1]


def test_load_zones_go_by_the_name_that_runs_use() -> None:
    zones = read_rows(sample("load_zones"), read_load_zone).items
    assert zones == (
        LoadZoneRecord("amazon:ie:dublin", "Dublin", True, True),
        LoadZoneRecord("amazon:br:sao paulo", "São Paulo", False, True),
        LoadZoneRecord("basement-cluster", "basement-cluster", True, False),
    )


def test_names_that_cannot_be_read_are_set_aside() -> None:
    rows = [{"id": 1, "project_id": 2, "name": "good"}, {"id": 2, "name": "x"}, {"id": 3, "project_id": 2}, 5]
    page = read_rows({"value": rows}, read_load_test)
    assert [test.test_id for test in page.items] == [1]
    assert [(row.position, row.run_id) for row in page.rejected] == [(1, 2), (2, 3), (3, None)]


def test_a_distribution_has_zones_and_their_load_generators() -> None:
    zones = read_distribution(sample("distribution")).zones
    assert zones[1] == ZoneNodes("amazon:sg:singapore", 30, (Node("m5.large", "198.51.100.8"),))
    assert [len(zone.nodes) for zone in zones] == [2, 1]


def test_a_part_of_a_distribution_survives_its_neighbours() -> None:
    document = {
        "amazon:fr:paris": {"percentage": "x", "nodes": [5, {"size": 5, "public_ip": "192.0.2.1"}]},
        "elsewhere": None,
        "nowhere": {},
    }
    assert read_distribution({"distribution": document}).zones == (
        ZoneNodes("amazon:fr:paris", None, (Node(None, "192.0.2.1"),)),
    )


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"error": {"code": "x"}},
        {"distribution": []},
        {"distribution": {"zone": 5}},
        {"zone": {"nodes": []}},
    ],
)
def test_what_is_no_distribution_is_unreadable(document: object) -> None:
    with pytest.raises(UnreadableRow):
        read_distribution(document)


def test_the_auth_check_tells_stack_and_project() -> None:
    assert read_auth(sample("auth")) == AuthRecord(4711, 52010)
    assert read_auth({"stack_id": 5}) == AuthRecord(5, None)
    with pytest.raises(UnreadableRow, match="stack_id"):
        read_auth({"stack_id": "five"})


@pytest.mark.parametrize("body", [b"{}", b'{"id": 1}', b"[]", make_page()])
def test_one_thing_that_cannot_be_read_is_a_bad_answer(body: bytes) -> None:
    with StandIn(answer(200, body)) as api, make_client(api.url) as client:
        for call in (client.get_run, client.get_load_test, client.get_project):
            with pytest.raises(errors.BadAnswer) as caught:
                call(RUN_ID)
            assert caught.value.reason == "shape"
