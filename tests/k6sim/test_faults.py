"""Faults on request: each answers what it says, as often as it says, where it says."""

from __future__ import annotations

from http.client import HTTPConnection, IncompleteRead

import pytest

from runs.k6sim.faults import KINDS
from runs.k6sim.identity import DEFAULT_STACK_ID, SECOND_STACK_ID

from .asking import V6, Visitor, visiting


def test_a_rate_limit_carries_retry_after_as_given_and_then_is_over() -> None:
    with visiting() as visitor:
        for value in ("7", "Fri, 14 Aug 2026 12:00:07 GMT", "-1", "abc"):
            visitor.fault(kind="rate_limited", retry_after=value)
            reply = visitor.get("/test_runs")
            assert (reply.status, reply.headers["Retry-After"]) == (429, value)
            assert reply.error["message"]
            assert visitor.get("/test_runs").status == 200


def test_a_fault_happens_as_often_as_it_was_ordered() -> None:
    with visiting() as visitor:
        visitor.fault(kind="unavailable", times=2)
        assert [visitor.get("/test_runs?$top=1").status for _ in range(3)] == [503, 503, 200]


def test_a_fault_without_end_lasts_until_it_is_cleared() -> None:
    with visiting() as visitor:
        visitor.fault(kind="unavailable", times=None)
        assert {visitor.get("/load_zones").status for _ in range(5)} == {503}
        assert visitor.steer("DELETE", "/faults").status == 204
        assert visitor.get("/load_zones").status == 200


def test_a_fault_keeps_to_its_path_and_its_method() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        visitor.fault(kind="status", code=500, path=f"{V6}/test_runs/[0-9]+/star", method="POST", times=None)
        assert visitor.post(f"/test_runs/{run_id}/star").status == 500
        assert visitor.post(f"/test_runs/{run_id}/unstar").status == 204
        assert visitor.get(f"/test_runs/{run_id}").status == 200


def test_a_fault_of_one_stack_happens_to_no_other() -> None:
    with visiting() as visitor:
        visitor.fault(kind="unavailable", stack_id=SECOND_STACK_ID, times=None)
        assert visitor.get("/test_runs").status == 200
        visitor.fault(kind="unavailable", stack_id=DEFAULT_STACK_ID)
        assert visitor.get("/test_runs").status == 503


def test_the_oldest_fault_that_fits_comes_first() -> None:
    with visiting() as visitor:
        visitor.fault(kind="status", code=500, path=f"{V6}/projects")
        visitor.fault(kind="status", code=502)
        visitor.fault(kind="status", code=503)
        assert [visitor.get("/load_zones").status for _ in range(3)] == [502, 503, 200]
        assert visitor.get("/projects").status == 500


def test_any_status_can_be_answered_with_any_body_and_headers() -> None:
    with visiting() as visitor:
        visitor.fault(kind="status", code=418, body={"odd": True}, headers={"X-Odd": "yes"})
        reply = visitor.get("/test_runs")
        assert (reply.status, reply.json, reply.headers["X-Odd"]) == (418, {"odd": True}, "yes")
        visitor.fault(kind="status", code=200, body="\ufeff[1]")
        assert visitor.get("/test_runs").body == b"\xef\xbb\xbf[1]"
        visitor.fault(kind="status")
        assert visitor.get("/test_runs").error["code"] == "unexpected_error"


def test_answers_that_are_not_what_is_documented() -> None:
    with visiting() as visitor:
        visitor.fault(kind="html")
        page = visitor.get("/test_runs")
        assert (page.status, page.headers["Content-Type"][:9]) == (502, "text/html")
        visitor.fault(kind="not_json")
        broken = visitor.get("/test_runs")
        assert (broken.status, broken.headers["Content-Type"]) == (200, "application/json")
        with pytest.raises(ValueError, match="Expecting value"):
            assert broken.json
        visitor.fault(kind="empty")
        empty = visitor.get("/test_runs")
        assert (empty.status, empty.body) == (200, b"")
        visitor.fault(kind="wrong_shape")
        assert visitor.get("/test_runs").json == {"value": {}}
        visitor.fault(kind="redirect", location="http://127.0.0.1:9/x", code=307)
        there = visitor.get("/test_runs")
        assert (there.status, there.headers["Location"]) == (307, "http://127.0.0.1:9/x")


@pytest.mark.parametrize("kind", ["status", "rate_limited", "unavailable", "html", "not_json", "empty", "redirect"])
def test_a_replaced_answer_leaves_the_operation_undone(kind: str) -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        before = visitor.run(run_id)
        visitor.fault(kind=kind)
        visitor.ask("PATCH", f"{V6}/test_runs/{run_id}", {"note": "lost"})
        assert visitor.run(run_id) == before


def test_a_fault_never_touches_the_steering() -> None:
    with visiting() as visitor:
        visitor.fault(kind="unavailable", times=None)
        assert visitor.steer("GET", "/log").status == 200


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"kind": "earthquake"},
        {"kind": ["slow"]},
        {"kind": "slow", "times": 0},
        {"kind": "slow", "times": "x"},
        {"kind": "slow", "seconds": -1},
        {"kind": "status", "code": "500"},
        {"kind": "status", "code": 99},
        {"kind": "slow", "path": "["},
        {"kind": "slow", "colour": "red"},
    ],
)
def test_a_bad_order_is_refused_with_a_reason(settings: dict[str, object]) -> None:
    with visiting() as visitor:
        reply = visitor.steer("POST", "/faults", settings)
        assert reply.status == 400
        assert reply.error["message"]
        assert visitor.steer("GET", "/faults").json == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_fault_is_logged_by_its_kind(kind: str) -> None:
    with visiting() as visitor:
        visitor.fault(kind=kind, seconds=0.0)
        with Tolerant(visitor) as connection:
            connection.request("GET", f"{V6}/load_zones", headers={"Authorization": "Bearer x"})
            connection.getresponse().read()
        assert [entry["fault"] for entry in visitor.steer("GET", "/log").json] == [kind]


class Tolerant:
    """A connection whose network errors do not matter to the test."""

    def __init__(self, visitor: Visitor) -> None:
        self._connection = HTTPConnection("127.0.0.1", visitor.server.port, timeout=5)

    def __enter__(self) -> HTTPConnection:
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._connection.close()
        return kind is not None and issubclass(kind, OSError | IncompleteRead)
