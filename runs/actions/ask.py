"""One action on one run: an intent in the database, one call, and what came of it."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from runs.actions.settle import write
from runs.actions.verdicts import Verdict, of_error, of_personal, of_success, refused
from runs.audit import Actor, Outcome, record_run_event
from runs.connection import Hand, NotConnected, Unreadable
from runs.domain.permits import RunState, why_not
from runs.k6api.client import Client
from runs.k6api.errors import K6Error, NotFound
from runs.keeping import Loss, keep_before_deletion
from runs.models import Kind, PendingAction, State, TestRun

Connect = Callable[[], AbstractContextManager[Client]]


@dataclass(frozen=True)
class Answer:
    """What the person is told. `action` is None where nothing was asked: `sentence` says why.

    `losses`: what a deletion would lose, and nobody has agreed to yet.
    """

    action: PendingAction | None
    sentence: str = ""
    losses: tuple[Loss, ...] = ()


def delete(run: TestRun, actor: Actor, connect: Connect, may_lose: Collection[str] = ()) -> Answer:
    """Keeps first what only Grafana has of the run, and deletes it there.

    What could not be kept is told, and nothing is deleted unless `may_lose` names it (see `Loss.part`). The intent
    comes before both, so that of many who delete at once one keeps and one deletes.
    """

    def lost() -> tuple[Loss, ...]:
        losses = keep_before_deletion(run, reads(connect))
        return losses if {loss.part for loss in losses} - set(may_lose) else ()

    return ask(run, Kind.DELETE, actor, connect, prepare=lost)


def ask(
    run: TestRun,
    kind: Kind,
    actor: Actor,
    connect: Connect,
    wanted: str = "",
    *,
    check: Callable[[], None] = lambda: None,
    prepare: Callable[[], tuple[Loss, ...]] | None = None,
) -> Answer:
    """Does it, once: while an action of the kind is open, another click changes nothing and asks nothing.

    Never raises for what the API does: the action's state and reason say it. `check` is called once nobody else can
    do the same any more; what it raises is passed on, and nothing was done. What `prepare` finds to be lost takes the
    intent back. ValueError for a deletion that nothing prepares: `delete` is the way to it.
    """
    if kind is Kind.DELETE and prepare is None:
        raise ValueError("A run is deleted by runs.actions.delete, which keeps first what only Grafana has of it.")
    try:
        action = _intend(run, kind, actor, wanted, check)
    except IntegrityError:
        record_run_event(actor, run, f"run_{kind}", Outcome.REFUSED, reason="already_asked")
        return Answer(None, "That was requested already; its outcome shows here in a moment.")
    except _OfNoUse as error:
        record_run_event(actor, run, f"run_{kind}", Outcome.REFUSED, reason="state", said=str(error))
        return Answer(None, str(error))
    losses = prepare() if prepare else ()
    if losses:
        PendingAction.objects.filter(pk=action.pk, state=State.ASKED).delete()
        return Answer(None, "Nothing was deleted: not everything could be kept.", losses)
    if prepare and not _begins_anew(action):
        return Answer(action)
    verdict, said = _call(action, connect)
    if isinstance(connect, Hand) and connect.is_personal:
        verdict = of_personal(verdict, is_there=lambda: _is_there(action, connect))
    write(action, verdict, said)
    return Answer(action)


def state_of(run: TestRun) -> RunState:
    is_hidden, is_connected = run.not_visible_since is not None, run.stack.is_connected
    return RunState(run.active, run.is_saved, run.is_starred, run.archived, is_hidden, is_connected)


def _begins_anew(action: PendingAction) -> bool:
    """The call comes only now: an action that looked as if its answer was lost may have been settled meanwhile."""
    rows = PendingAction.objects.filter(pk=action.pk, state=State.ASKED)
    is_ours = bool(rows.update(asked_at=timezone.now()))
    action.refresh_from_db(fields=["state", "outcome", "reason", "said", "asked_at", "settled_at"])
    return is_ours


class _OfNoUse(Exception):
    """The run's state makes the action pointless; the text says why."""


def _intend(run: TestRun, kind: Kind, actor: Actor, wanted: str, check: Callable[[], None]) -> PendingAction:
    """The row before the call. IntegrityError where an action of the kind is open.

    The run is looked at after the row is there: whoever settled the same action a moment ago has written its effect
    in the transaction that made room for this row.
    """
    with transaction.atomic():
        action = PendingAction.objects.create(
            stack=run.stack,
            run=run,
            kind=kind,
            wanted=wanted,
            actor=actor.user,
            actor_email=actor.user.email if actor.user else actor.email,
            ip=actor.ip,
            request_id=actor.request_id,
            asked_at=timezone.now(),
        )
        reason = why_not(kind, state_of(TestRun.objects.select_related("stack").get(pk=run.pk)))
        if reason:
            raise _OfNoUse(reason)
        check()
    return action


def _call(action: PendingAction, connect: Connect) -> tuple[Verdict, str]:
    """The one call, and what it means."""
    kind = Kind(action.kind)
    try:
        with connect() as client:
            try:
                _operation(client, kind, action)
            except NotFound as error:
                return _of_not_found(client, action, error), error.api_message
    except (NotConnected, Unreadable):
        return refused("no_token"), ""
    except K6Error as error:
        return of_error(kind, error), error.api_message
    return of_success(kind), ""


def reads(connect: Connect) -> Connect:
    """What is read for the cache is read with the stack's token, under whosever a person acts."""
    return connect.reading if isinstance(connect, Hand) else connect


def _is_there(action: PendingAction, connect: Connect) -> bool:
    """Whether the stack's token sees the run that somebody's own does not; where it can't be found out, perhaps."""
    try:
        with reads(connect)() as client:
            client.get_run(action.run.run_id)
    except NotFound:
        return False
    except (K6Error, NotConnected, Unreadable):
        return True
    return True


def _operation(client: Client, kind: Kind, action: PendingAction) -> None:
    number = action.run.run_id
    if kind is Kind.NOTE:
        client.update_note(number, action.wanted)
        return
    {
        Kind.ABORT: client.abort_run,
        Kind.DELETE: client.delete_run,
        Kind.SAVE: client.save_run,
        Kind.UNSAVE: client.unsave_run,
        Kind.STAR: client.star_run,
        Kind.UNSTAR: client.unstar_run,
    }[kind](number)


def _of_not_found(client: Client, action: PendingAction, error: NotFound) -> Verdict:
    """404 on save while the run itself is there: not the run is gone, but the operation."""
    if action.kind in {Kind.SAVE, Kind.UNSAVE}:
        try:
            client.get_run(action.run.run_id)
        except K6Error:
            return of_error(action.kind, error)
        return refused("save_removed")
    return of_error(action.kind, error)
