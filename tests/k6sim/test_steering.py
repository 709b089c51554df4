"""Steering over HTTP: the log, the truth, and edits from outside."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runs.k6sim import DEFAULT_TOKEN, SECOND_STACK_ID, Simulator, serve

from .asking import CHECKOUT, V6, Clock, Visitor, visiting


def test_the_log_tells_what_was_asked_and_never_shows_a_token() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        visitor.get("/test_runs?$top=5&$orderby=created%20desc")
        visitor.ask("PATCH", f"{V6}/test_runs/{run_id}", {"note": "x"})
        listed, patched = visitor.steer("GET", "/log").json
        assert (listed["method"], listed["path"], listed["status"]) == ("GET", f"{V6}/test_runs", 200)
        assert listed["query"] == {"$top": "5", "$orderby": "created desc"}
        assert listed["headers"] == {
            "authorization": "valid",
            "x_stack_id": str(visitor.stack_id),
            "x_stack_url": None,
            "accept": "application/json",
            "content_type": None,
        }
        assert listed["holder"] == "lead@demo.test"
        assert listed["at"] == "2026-08-14T12:00:00Z"
        assert (patched["body"], patched["headers"]["content_type"]) == ('{"note": "x"}', "application/json")
        assert DEFAULT_TOKEN not in visitor.steer("GET", "/log").body.decode()


def test_the_log_tells_valid_wrong_and_missing_tokens_apart() -> None:
    with visiting() as visitor:
        for token in (DEFAULT_TOKEN, "secret-and-wrong", None):
            visitor.token = token
            visitor.get("/load_zones")
        entries = visitor.steer("GET", "/log").json
        assert [entry["headers"]["authorization"] for entry in entries] == ["valid", "wrong", "missing"]
        assert [entry["status"] for entry in entries] == [200, 401, 401]
        assert "secret-and-wrong" not in json.dumps(entries)


def test_the_log_can_be_cleared_and_does_not_record_the_steering() -> None:
    with visiting() as visitor:
        visitor.get("/load_zones")
        assert visitor.steer("DELETE", "/log").status == 204
        visitor.steer("GET", "/runs?ids=1")
        assert visitor.steer("GET", "/log").json == []


def test_the_log_goes_to_a_file_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    with serve(Simulator(20, clock=Clock(), log_file=file)) as server:
        visitor = Visitor(server, Clock())
        visitor.get("/load_zones")
        visitor.get("/projects")
        assert [json.loads(line) for line in file.read_text().splitlines()] == server.simulator.log.entries()
        assert len(server.simulator.log.entries()) == 2


def test_the_truth_is_every_run_as_the_api_shows_it() -> None:
    with visiting() as visitor:
        assert visitor.steer("GET", "/runs").json == visitor.get("/test_runs").json["value"]
        assert visitor.steer("GET", "/runs?ids=1").json == visitor.get("/test_runs").ids
        short = visitor.steer("GET", "/runs?fields=id,status").json
        assert {tuple(one) for one in short} == {("id", "status")}
        second = visitor.steer("GET", f"/runs?ids=1&stack_id={SECOND_STACK_ID}").json
        assert not set(second) & set(visitor.sim.run_ids())


def test_runs_can_be_created_with_any_fields() -> None:
    with visiting() as visitor:
        overrides = {"note": "made", "result": "passed", "test_id": 880_204}
        made = visitor.steer("POST", "/runs", {"count": 3, "overrides": overrides})
        assert made.status == 201
        for run_id in made.json["ids"]:
            run = visitor.run(run_id)
            assert (run["note"], run["result"], run["test_id"]) == ("made", "passed", 880_204)
            assert (run["status"], run["created"]) == ("created", "2026-08-14T12:00:00Z")
        assert visitor.get("/test_runs").ids[-3:] == made.json["ids"]


def test_a_run_created_in_the_past_takes_its_place_and_has_ended() -> None:
    with visiting() as visitor:
        overrides = {"created": "2026-07-01T02:00:00Z", "test_id": 880_225}
        (run_id,) = visitor.steer("POST", "/runs", {"overrides": overrides}).json["ids"]
        assert visitor.run(run_id)["ended"] is not None
        after = visitor.get("/test_runs?created_after=2026-07-01T02:00:00Z").ids
        assert after[0] == run_id
        assert visitor.sim.run_ids() == visitor.get("/test_runs").ids


def test_a_run_made_active_by_hand_stays_so_until_it_is_aborted() -> None:
    with visiting() as visitor:
        overrides = {"created": "2026-07-01T02:00:00Z", "status": "running", "ended": None, "result": None}
        (run_id,) = visitor.sim.create_runs(1, dict(overrides))
        visitor.clock.move(86_400)
        assert visitor.run(run_id)["status"] == "running"
        assert visitor.post(f"/test_runs/{run_id}/abort").status == 204
        visitor.clock.move(1)
        run = visitor.run(run_id)
        assert (run["status"], run["result"]) == ("aborted", "error")
        assert [item["type"] for item in run["status_history"]].count("completed") == 0


def test_any_field_of_a_run_can_be_set_or_left_out() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        odd = {"status": "melting", "cost": {"total_vuh": "lots"}, "started_by": 5, "extra_field": [1]}
        shown = visitor.steer("PATCH", f"/runs/{run_id}", {**odd, "_omit": ["note", "is_starred"]}).json
        assert shown == visitor.run(run_id)
        assert odd.items() <= shown.items()
        assert not {"note", "is_starred"} & shown.keys()
        again = visitor.steer("PATCH", f"/runs/{run_id}", {"note": "back"}).json
        assert again["note"] == "back"


def test_a_run_given_another_moment_of_creation_moves_in_the_lists() -> None:
    with visiting() as visitor:
        run_id = visitor.sim.run_ids()[-1]
        visitor.steer("PATCH", f"/runs/{run_id}", {"created": "2020-01-01T00:00:00Z"})
        assert visitor.get("/test_runs?$top=1").ids == [run_id]
        assert visitor.run(run_id)["created"] == "2020-01-01T00:00:00Z"
        assert len(visitor.get("/test_runs").ids) == 60


def test_a_run_can_be_deleted_by_somebody_else_even_while_it_runs() -> None:
    with visiting() as visitor:
        run_id = visitor.one("running")
        assert visitor.steer("DELETE", f"/runs/{run_id}").status == 204
        assert visitor.get(f"/test_runs/{run_id}").status == 404
        assert visitor.steer("DELETE", f"/runs/{run_id}").status == 404
        assert visitor.get(f"/load_tests/{CHECKOUT}").status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/runs", {"count": 0}, 400),
        ("POST", "/runs", {"count": "x"}, 400),
        ("POST", "/runs", {"overrides": []}, 400),
        ("POST", "/runs", {"overrides": {"created": "once"}}, 400),
        ("POST", "/runs", {"stack_id": 5}, 404),
        ("POST", "/runs", [], 400),
        ("POST", "/runs", b"{", 400),
        ("PATCH", "/runs/5", {}, 404),
        ("PUT", "/runs/5", {}, 405),
        ("GET", "/runs?stack_id=x", None, 400),
        ("GET", "/elsewhere", None, 404),
    ],
)
def test_bad_steering_is_refused_with_a_reason(method: str, path: str, body: object, status: int) -> None:
    with visiting() as visitor:
        reply = visitor.steer(method, path, body)
        assert reply.status == status
        assert reply.error["message"]


def test_edits_of_several_visitors_at_once_are_all_kept() -> None:
    with visiting() as visitor:
        with ThreadPoolExecutor(8) as crowd:
            replies = list(crowd.map(lambda _: visitor.steer("POST", "/runs", {"count": 5}), range(40)))
        made = [run_id for reply in replies for run_id in reply.json["ids"]]
        assert len(set(made)) == 200
        assert set(made) <= set(visitor.sim.run_ids())
