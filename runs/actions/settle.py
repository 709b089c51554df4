"""Actions settled: by their answer, or, where none came, by reading the run again, also after a crash."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from runs import store
from runs.actions.verdicts import Verdict, failed, of_run
from runs.audit import Actor, Outcome, record_run_event
from runs.k6api.client import Client
from runs.k6api.errors import BadAnswer, Forbidden, K6Error, NotFound, ServerError
from runs.k6api.records import RunRecord
from runs.models import Gone, Kind, PendingAction, Stack, State

# Longer than any call in a web request lasts: an action still without an answer then lost it.
SETTLE_AFTER = timedelta(seconds=8)
GIVE_UP_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Settling:
    """`read` runs were read again; `left` of their actions stay open. `trouble`: the last answer that was of no use."""

    read: int
    left: int
    trouble: K6Error | None = None


def settle_open(stack: Stack, client: Client, run_id: int = 0, is_over: Callable[[], bool] = lambda: False) -> Settling:
    """Reads the runs of open actions again, or one run, once each, and settles what they show, until `is_over`.

    Raises `K6Error` where the API can't be asked at all: the actions stay as they are. An answer for one run that
    can't be used keeps no other run waiting; after half an hour of them the action is given up.
    """
    now = timezone.now()
    actions = stack.actions.open().filter(asked_at__lte=now - SETTLE_AFTER).select_related("run__stack__team", "actor")
    if run_id:
        actions = actions.filter(run__run_id=run_id)
    read, trouble = 0, None
    for number, of_one_run in groupby(actions.order_by("run", "pk"), key=lambda action: action.run.run_id):
        if is_over():
            break
        asked = timezone.now()
        try:
            record = _read(client, number)
        except (BadAnswer, Forbidden, ServerError) as error:
            trouble = error
            _give_up(of_one_run, now)
            continue
        read += 1
        if record:
            store.save_runs(stack, [record], asked)
        for action in of_one_run:
            _settle(action, record, asked)
    return Settling(read, actions.all().count(), trouble)


def _give_up(actions: Iterable[PendingAction], now: datetime) -> None:
    """Those that have waited too long for a usable answer."""
    for action in actions:
        if now - action.asked_at > GIVE_UP_AFTER:
            write(action, failed("never_known"), action.said)


def _settle(action: PendingAction, record: RunRecord | None, asked: datetime) -> None:
    verdict = of_run(action, record, asked)
    if verdict:
        write(action, verdict, action.said)
    elif action.state == State.ASKED:
        write(action, Verdict(State.UNKNOWN), action.said)


def _read(client: Client, run_id: int) -> RunRecord | None:
    try:
        return client.get_run(run_id)
    except NotFound:
        return None


def write(action: PendingAction, verdict: Verdict, said: str) -> None:
    """The action's new state; once it is settled, its effect on our record and its audit event with it.

    Whoever comes second (a web request and a worker may settle the same action) changes nothing.
    """
    with transaction.atomic():
        row = PendingAction.objects.select_for_update().filter(pk=action.pk).open().first()
        action.state, action.reason, action.said = verdict.state, verdict.reason, said
        if row is None:
            return
        if verdict.outcome:
            action.outcome, action.settled_at = verdict.outcome, timezone.now()
            _apply(action)
            _record(action)
        action.save()


def _apply(action: PendingAction) -> None:
    """What a done action changes in our record; the API's next answer for the run overwrites it with the truth."""
    run, kind = action.run, Kind(action.kind)
    if action.outcome != Outcome.DONE:
        return
    if kind is Kind.DELETE:
        store.mark_gone(run.stack, run.run_id, Gone.DELETED_HERE, timezone.now(), action.actor_email)
    elif kind is Kind.NOTE:
        store.note_written(run, action.wanted)
    elif kind in {Kind.SAVE, Kind.UNSAVE}:
        store.saved(run, kind is Kind.SAVE)
    elif kind in {Kind.STAR, Kind.UNSTAR}:
        store.starred(run, kind is Kind.STAR)


def _record(action: PendingAction) -> None:
    actor = Actor(action.actor, action.ip, action.request_id, action.actor_email)
    length = len(action.wanted) or None
    detail = {"reason": action.reason, "said": action.said, "note_length": length}
    record_run_event(actor, action.run, f"run_{action.kind}", Outcome(action.outcome), **detail)
