"""What can be done to a run: note, delete, abort, save, unsave, star, unstar; and when it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from runs.k6sim import DEFAULT_OWNER, PERSONAL_OWNER, PERSONAL_TOKEN

from .asking import V6, Visitor, visiting

ACTIVE = ("created", "queued", "initializing", "running", "processing_metrics")


def patch(visitor: Visitor, run_id: int, body: object) -> Any:
    return visitor.ask("PATCH", f"{V6}/test_runs/{run_id}", body)


def test_a_note_is_kept_as_it_was_written() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        for note in ("", "short", "line\nbreak <b>&</b> \u202e 東京 😀", "x" * 100_000):
            assert patch(visitor, run_id, {"note": note}).status == 204
            assert visitor.run(run_id)["note"] == note


@pytest.mark.parametrize(
    "body",
    [{"note": "x", "is_starred": True}, {}, {"note": None}, {"note": 5}, [], "note", None, b"{", b"\xff"],
)
def test_a_note_with_anything_else_beside_or_instead_is_refused_and_changes_nothing(body: object) -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        before = visitor.run(run_id)
        reply = patch(visitor, run_id, body)
        assert (reply.status, reply.error["code"]) == (400, "validation_error")
        assert visitor.run(run_id) == before


def test_an_unknown_key_is_named() -> None:
    with visiting() as visitor:
        reply = patch(visitor, visitor.one("completed"), {"note": "x", "status": "passed"})
        assert reply.error["target"] == "status"


def test_a_finished_run_can_be_deleted_and_is_gone_from_everywhere() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        assert visitor.ask("DELETE", f"{V6}/test_runs/{run_id}").status == 204
        assert visitor.get(f"/test_runs/{run_id}").status == 404
        assert visitor.ask("DELETE", f"{V6}/test_runs/{run_id}").status == 404
        assert run_id not in visitor.get("/test_runs").ids
        assert visitor.get("/test_runs?$count=true").json["@count"] == 59


@pytest.mark.parametrize("status", ACTIVE)
def test_an_active_run_cannot_be_deleted(status: str) -> None:
    with visiting() as visitor:
        run_id = visitor.one(status)
        reply = visitor.ask("DELETE", f"{V6}/test_runs/{run_id}")
        assert (reply.status, reply.error["code"]) == (409, "conflict")
        assert visitor.run(run_id)["id"] == run_id


@pytest.mark.parametrize("status", ACTIVE)
def test_an_abort_is_accepted_at_once_and_seen_a_second_later(status: str) -> None:
    with visiting() as visitor:
        run_id = visitor.one(status)
        assert visitor.post(f"/test_runs/{run_id}/abort").status == 204
        assert visitor.run(run_id)["status"] == status
        visitor.clock.move(1)
        run = visitor.run(run_id)
        assert (run["status"], run["result"]) == ("aborted", "error")
        assert run["status_details"]["extra"]["by_user"] == DEFAULT_OWNER
        assert run["ended"] == run["status_details"]["entered"] == run["status_history"][-1]["entered"]


def test_an_abort_names_the_owner_of_the_token() -> None:
    with visiting() as visitor:
        run_id = visitor.one("running")
        visitor.token = PERSONAL_TOKEN
        visitor.post(f"/test_runs/{run_id}/abort")
        visitor.clock.move(2)
        assert visitor.run(run_id)["status_history"][-1]["extra"]["by_user"] == PERSONAL_OWNER


def test_aborting_twice_is_accepted_until_it_took_effect_and_a_conflict_after() -> None:
    with visiting() as visitor:
        run_id = visitor.one("running")
        assert visitor.post(f"/test_runs/{run_id}/abort").status == 204
        visitor.clock.move(0.5)
        assert visitor.post(f"/test_runs/{run_id}/abort").status == 204
        visitor.clock.move(0.5)
        assert visitor.run(run_id)["status"] == "aborted"
        reply = visitor.post(f"/test_runs/{run_id}/abort")
        assert (reply.status, reply.error["code"]) == (409, "conflict")


@pytest.mark.parametrize("status", ["completed", "aborted"])
def test_a_run_that_ended_cannot_be_aborted(status: str) -> None:
    with visiting() as visitor:
        assert visitor.post(f"/test_runs/{visitor.one(status)}/abort").status == 409


def test_an_abort_is_in_vain_if_the_run_ends_before_it_takes_effect() -> None:
    with visiting() as visitor:
        run_id = visitor.one("processing_metrics")
        while visitor.run(run_id)["status"] != "completed":
            visitor.clock.move(0.4)
        visitor.clock.move(-0.4)
        assert visitor.post(f"/test_runs/{run_id}/abort").status == 204
        visitor.clock.move(2)
        assert visitor.run(run_id)["status"] == "completed"


def test_an_abort_stops_the_execution_time() -> None:
    with visiting() as visitor:
        run_id = visitor.one("running")
        visitor.post(f"/test_runs/{run_id}/abort")
        visitor.clock.move(1)
        stopped = visitor.run(run_id)
        visitor.clock.move(600)
        assert visitor.run(run_id) == stopped
        assert stopped["execution_duration"] > 0


def test_saving_clears_the_expiry_and_unsaving_brings_it_back() -> None:
    with visiting() as visitor:
        run_id = visitor.one("aborted")
        expiry = visitor.run(run_id)["retention_expiry"]
        assert visitor.post(f"/test_runs/{run_id}/save").status == 204
        assert visitor.run(run_id)["retention_expiry"] is None
        assert visitor.post(f"/test_runs/{run_id}/save").status == 204
        assert visitor.post(f"/test_runs/{run_id}/unsave").status == 204
        assert visitor.run(run_id)["retention_expiry"] == expiry


def test_unsaving_a_run_that_was_never_saved_changes_nothing() -> None:
    with visiting() as visitor:
        run_id = visitor.one("aborted")
        before = visitor.run(run_id)
        assert visitor.post(f"/test_runs/{run_id}/unsave").status == 204
        assert visitor.run(run_id) == before


def test_a_run_whose_results_expired_cannot_be_saved() -> None:
    with visiting() as visitor:
        oldest = visitor.sim.run_ids()[0]
        reply = visitor.post(f"/test_runs/{oldest}/save")
        assert (reply.status, reply.error["message"]) == (409, "Test run has been deleted")


def test_starring_does_not_touch_the_retention() -> None:
    with visiting() as visitor:
        run_id = visitor.one("aborted")
        before = visitor.run(run_id)
        assert visitor.post(f"/test_runs/{run_id}/star").status == 204
        assert visitor.run(run_id) == {**before, "is_starred": True}
        assert visitor.post(f"/test_runs/{run_id}/unstar").status == 204
        assert visitor.run(run_id) == before


@pytest.mark.parametrize("action", ["abort", "save", "unsave", "star", "unstar"])
def test_an_action_on_an_unknown_run_is_not_found(action: str) -> None:
    with visiting() as visitor:
        assert visitor.post(f"/test_runs/5/{action}").status == 404


@pytest.mark.parametrize("action", ["abort", "save", "unsave", "star", "unstar"])
def test_a_get_never_acts(action: str) -> None:
    with visiting() as visitor:
        before = visitor.sim.run_documents()
        reply = visitor.get(f"/test_runs/{visitor.one('running')}/{action}")
        assert (reply.status, reply.headers["Allow"]) == (405, "POST")
        assert visitor.sim.run_documents() == before
