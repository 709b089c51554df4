"""Standing switches: the API as some clients met it, and as it may become."""

from __future__ import annotations

import pytest

from runs.k6sim import DEFAULT_GRAFANA_URL

from .asking import CHECKOUT, V6, visiting

SHOP_FRONTEND = 3_700_102


def test_orderby_can_be_rejected_on_the_list_of_all_runs_alone() -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"orderby_rejected": True})
        reply = visitor.get("/test_runs?$orderby=created%20desc")
        assert (reply.status, reply.error["target"]) == (400, "$orderby")
        assert visitor.get("/test_runs").status == 200
        assert visitor.get(f"/load_tests/{CHECKOUT}/test_runs?$orderby=created%20desc").status == 200


@pytest.mark.parametrize("status", [404, 405, 410])
def test_save_and_unsave_can_be_gone_while_the_run_and_its_star_are_there(status: int) -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        visitor.steer("POST", "/switches", {"save_removed": status})
        assert visitor.post(f"/test_runs/{run_id}/save").status == status
        assert visitor.post(f"/test_runs/{run_id}/unsave").status == status
        assert visitor.get(f"/test_runs/{run_id}").status == 200
        assert visitor.post(f"/test_runs/{run_id}/star").status == 204


def test_the_limit_of_saved_runs_can_be_reached() -> None:
    with visiting() as visitor:
        run_id = visitor.one("aborted")
        visitor.steer("POST", "/switches", {"save_limit_reached": True})
        reply = visitor.post(f"/test_runs/{run_id}/save")
        assert reply.status == 409
        assert reply.error["message"] == "The maximum number of saved test runs has been reached"
        assert visitor.run(run_id)["retention_expiry"] is not None


def test_lists_can_come_descending_without_being_asked() -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"order": "descending"})
        assert visitor.get("/test_runs").ids == visitor.sim.run_ids()[::-1]
        assert visitor.get("/test_runs?$orderby=created").ids == visitor.sim.run_ids()[::-1]


def test_shuffled_pages_still_hold_every_run_once() -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"order": "shuffled"})
        pages = [visitor.get(f"/test_runs?$top=20&$skip={skip}").ids for skip in (0, 20, 40)]
        found = [run_id for page in pages for run_id in page]
        assert sorted(found) == visitor.sim.run_ids() != found


def test_a_token_that_lost_a_folder_sees_none_of_it() -> None:
    with visiting() as visitor:
        everything = visitor.get("/test_runs").json["value"]
        lost = [one["id"] for one in everything if one["project_id"] == SHOP_FRONTEND]
        visitor.steer("POST", "/switches", {"hidden_projects": [SHOP_FRONTEND]})
        assert lost
        assert sorted(visitor.get("/test_runs").ids + lost) == visitor.sim.run_ids()
        for path in (f"/test_runs/{lost[0]}", f"/load_tests/{CHECKOUT}", f"/load_tests/{CHECKOUT}/test_runs"):
            assert visitor.get(path).status == 404
        assert visitor.get(f"/projects/{SHOP_FRONTEND}").status == 404
        assert visitor.ask("DELETE", f"{V6}/test_runs/{lost[0]}").status == 404
        assert SHOP_FRONTEND not in visitor.get("/projects").ids
        assert CHECKOUT not in visitor.get("/load_tests").ids
        visitor.steer("POST", "/switches", {"hidden_projects": []})
        assert visitor.run(lost[0])["id"] == lost[0]


def test_a_dead_token_is_unauthorised_everywhere_until_it_lives_again() -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"dead_token": True})
        visitor.headers = {"X-Stack-Url": DEFAULT_GRAFANA_URL}
        assert {visitor.get(path).status for path in ("/test_runs", "/auth", "/load_zones")} == {401}
        visitor.steer("POST", "/switches", {"dead_token": False})
        assert visitor.get("/auth").status == 200


@pytest.mark.parametrize("value", ["https://elsewhere.example/", "", None, 5, {"a": 1}])
def test_the_next_link_can_be_anything_and_then_never_ends(value: object) -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"next_link": value})
        for path in ("/test_runs?$skip=5000", "/test_runs?$top=5", "/load_tests", "/projects"):
            assert visitor.get(path).json["@nextLink"] == value


@pytest.mark.parametrize("value", [0, -5, 10**30, "many", None])
def test_the_count_can_lie(value: object) -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"count": value})
        assert visitor.get("/test_runs?$count=true&$top=1").json["@count"] == value
        assert "@count" not in visitor.get("/test_runs?$top=1").json


def test_dates_and_skip_can_be_ignored_and_pages_kept_short() -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/switches", {"dates_ignored": True})
        assert visitor.get("/test_runs?created_after=2099-01-01T00:00:00Z&$top=5").json["value"]
        visitor.steer("POST", "/switches", {"skip_ignored": True, "page_cap": 3})
        first, second = visitor.get("/test_runs?$top=5").json, visitor.get("/test_runs?$top=5&$skip=5").json
        assert first["value"] == second["value"]
        assert len(first["value"]) == 3
        assert "@nextLink" in first


def test_all_switches_go_off_together() -> None:
    with visiting() as visitor:
        before = visitor.steer("GET", "/switches").json
        on = {"orderby_rejected": True, "save_removed": 410, "order": "shuffled", "count": 5, "frozen": True}
        assert visitor.steer("POST", "/switches", on).json == {**before, **on}
        assert visitor.steer("DELETE", "/switches").status == 204
        assert visitor.steer("GET", "/switches").json == before
        assert "next_link" not in before


@pytest.mark.parametrize(
    "bad",
    [
        {"colour": "red"},
        {"frozen": 1},
        {"save_removed": 500},
        {"order": "random"},
        {"hidden_projects": 5},
        {"hidden_projects": ["a"]},
        {"dead_token": None},
        {"page_cap": 0},
        {"dates_ignored": "yes"},
    ],
)
def test_a_bad_switch_is_named_and_none_of_the_others_is_set(bad: dict[str, object]) -> None:
    with visiting() as visitor:
        before = visitor.steer("GET", "/switches").json
        reply = visitor.steer("POST", "/switches", {"orderby_rejected": True, **bad})
        assert reply.status == 400
        assert next(iter(bad)) in reply.error["message"]
        assert visitor.steer("GET", "/switches").json == before
