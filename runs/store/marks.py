"""Marks on runs that the API no longer shows, and rows of its lists that can't be read. No run is removed.

A mark empties the row's digest, so that the API's next answer for the run, should there be one, replaces all of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from runs.k6api.records import RejectedRow
from runs.models import SetAsideRow, Stack

REASON_MAX = 300
MOST_SET_ASIDE = 10_000
Key = tuple[int, str]


def doubt(stack: Stack, run_ids: Iterable[int], at: datetime) -> None:
    """Whether these runs are still there is asked one by one, from that time on; until then nothing is said of them."""
    stack.runs.filter(run_id__in=list(run_ids), archived=False).update(ask_again_at=at)


def mark_not_visible(stack: Stack, run_ids: Iterable[int], now: datetime, ask_again: datetime | None = None) -> None:
    """The token does not see these runs: deleted, or in a folder that it lost. Ends when one is seen again.

    Which of the two it is can be asked at `ask_again`, at once unless said otherwise.
    """
    rows = stack.runs.filter(run_id__in=list(run_ids), archived=False)
    rows.filter(not_visible_since__isnull=True).update(not_visible_since=now, active=False, digest="")
    rows.update(ask_again_at=ask_again or now)


def mark_gone(stack: Stack, run_id: int, reason: str, now: datetime, by: str = "") -> None:
    """Archived: the run is gone in Grafana, our record of it stays. `by`: the address of who deleted it here."""
    stack.runs.filter(run_id=run_id, archived=False).update(
        archived=True,
        gone_at=now,
        gone_reason=reason,
        gone_by=by,
        not_visible_since=None,
        ask_again_at=None,
        active=False,
        digest="",
    )


def set_aside(stack: Stack, rejected: Sequence[RejectedRow], now: datetime) -> None:
    """Remembers which rows could not be read and why; the same row for the same reason is one entry."""
    rows = {
        (row.run_id or 0, row.reason[:REASON_MAX]): SetAsideRow(
            stack=stack, run_id=row.run_id or 0, reason=row.reason[:REASON_MAX], first_seen=now, last_seen=now
        )
        for row in rejected
    }
    if rows:
        SetAsideRow.objects.bulk_create(
            _with_room(stack, rows).values(),
            update_conflicts=True,
            unique_fields=["stack", "run_id", "reason"],
            update_fields=["last_seen"],
        )


def _with_room(stack: Stack, rows: dict[Key, SetAsideRow]) -> dict[Key, SetAsideRow]:
    """All of them, or only those that are there already where the stack has so many that nobody reads them."""
    if not rows or stack.set_aside.count() + len(rows) <= MOST_SET_ASIDE:
        return rows
    known = stack.set_aside.filter(run_id__in={run_id for run_id, _ in rows}).values_list("run_id", "reason")
    return {key: rows[key] for key in known if key in rows}


def read_again(stack: Stack, run_ids: Iterable[int]) -> None:
    """These runs could be read: whatever was the matter with them is over."""
    if ids := list(run_ids):
        stack.set_aside.filter(run_id__in=ids).delete()


def forget_set_aside(stack: Stack) -> int:
    """How many entries there were. Those that still can't be read are made anew when they are met."""
    return stack.set_aside.all().delete()[0]
