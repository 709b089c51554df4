"""TLS: checked against the trusted roots, and ended by the deadline like everything else."""

from pathlib import Path

import pytest
import requests.adapters

from runs.k6api import errors
from tests.k6api.builders import HURRIED, RUN_ID, THREE, json_answer, make_client, make_row
from tests.k6api.certificates import make_certificate, server_side
from tests.stand_in import StandIn, answer, dripping, then_silence


def trust(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))


def failing_call(url: str) -> errors.NoAnswer:
    with make_client(url, HURRIED) as client, pytest.raises(errors.NoAnswer) as caught:
        client.abort_run(RUN_ID)
    return caught.value


def test_a_trusted_certificate_is_spoken_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    trust(certificate, monkeypatch)
    with StandIn(json_answer(make_row()), tls=server_side(certificate)) as api:
        with make_client(api.url, THREE) as client:
            assert client.get_run(RUN_ID).run_id == RUN_ID
            assert client.get_run(RUN_ID).status == "running"
        assert api.connections == 1


@pytest.mark.parametrize(("name", "days"), [("elsewhere.example", 30), ("localhost", -1)])
def test_a_wrong_name_or_an_expired_certificate_ends_before_anything_is_sent(
    name: str, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, name, days)
    trust(certificate, monkeypatch)
    with StandIn(answer(204), tls=server_side(certificate)) as api:
        error = failing_call(api.url)
        assert (error.reason, error.sent, api.requests) == ("tls", False, [])


def test_an_unknown_authority_ends_before_anything_is_sent(tmp_path: Path) -> None:
    with StandIn(answer(204), tls=server_side(make_certificate(tmp_path))) as api:
        error = failing_call(api.url)
        assert (error.reason, error.sent, api.requests) == ("tls", False, [])


def test_a_server_that_speaks_no_tls_is_a_tls_failure() -> None:
    with StandIn(b"HTTP/1.1 400 Bad Request\r\n\r\n", speaks_first=True) as api:
        error = failing_call(f"https://localhost:{api.port}")
        assert (error.reason, error.sent) == ("tls", False)


def test_a_silent_handshake_ends_at_the_deadline() -> None:
    with StandIn(then_silence(), speaks_first=True) as api:
        error = failing_call(f"https://localhost:{api.port}")
        assert (error.reason, error.sent) == ("timeout", False)


def test_a_dripped_handshake_ends_at_the_deadline() -> None:
    with StandIn(dripping(b"\x16\x03\x03\x3f\x00\x02\x00\x3e\xfc", b"\x00"), speaks_first=True) as api:
        error = failing_call(f"https://localhost:{api.port}")
        assert (error.reason, error.sent) == ("timeout", False)


def test_a_dripped_body_inside_tls_ends_at_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    trust(certificate, monkeypatch)
    drip = dripping(answer(200, length=1000), b" ")
    with (
        StandIn(drip, tls=server_side(certificate)) as api,
        make_client(api.url, HURRIED) as client,
        pytest.raises(errors.NoAnswer) as caught,
    ):
        client.get_run(RUN_ID)
    assert (caught.value.reason, caught.value.sent) == ("timeout", True)
