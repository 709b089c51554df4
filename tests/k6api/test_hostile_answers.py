"""Whatever comes back, the client gives what is documented or raises its own errors, and asks nobody else."""

import pytest

from runs.k6api import errors
from tests.k6api.builders import OPERATIONS, TOKEN, WRITES, make_client
from tests.k6api.hostile import CASES, Case
from tests.stand_in import StandIn, closed_port


def make_call(url: str, case: Case, operation: str) -> errors.K6Error | None:
    """The error that the call ends in, None if it succeeds."""
    with make_client(url, case.patience) as client:
        try:
            OPERATIONS[operation](client)
        except errors.K6Error as error:
            return error
    return None


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_hostile_answer_ends_in_its_own_error(case: Case, operation: str) -> None:
    wanted = case.expected(operation)
    with StandIn(case.reply(operation)) as api:
        error = make_call(api.url, case, operation)
        assert type(error) is (wanted or type(None)), repr(error)
        assert len(api.requests) == 1
    if error is not None:
        assert TOKEN not in f"{error} {error!r} {error.__dict__}"
        assert error.__context__ is None
        assert getattr(error, "sent", None) is True
        assert operation in WRITES or not error.operation.startswith(("abort", "update"))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_closed_port_is_an_answer_that_never_was_asked_for(operation: str) -> None:
    case = CASES[0]
    error = make_call(f"http://127.0.0.1:{closed_port()}", case, operation)
    assert isinstance(error, errors.NoAnswer)
    assert (error.reason, error.sent) == ("unreachable", False)
