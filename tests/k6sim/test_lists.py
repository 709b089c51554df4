"""Lists of runs: order, pages, counts, filters, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from .asking import CHECKOUT, Visitor, visiting


def walk(visitor: Visitor, path: str, size: int, extra: str = "") -> list[int]:
    """Every id of a list, page by page, as long as there is a link to a next one."""
    found: list[int] = []
    while True:
        page = visitor.get(f"{path}?$top={size}&$skip={len(found)}{extra}")
        found += page.ids
        if "@nextLink" not in page.json:
            return found
        assert len(page.ids) == size


def test_the_default_order_is_ascending_so_the_first_page_holds_the_oldest_runs() -> None:
    with visiting() as visitor:
        page = visitor.get("/test_runs?$top=10")
        created = [row["created"] for row in page.json["value"]]
        assert page.ids == visitor.sim.run_ids()[:10]
        assert [moment(one) for one in created] == sorted(moment(one) for one in created)


def test_pages_of_any_size_add_up_to_every_run_once() -> None:
    with visiting(runs=97) as visitor:
        for size in (1, 7, 50, 97, 1000):
            assert walk(visitor, "/test_runs", size) == visitor.sim.run_ids()


def test_descending_order_is_the_ascending_one_reversed() -> None:
    with visiting() as visitor:
        newest_first = walk(visitor, "/test_runs", 25, "&$orderby=created%20desc")
        assert newest_first == visitor.sim.run_ids()[::-1]


def test_a_page_past_the_end_is_empty_and_has_no_link() -> None:
    with visiting() as visitor:
        page = visitor.get("/test_runs?$skip=5000")
        assert page.json == {"value": []}


def test_a_page_that_ends_with_the_last_run_has_no_link() -> None:
    with visiting() as visitor:
        assert "@nextLink" in visitor.get("/test_runs?$top=20&$skip=39").json
        assert "@nextLink" not in visitor.get("/test_runs?$top=20&$skip=40").json


def test_runs_that_come_and_go_are_seen_at_once_in_every_order() -> None:
    with visiting() as visitor:
        paths = (f"/load_tests/{CHECKOUT}/test_runs", "/test_runs?$orderby=created+desc")
        before = [set(visitor.get(path).ids) for path in paths]
        (made,) = visitor.sim.create_runs(1, {"test_id": CHECKOUT})
        assert [set(visitor.get(path).ids) - old for path, old in zip(paths, before, strict=True)] == [{made}] * 2
        visitor.sim.delete_run(made)
        assert [set(visitor.get(path).ids) for path in paths] == before


def test_the_link_to_the_next_page_is_plain_http_on_the_real_host_and_keeps_the_query() -> None:
    with visiting() as visitor:
        link = visitor.get("/test_runs?$top=20&$skip=20&$count=true").json["@nextLink"]
        assert link.startswith("http://api.k6.io/cloud/v6/test_runs?")
        assert {"$top=20", "$skip=40", "$count=true"} == set(link.split("?")[1].split("&"))


def test_percent_encoded_names_of_parameters_work_as_well_as_plain_ones() -> None:
    with visiting() as visitor:
        assert len(visitor.get("/test_runs?%24top=3").ids) == 3


def test_the_count_comes_only_when_it_is_asked_for() -> None:
    with visiting() as visitor:
        assert "@count" not in visitor.get("/test_runs?$top=1").json
        assert "@count" not in visitor.get("/test_runs?$top=1&$count=false").json
        assert visitor.get("/test_runs?$top=1&$count=true").json["@count"] == 60


def test_the_count_is_of_what_the_filters_leave() -> None:
    with visiting() as visitor:
        ours = [one for one in visitor.sim.run_documents() if one["test_id"] == CHECKOUT]
        page = visitor.get(f"/load_tests/{CHECKOUT}/test_runs?$count=true&$top=1")
        assert page.json["@count"] == len(ours) > 1


def test_created_after_includes_its_moment_and_created_before_does_not() -> None:
    with visiting() as visitor:
        documents = visitor.sim.run_documents()
        middle = str(documents[30]["created"])
        after = visitor.get(f"/test_runs?created_after={quote(middle)}").ids
        before = visitor.get(f"/test_runs?created_before={quote(middle)}").ids
        assert before + after == visitor.sim.run_ids()
        assert after[0] == documents[30]["id"]


def test_date_filters_hold_for_every_order() -> None:
    with visiting() as visitor:
        documents = visitor.sim.run_documents()
        low, high = quote(str(documents[10]["created"])), quote(str(documents[20]["created"]))
        query = f"/test_runs?created_after={low}&created_before={high}"
        wanted = visitor.sim.run_ids()[10:20]
        assert visitor.get(query).ids == wanted
        assert visitor.get(f"{query}&$orderby=created+desc").ids == wanted[::-1]
        visitor.sim.switches.order = "shuffled"
        assert sorted(visitor.get(query).ids) == wanted


def test_an_offset_other_than_z_names_the_same_moment() -> None:
    with visiting() as visitor:
        middle = moment(str(visitor.sim.run_documents()[30]["created"]))
        there = (middle + timedelta(hours=2)).replace(tzinfo=None).isoformat() + "+02:00"
        assert visitor.get(f"/test_runs?created_after={quote(there)}").ids == visitor.sim.run_ids()[30:]


def test_a_raw_plus_in_a_date_is_a_space_and_refused() -> None:
    with visiting() as visitor:
        reply = visitor.get("/test_runs?created_after=2026-08-01T00:00:00+00:00")
        assert (reply.status, reply.error["target"]) == (400, "created_after")


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("$top=1001", "$top"),
        ("$top=0", "$top"),
        ("$top=-1", "$top"),
        ("$top=ten", "$top"),
        ("$top=", "$top"),
        ("$top=99999999999999999999", "$top"),
        ("$skip=-1", "$skip"),
        ("$skip=1.5", "$skip"),
        ("$count=perhaps", "$count"),
        ("$orderby=note", "$orderby"),
        ("$orderby=created%20down", "$orderby"),
        ("$orderby=", "$orderby"),
        ("created_after=", "created_after"),
        ("created_before=soon", "created_before"),
    ],
)
def test_a_bad_value_is_a_validation_error_that_names_its_parameter(query: str, target: str) -> None:
    with visiting() as visitor:
        for path in ("/test_runs", f"/load_tests/{CHECKOUT}/test_runs"):
            reply = visitor.get(f"{path}?{query}")
            assert reply.status == 400
            assert (reply.error["code"], reply.error["target"]) == ("validation_error", target)
            assert reply.error["details"][0]["target"] == target


def test_a_load_tests_list_holds_its_runs_alone() -> None:
    with visiting() as visitor:
        truth = [one["id"] for one in visitor.sim.run_documents() if one["test_id"] == CHECKOUT]
        assert walk(visitor, f"/load_tests/{CHECKOUT}/test_runs", 4) == truth


def test_starred_and_unstarred_runs_of_a_test_are_told_apart() -> None:
    with visiting() as visitor:
        path = f"/load_tests/{CHECKOUT}/test_runs"
        before = visitor.get(path).ids
        visitor.post(f"/test_runs/{before[1]}/star")
        starred = visitor.get(f"{path}?is_starred=true").ids
        assert before[1] in starred
        assert visitor.get(f"{path}?is_starred=1").ids == starred
        assert sorted(starred + visitor.get(f"{path}?is_starred=false").ids) == before
        assert visitor.get(f"{path}?is_starred=maybe").error["target"] == "is_starred"


def test_the_list_of_an_unknown_test_is_not_found() -> None:
    with visiting() as visitor:
        assert visitor.get("/load_tests/4/test_runs").status == 404


def test_a_list_and_a_single_run_show_the_same_document() -> None:
    with visiting() as visitor:
        for row in visitor.get("/test_runs").json["value"]:
            assert visitor.run(row["id"]) == row


def test_many_runs_are_paged_at_any_depth() -> None:
    with visiting(runs=20_000) as visitor:
        ids = visitor.sim.run_ids()
        assert len(set(ids)) == 20_000
        for skip in (0, 9_999, 19_950):
            assert visitor.get(f"/test_runs?$top=50&$skip={skip}").ids == ids[skip : skip + 50]
        newest = visitor.get("/test_runs?$top=50&$skip=100&$orderby=created+desc").ids
        assert newest == ids[::-1][100:150]


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text).astimezone(UTC)
