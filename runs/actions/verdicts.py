"""What an answer, or the run itself, says about an action."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from runs.audit import Outcome
from runs.domain.status import Status, is_active
from runs.k6api.errors import (
    BadAnswer,
    BadRequest,
    Conflict,
    Forbidden,
    K6Error,
    NoAnswer,
    NotFound,
    RateLimited,
    Removed,
    ServerError,
    Unauthorized,
)
from runs.k6api.records import RunRecord
from runs.models import Kind, PendingAction, State
from runs.troubles import word_of

# How long a run may go on after an abort before the abort counts as without effect.
ABORT_TAKEN = timedelta(minutes=3)
ABORT_UNKNOWN = timedelta(seconds=18)


@dataclass(frozen=True)
class Verdict:
    """The action's new state; its outcome once it is settled. `reason` says more, of an unknown outcome what came."""

    state: State
    outcome: Outcome | None = None
    reason: str = ""


DONE = Verdict(State.SETTLED, Outcome.DONE)
WAITING = Verdict(State.WAITING)
_KEPT_BACK = {"too_many_calls", "left_alone"}  # by ourselves
_GONE = {"already_gone", "not_found"}
_PERSONAL = {word: f"personal_{word}" for word in ("unauthorized", "forbidden", "no_token")}
_REFUSALS: list[tuple[type[K6Error], str]] = [
    (BadRequest, "bad_request"),
    (Unauthorized, "unauthorized"),
    (Forbidden, "forbidden"),
    (NotFound, "not_found"),
    (Conflict, "conflict"),
    (RateLimited, "rate_limited"),
]


def done(reason: str) -> Verdict:
    return Verdict(State.SETTLED, Outcome.DONE, reason)


def refused(reason: str) -> Verdict:
    return Verdict(State.SETTLED, Outcome.REFUSED, reason)


def failed(reason: str) -> Verdict:
    return Verdict(State.SETTLED, Outcome.FAILED, reason)


def of_success(kind: str) -> Verdict:
    """The API took the call. An abort takes effect a moment later, everything else at once."""
    return WAITING if kind == Kind.ABORT else DONE


def of_error(kind: str, error: K6Error) -> Verdict:
    """A call that did not give 204. What may have happened all the same is unknown, never failed."""
    if isinstance(error, NoAnswer) and not error.sent:
        return failed(error.reason if error.reason in _KEPT_BACK else "not_sent")
    if isinstance(error, NoAnswer | BadAnswer | ServerError):
        return Verdict(State.UNKNOWN, reason=word_of(error))
    special = _special(kind, error)
    if special:
        return special
    return refused(next((word for kind_of, word in _REFUSALS if isinstance(error, kind_of)), "refused"))


def of_personal(verdict: Verdict, is_there: Callable[[], bool]) -> Verdict:
    """The same from a call under a person's own token.

    Its refusal is not the stack's, and a run that it does not see may be there all the same: `is_there` asks.
    """
    if verdict.reason in _GONE and is_there():
        return refused("personal_not_found")
    return replace(verdict, reason=_PERSONAL.get(verdict.reason, verdict.reason))


def _special(kind: str, error: K6Error) -> Verdict | None:
    """Refusals that are the state they mean (API documentation: when 404 and 409 are answered)."""
    if kind == Kind.DELETE and isinstance(error, NotFound):
        return done("already_gone")
    if kind == Kind.DELETE and isinstance(error, Conflict):
        return refused("still_running")
    if kind == Kind.ABORT and isinstance(error, Conflict):
        return done("ended_first")
    if kind in {Kind.SAVE, Kind.UNSAVE} and isinstance(error, Removed):
        return refused("save_removed")
    return None


def of_run(action: PendingAction, record: RunRecord | None, now: datetime) -> Verdict | None:
    """What the run, read again, says; `record` is None where the API no longer has it. None: too early to tell."""
    if record is None:
        return DONE if action.kind == Kind.DELETE else failed("not_found")
    if action.kind == Kind.ABORT:
        return _of_abort(action, record, now)
    took_effect = {
        Kind.DELETE: False,
        Kind.NOTE: _plain(record.note) == _plain(action.wanted),
        Kind.SAVE: record.is_saved,
        Kind.UNSAVE: not record.is_saved,
        Kind.STAR: record.is_starred is True,
        Kind.UNSTAR: record.is_starred is False,
    }
    return DONE if took_effect[Kind(action.kind)] else failed("no_effect")


def _plain(note: str) -> str:
    """Without what an API may trim or write in another way."""
    return note.replace("\r\n", "\n").strip()


def _of_abort(action: PendingAction, record: RunRecord, now: datetime) -> Verdict | None:
    if not is_active(record.status, record.ended):
        return DONE if record.status == Status.ABORTED else done("ended_first")
    patience = ABORT_TAKEN if action.state == State.WAITING else ABORT_UNKNOWN
    return failed("did_not_stop") if now - action.asked_at > patience else None
