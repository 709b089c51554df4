"""How often something is asked, over which connection, and how long a client waits before it asks again."""

import pytest

from runs.k6api import errors
from tests.k6api.builders import OPERATIONS, READS, RUN_ID, THREE, WRITES, json_answer, make_client, make_row
from tests.stand_in import Reply, StandIn, answer, then_close, then_reset


@pytest.mark.parametrize("operation", READS)
def test_a_read_is_asked_three_times_and_no_more(operation: str) -> None:
    with StandIn(answer(503)) as api, make_client(api.url, THREE) as client:
        with pytest.raises(errors.ServerError):
            OPERATIONS[operation](client)
        assert len(api.requests) == 3


def test_a_read_succeeds_after_two_lost_connections() -> None:
    lost = then_reset(b"", 0)
    with StandIn(lost, lost, json_answer(make_row())) as api, make_client(api.url, THREE) as client:
        assert client.get_run(RUN_ID).run_id == RUN_ID
        assert len(api.requests) == 3


def test_a_script_is_asked_for_again_until_its_first_bytes_are_there() -> None:
    script = answer(200, b"export default 1", content_type="text/javascript")
    with StandIn(answer(502), script) as api, make_client(api.url, THREE) as client:
        assert OPERATIONS["script"](client) == b"export default 1"
        assert len(api.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 418, 501])
def test_a_refusal_that_will_not_pass_is_final(status: int) -> None:
    with StandIn(answer(status)) as api, make_client(api.url, THREE) as client:
        with pytest.raises(errors.Refused):
            client.list_runs()
        assert len(api.requests) == 1


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("reply", [answer(500), answer(503), answer(429), then_reset(b"", 0), then_close(b"")])
def test_a_write_is_sent_once_whatever_happens(operation: str, reply: Reply) -> None:
    with StandIn(reply) as api, make_client(api.url, THREE) as client:
        with pytest.raises(errors.K6Error):
            OPERATIONS[operation](client)
        assert len(api.requests) == 1


def test_a_write_has_a_fresh_connection_and_reads_share_one() -> None:
    replies = [
        json_answer(make_row()),
        json_answer(make_row()),
        answer(204),
        json_answer(make_row()),
        answer(204),
    ]
    with StandIn(*replies) as api, make_client(api.url, THREE) as client:
        client.get_run(RUN_ID)
        client.get_run(RUN_ID)
        client.abort_run(RUN_ID)
        client.get_run(RUN_ID)
        client.star_run(RUN_ID)
        assert api.connections == 3


def test_a_kept_connection_that_the_server_closed_meanwhile_costs_nothing() -> None:
    reply = then_close(json_answer(make_row()))
    with StandIn(reply) as api, make_client(api.url, THREE) as client:
        for _ in range(5):
            assert client.get_run(RUN_ID).run_id == RUN_ID
        assert api.connections >= 5


def test_a_read_that_may_not_be_repeated_has_a_fresh_connection() -> None:
    with StandIn(json_answer(make_row())) as api, make_client(api.url) as client:
        client.get_run(RUN_ID)
        client.get_run(RUN_ID)
        assert api.connections == 2


def test_retry_after_is_waited_for_where_it_fits() -> None:
    busy = answer(429, headers={"Retry-After": "1"})
    with StandIn(busy, json_answer(make_row())) as api, make_client(api.url, THREE) as client:
        assert client.get_run(RUN_ID).run_id == RUN_ID
        assert len(api.requests) == 2


@pytest.mark.parametrize(("status", "error"), [(429, errors.RateLimited), (503, errors.ServerError)])
def test_retry_after_that_does_not_fit_is_handed_on_at_once(status: int, error: type[errors.Refused]) -> None:
    with StandIn(answer(status, headers={"Retry-After": "90"})) as api, make_client(api.url, THREE) as client:
        with pytest.raises(error) as caught:
            client.list_runs()
        assert (caught.value.retry_after, len(api.requests)) == (90.0, 1)
