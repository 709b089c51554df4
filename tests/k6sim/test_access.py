"""Who is let in, and who is told what."""

from __future__ import annotations

import pytest

from runs.k6sim import (
    DEFAULT_GRAFANA_URL,
    DEFAULT_STACK_ID,
    HOMELESS_TOKEN,
    PERSONAL_TOKEN,
    SECOND_GRAFANA_URL,
    SECOND_STACK_ID,
    SECOND_TOKEN,
    Simulator,
    serve,
)

from .asking import CHECKOUT, V6, Clock, Reply, Visitor, visiting

EVERYTHING = [
    ("GET", "/test_runs"),
    ("GET", "/test_runs/5"),
    ("PATCH", "/test_runs/5"),
    ("DELETE", "/test_runs/5"),
    ("POST", "/test_runs/5/abort"),
    ("POST", "/test_runs/5/save"),
    ("POST", "/test_runs/5/unsave"),
    ("POST", "/test_runs/5/star"),
    ("POST", "/test_runs/5/unstar"),
    ("GET", "/test_runs/5/distribution"),
    ("GET", "/test_runs/5/script"),
    ("GET", "/load_tests"),
    ("GET", "/load_tests/5"),
    ("GET", "/load_tests/5/test_runs"),
    ("GET", "/projects"),
    ("GET", "/projects/5"),
    ("GET", "/projects/5/load_tests"),
    ("GET", "/load_zones"),
]


def auth(visitor: Visitor, url: str | None) -> Reply:
    visitor.stack_id = None
    visitor.headers = {} if url is None else {"X-Stack-Url": url}
    return visitor.get("/auth")


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_every_operation_wants_a_token_then_a_stack_then_access_to_it(method: str, path: str) -> None:
    with visiting() as visitor:
        visitor.token = None
        assert visitor.ask(method, V6 + path).status == 401
        visitor.token = "wrong"
        assert visitor.ask(method, V6 + path).error["code"] == "unauthorized"
        visitor.token = HOMELESS_TOKEN
        assert visitor.ask(method, V6 + path).status == 403
        visitor.stack_id = None
        reply = visitor.ask(method, V6 + path)
        assert (reply.status, reply.error["target"]) == (400, "X-Stack-Id")


@pytest.mark.parametrize("header", ["Token {}", "{}", "Basic {}", "Bearer", "Bearer {} x"])
def test_only_the_bearer_scheme_with_exactly_the_token_is_accepted(header: str) -> None:
    with visiting() as visitor:
        token, visitor.token = visitor.token, None
        visitor.headers = {"Authorization": header.format(token)}
        assert visitor.get("/test_runs").status == 401
        visitor.headers = {"Authorization": f"bearer {token}"}
        assert visitor.get("/test_runs").status == 200


@pytest.mark.parametrize(("stack_id", "status"), [("x", 400), ("", 400), ("-1", 400), ("٣", 400), ("7", 403)])
def test_a_stack_id_is_a_number_that_the_token_opens(stack_id: str, status: int) -> None:
    with visiting() as visitor:
        visitor.stack_id = stack_id.encode().decode("latin-1")
        assert visitor.get("/test_runs").status == status


def test_each_token_opens_its_own_stack_alone() -> None:
    with visiting() as visitor:
        first = visitor.get("/test_runs").ids
        visitor.stack_id = SECOND_STACK_ID
        assert visitor.get("/test_runs").status == 403
        visitor.token = SECOND_TOKEN
        second = visitor.get("/test_runs").ids
        assert second
        assert not set(first) & set(second)
        assert visitor.get(f"/test_runs/{first[0]}").status == 404
        visitor.stack_id = DEFAULT_STACK_ID
        assert visitor.get("/test_runs").status == 403


def test_a_personal_token_sees_the_same_stack() -> None:
    with visiting() as visitor:
        before = visitor.get("/test_runs").ids
        visitor.token = PERSONAL_TOKEN
        assert visitor.get("/test_runs").ids == before


@pytest.mark.parametrize("form", ["{}", "{}/", "{}/a/k6-app", " {} "])
def test_auth_answers_with_the_id_of_the_stack_at_that_url(form: str) -> None:
    with visiting() as visitor:
        reply = auth(visitor, form.format(DEFAULT_GRAFANA_URL))
        assert reply.json == {"stack_id": DEFAULT_STACK_ID, "default_project_id": 3_700_101}


def test_auth_refuses_foreign_and_unknown_urls() -> None:
    with visiting() as visitor:
        for url in (
            SECOND_GRAFANA_URL,
            "https://elsewhere.grafana.net",
            "demo-shop",
            "",
            "http://[",
            "https://",
        ):
            assert auth(visitor, url).status == 403
        assert auth(visitor, None).error["target"] == "X-Stack-Url"
        visitor.token = "wrong"
        assert auth(visitor, DEFAULT_GRAFANA_URL).status == 401


def test_a_simulator_can_be_given_its_token_its_stack_and_its_url() -> None:
    sim = Simulator(20, token="another-token", stack_id=77, grafana_url="https://other.grafana.net", clock=Clock())
    with serve(sim) as server:
        visitor = Visitor(server, Clock(), "another-token", 77)
        assert len(visitor.get("/test_runs").ids) == 20
        assert auth(visitor, "https://other.grafana.net").json["stack_id"] == 77


def test_a_stack_that_takes_the_second_ones_id_pushes_the_second_one_aside() -> None:
    with serve(Simulator(20, stack_id=SECOND_STACK_ID, clock=Clock())) as server:
        visitor = Visitor(server, Clock(), stack_id=SECOND_STACK_ID)
        assert len(visitor.get("/test_runs").ids) == 20
        second = Visitor(server, Clock(), SECOND_TOKEN, server.simulator.second_stack_id)
        assert second.get("/test_runs").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/test_runs/",
        "/test_runs/abc",
        "/test_runs/-1",
        "/test_runs/1/2",
        "/schedules",
        "/test_runs/%D9%A3",
    ],
)
def test_an_unknown_path_is_a_json_not_found(path: str) -> None:
    with visiting() as visitor:
        reply = visitor.get(path)
        assert (reply.status, reply.error["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", [5, 2**63 - 1, 10**18])
def test_an_unknown_id_is_not_found(number: int) -> None:
    with visiting() as visitor:
        for path in ("/test_runs/{}", "/test_runs/{}/script", "/load_tests/{}/test_runs", "/projects/{}"):
            assert visitor.get(path.format(number)).status == 404


def test_a_known_path_with_another_method_is_not_allowed() -> None:
    with visiting() as visitor:
        reply = visitor.ask("PUT", f"{V6}/load_tests/{CHECKOUT}", {})
        assert (reply.status, reply.headers["Allow"]) == (405, "GET")
        assert visitor.ask("POST", f"{V6}/test_runs", {}).status == 405
