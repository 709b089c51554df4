"""What each operation sends, how often, and over which connection."""

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runs.k6api import errors
from runs.k6api.client import Client
from tests.k6api.builders import (
    RUN_ID,
    STACK,
    THREE,
    TOKEN,
    json_answer,
    make_client,
    make_page,
    make_row,
)
from tests.samples import sample_bytes
from tests.stand_in import StandIn, answer

EMPTY_PAGE = answer(200, make_page())


Call = Callable[[Client], object]
SENT: list[tuple[Call, str, bytes]] = [
    (lambda c: c.list_runs(), "GET /cloud/v6/test_runs?$skip=0&$top=100", EMPTY_PAGE),
    (
        lambda c: c.list_runs(skip=200, top=1000, count=True, orderby="created desc"),
        "GET /cloud/v6/test_runs?$skip=200&$top=1000&$count=true&$orderby=created%20desc",
        EMPTY_PAGE,
    ),
    (
        lambda c: c.list_load_test_runs(
            5,
            skip=0,
            top=20,
            created_after=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            created_before=datetime(2026, 2, 2, tzinfo=UTC),
            is_starred=True,
        ),
        (
            "GET /cloud/v6/load_tests/5/test_runs?$skip=0&$top=20&created_after=2026-01-02T03%3A04%3A05Z"
            "&created_before=2026-02-02T00%3A00%3A00Z&is_starred=true"
        ),
        EMPTY_PAGE,
    ),
    (lambda c: c.get_run(RUN_ID), f"GET /cloud/v6/test_runs/{RUN_ID}", json_answer(make_row())),
    (lambda c: c.delete_run(7), "DELETE /cloud/v6/test_runs/7", answer(204)),
    (lambda c: c.update_note(7, "hé"), "PATCH /cloud/v6/test_runs/7", answer(204)),
    (lambda c: c.abort_run(7), "POST /cloud/v6/test_runs/7/abort", answer(204)),
    (lambda c: c.save_run(7), "POST /cloud/v6/test_runs/7/save", answer(204)),
    (lambda c: c.unsave_run(7), "POST /cloud/v6/test_runs/7/unsave", answer(204)),
    (lambda c: c.star_run(7), "POST /cloud/v6/test_runs/7/star", answer(204)),
    (lambda c: c.unstar_run(7), "POST /cloud/v6/test_runs/7/unstar", answer(204)),
    (
        lambda c: c.get_distribution(7),
        "GET /cloud/v6/test_runs/7/distribution",
        answer(200, sample_bytes("distribution")),
    ),
    (
        lambda c: c.list_load_tests(count=True),
        "GET /cloud/v6/load_tests?$skip=0&$top=1000&$count=true",
        answer(200, sample_bytes("page_of_load_tests")),
    ),
    (
        lambda c: c.get_load_test(880021),
        "GET /cloud/v6/load_tests/880021",
        answer(200, sample_bytes("load_test")),
    ),
    (
        lambda c: c.list_projects(skip=1, top=2),
        "GET /cloud/v6/projects?$skip=1&$top=2",
        answer(200, sample_bytes("page_of_projects")),
    ),
    (lambda c: c.get_project(52011), "GET /cloud/v6/projects/52011", answer(200, sample_bytes("project"))),
    (lambda c: c.list_load_zones(), "GET /cloud/v6/load_zones", answer(200, sample_bytes("load_zones"))),
]


@pytest.mark.parametrize(("call", "line", "reply"), SENT, ids=[line for _, line, _ in SENT])
def test_every_operation_asks_for_its_own_path(call: Call, line: str, reply: bytes) -> None:
    with StandIn(reply) as api, make_client(api.url) as client:
        call(client)
        assert api.request_lines == [line]
        head = api.requests[0].split(b"\r\n\r\n")[0].decode()
    assert f"Authorization: Bearer {TOKEN}" in head
    assert f"X-Stack-Id: {STACK}" in head
    assert "Accept: application/json" in head


def test_a_note_is_sent_alone_as_json_in_utf_8() -> None:
    with StandIn(answer(204)) as api, make_client(api.url) as client:
        client.update_note(7, 'a "hé" \n 🚀')
        head, body = api.requests[0].split(b"\r\n\r\n", 1)
    assert json.loads(body.decode("utf-8")) == {"note": 'a "hé" \n 🚀'}
    assert b"Content-Type: application/json" in head


def test_a_note_with_half_a_character_is_refused_before_anything_is_sent() -> None:
    with StandIn(answer(204)) as api, make_client(api.url) as client:
        with pytest.raises(ValueError, match="surrogate"):
            client.update_note(7, "half \ud83d")
        assert api.requests == []


@pytest.mark.parametrize("run_id", [0, -1, 2**63, True, "7", "1/abort", 1.0, None])
def test_an_id_that_is_none_is_refused_before_anything_is_sent(run_id: int) -> None:
    """(S3)"""
    with StandIn(answer(204)) as api, make_client(api.url) as client:
        for call in (client.abort_run, client.get_run, client.get_distribution, client.get_load_test):
            with pytest.raises(ValueError, match="whole number"):
                call(run_id)
        assert api.requests == []


def test_the_auth_check_names_the_stack_by_scheme_and_host_alone() -> None:
    with StandIn(answer(200, sample_bytes("auth"))) as api, make_client(api.url) as client:
        auth = client.check_auth("https://Shop.grafana.net/a/k6-app/runs/1")
        head = api.requests[0].decode()
    assert (auth.stack_id, auth.default_project_id) == (4711, 52010)
    assert "X-Stack-Url: https://shop.grafana.net\r\n" in head
    assert "X-Stack-Id" not in head


def test_a_run_that_was_not_asked_for_is_a_bad_answer() -> None:
    with (
        StandIn(json_answer(make_row(id=5))) as api,
        make_client(api.url) as client,
        pytest.raises(errors.BadAnswer),
    ):
        client.get_run(RUN_ID)


def test_nothing_of_the_environment_changes_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """(T9)"""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    with StandIn(json_answer(make_row())) as api, StandIn(answer(200)) as proxy:
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with make_client(api.url) as client:
            client.get_run(RUN_ID)
        assert f"Authorization: Bearer {TOKEN}".encode() in api.requests[0]
        assert proxy.requests == []


def test_no_cookie_is_kept() -> None:
    reply = answer(200, json.dumps(make_row()).encode(), {"Set-Cookie": "session=abc; Path=/"})
    with StandIn(reply) as api, make_client(api.url, THREE) as client:
        client.get_run(RUN_ID)
        client.get_run(RUN_ID)
        assert b"Set-Cookie" in reply
        assert b"cookie" not in api.requests[1].lower()


def test_no_address_that_the_api_names_is_ever_asked() -> None:
    """(T4)"""
    with StandIn(answer(200)) as elsewhere:
        page = make_page(make_row(), **{"@nextLink": f"{elsewhere.url}/cloud/v6/test_runs?$skip=1"})
        with StandIn(answer(200, page), answer(302, headers={"Location": elsewhere.url})) as api:
            with make_client(api.url) as client:
                assert client.list_runs().has_more
                with pytest.raises(errors.BadAnswer):
                    client.list_runs(skip=1)
            assert len(api.requests) == 2
        assert elsewhere.requests == []


def test_the_body_of_a_redirect_is_not_read() -> None:
    sent: list[int] = []

    def reply(connection: socket.socket) -> None:
        connection.sendall(answer(302, headers={"Location": "/elsewhere"}, length=200_000_000))
        for _ in range(200):
            connection.sendall(bytes(1_000_000))
            sent.append(1_000_000)

    with StandIn(reply) as api, make_client(api.url) as client, pytest.raises(errors.BadAnswer) as caught:
        client.list_runs()
    assert caught.value.reason == "redirect"
    assert sum(sent) < 100_000_000
