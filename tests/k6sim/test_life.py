"""Runs move by the clock alone: from created to their end, and new ones are born."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

from .asking import Visitor, visiting

ORDER = ["created", "queued", "initializing", "running", "processing_metrics", "completed"]


def seen_until_it_ends(visitor: Visitor, run_id: int, step: float) -> list[dict[str, Any]]:
    """The run's documents as the clock moves on in steps of seconds."""
    documents = [visitor.run(run_id)]
    while documents[-1]["status"] not in {"completed", "aborted"}:
        visitor.clock.move(step)
        documents.append(visitor.run(run_id))
        assert len(documents) < 10_000
    return documents


def quick_run(visitor: Visitor) -> int:
    return visitor.sim.create_runs(1, {"test_id": 880_222})[0]


def test_a_new_run_passes_through_the_statuses_in_their_order() -> None:
    with visiting() as visitor:
        documents = seen_until_it_ends(visitor, quick_run(visitor), 1)
        passed = list(dict.fromkeys(one["status"] for one in documents))
        assert passed[0] == "created"
        assert passed[-1] in {"completed", "aborted"}
        assert passed[:-1] == [status for status in ORDER[:-1] if status in passed]


def test_history_only_grows_and_its_last_entry_is_the_status() -> None:
    with visiting() as visitor:
        documents = seen_until_it_ends(visitor, quick_run(visitor), 5)
        for before, after in pairwise(documents):
            history = before["status_history"]
            assert after["status_history"][: len(history)] == history
        for one in documents:
            assert one["status_history"][-1] == one["status_details"]
            assert one["status_details"]["type"] == one["status"]
            entered = [datetime.fromisoformat(item["entered"]) for item in one["status_history"]]
            assert entered == sorted(entered)


def test_execution_time_grows_while_running_and_stands_before_and_after() -> None:
    with visiting() as visitor:
        documents = seen_until_it_ends(visitor, visitor.sim.create_runs(1, {"test_id": 880_225})[0], 10)
        for before, after in pairwise(documents):
            grown = after["execution_duration"] - before["execution_duration"]
            if before["status"] == after["status"] == "running":
                assert grown == 10
            if "running" not in {before["status"], after["status"]}:
                assert grown == 0 or after["status"] in {"processing_metrics", "completed"}
        assert documents[0]["execution_duration"] == 0
        assert documents[-1]["execution_duration"] == 240


def test_result_and_end_are_null_until_the_end() -> None:
    with visiting() as visitor:
        documents = seen_until_it_ends(visitor, quick_run(visitor), 7)
        for one in documents[:-1]:
            assert one["ended"] is one["result"] is one["result_details"] is None
        assert documents[-1]["ended"] == documents[-1]["status_details"]["entered"]
        assert documents[-1]["result_details"]["type"] == documents[-1]["result"]


def test_cost_is_null_before_validation_an_estimate_then_and_the_charge_at_the_end() -> None:
    with visiting() as visitor:
        documents = seen_until_it_ends(visitor, visitor.one("created"), 5)
        assert documents[0]["cost"] is documents[0]["distribution"] is documents[0]["max_vus"] is None
        live = [one["cost"] for one in documents[:-1] if one["status"] != "created"]
        assert all(cost == live[0] for cost in live)
        assert documents[-1]["cost"]["total_vuh"] > 0


def test_a_run_that_ended_never_changes_again() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        before = visitor.run(run_id)
        visitor.clock.move(100 * 86_400)
        assert visitor.run(run_id) == before


def test_there_is_a_run_in_each_active_status_at_the_start() -> None:
    with visiting() as visitor:
        found = {str(one["status"]) for one in visitor.sim.run_documents()}
        assert set(ORDER) | {"aborted"} <= found


def test_new_runs_are_born_as_time_passes_and_can_be_found_by_date() -> None:
    with visiting(birth_every=240) as visitor:
        known = visitor.get("/test_runs").ids
        visitor.clock.move(239)
        assert visitor.get("/test_runs").ids == known
        visitor.clock.move(721)
        fresh = visitor.get("/test_runs?created_after=2026-08-14T12:00:01Z").ids
        assert len(fresh) == 4
        assert visitor.get("/test_runs").ids == known + fresh
        assert min(fresh) > max(known)


def test_births_do_not_depend_on_how_often_somebody_looks() -> None:
    with visiting(birth_every=60) as often, visiting(birth_every=60) as seldom:
        for _ in range(30):
            often.clock.move(60)
            often.get("/test_runs?$top=1")
        seldom.clock.move(1800)
        assert often.sim.run_documents() == seldom.sim.run_documents()


def test_while_frozen_nothing_moves_and_nothing_is_born() -> None:
    with visiting(birth_every=240) as visitor:
        visitor.steer("POST", "/switches", {"frozen": True})
        before = visitor.get("/test_runs").json
        visitor.clock.move(86_400)
        assert visitor.get("/test_runs").json == before
        visitor.steer("POST", "/switches", {"frozen": False})
        after = visitor.get("/test_runs")
        assert len(after.ids) == 60
        assert after.json != before
        visitor.clock.move(240)
        assert len(visitor.get("/test_runs").ids) == 61
