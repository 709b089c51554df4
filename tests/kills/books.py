"""What was in the tables once, and what people were told: all of it must be there after every kill, and once."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from runs.k6api.records import read_run
from runs.models import AuditEvent, PendingAction, RunDocument, ShareLink, Stack, State
from runs.sharing.links import hash_of
from tests.kills.journal import lines_of

Rows = set[tuple[Any, ...]]
Line = dict[str, Any]


class Books:
    """Looks at the tables of one stack after each kill. Each look returns what is lost or doubled, as sentences."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack, self.ledger = stack, folder / "ledger"
        self.seen: dict[str, Rows] = {}

    def look(self) -> list[str]:
        """The ledger is read before the tables and after them, because people go on meanwhile."""
        before = lines_of(self.ledger)
        found = [*self._lost(), *self._halves(), *self._unkept(before)]
        notes = dict(self._notes())
        return [*found, *changed_notes(notes, before, lines_of(self.ledger))]

    def counted(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.seen.items()}

    def _lost(self) -> Iterable[str]:
        for name, rows in self._tables().items():
            lost = self.seen.get(name, set()) - rows
            if lost:
                yield f"{len(lost)} of {len(self.seen[name])} {name} are lost or changed, {min(lost)} among them."
            self.seen[name] = rows

    def _tables(self) -> dict[str, Rows]:
        """Of each table what never changes in a row; settled actions are what they are for good."""
        actions = PendingAction.objects.filter(stack=self.stack)
        settled = actions.filter(state=State.SETTLED)
        events = AuditEvent.objects.filter(stack_slug=self.stack.slug)
        return {
            "runs": set(self.stack.runs.values_list("pk", "run_id", "first_seen")),
            "documents": set(RunDocument.objects.filter(run__stack=self.stack).values_list("run_id")),
            "links": set(ShareLink.objects.filter(stack=self.stack).values_list("pk", "token_hash", "run")),
            "actions": set(actions.values_list("pk", "request_id", "kind", "run")),
            "settled actions": set(settled.values_list("pk", "outcome", "reason")),
            "audit events": set(events.values_list("pk", "action", "object_id", "outcome", "request_id")),
        }

    def _halves(self) -> Iterable[str]:
        halves = self.stack.runs.filter(document=None).count()
        if halves:
            yield f"{halves} runs have no document."

    def _unkept(self, ledger: Iterable[Line]) -> Iterable[str]:
        """What somebody was told is done has its event, once, and its link opens."""
        events = Counter(event[-1] for event in self.seen["audit events"] if event[-1])
        hashes = {link[1] for link in self.seen["links"]}
        doubled = [request for request, times in events.items() if times > 1]
        if doubled:
            yield f"{len(doubled)} acts are in the audit more than once, {doubled[0]} among them."
        for line in ledger:
            is_kept = line["kind"] == "share" or events[line["request"]]
            if line["what"] == "done" and not is_kept:
                yield f"The {line['kind']} of run {line['run']} was confirmed and is not in the audit."
            if line["what"] == "done" and line["kind"] == "share" and hash_of(line["token"]) not in hashes:
                yield f"A link to run {line['run']} was handed out and opens nothing."

    def _notes(self) -> Iterable[tuple[int, str]]:
        ids = {line["run"] for line in lines_of(self.ledger)}
        for document in RunDocument.objects.filter(run__stack=self.stack, run__run_id__in=ids).select_related("run"):
            yield document.run.run_id, read_run(document.body).note

    def unsettled(self) -> list[str]:
        """Once the worker had the time to settle everything: nothing is open, each action has its event."""
        actions = PendingAction.objects.filter(stack=self.stack)
        events = set(AuditEvent.objects.values_list("request_id", flat=True))
        found = [f"The {action.kind} of run {action.run_id} is still {action.state}." for action in actions.open()]
        missing = [action for action in actions if action.request_id not in events]
        return found + [f"The {action.kind} of run {action.run_id} has no event." for action in missing]


def changed_notes(notes: dict[int, str], before: Iterable[Line], after: Iterable[Line]) -> list[str]:
    """Sentences about runs whose note is neither the last one confirmed nor one that was asked for since.

    `before` and `after`: the ledger as it was read before the notes, and after them. Only people of the ledger write
    notes on these runs.
    """
    last = {line["run"]: line["request"] for line in before if (line["what"], line["kind"]) == ("done", "note")}
    possible: dict[int, set[str]] = {run: set() for run in last}
    for line in after:
        if line["kind"] == "note" and line["run"] in last:
            if line["request"] == last[line["run"]]:
                possible[line["run"]] = {line["note"]}
            elif line["what"] == "asks":
                possible[line["run"]].add(line["note"])
    return [
        f"The note of run {run} is {notes.get(run)!r}; confirmed or asked for since: {sorted(texts)}."
        for run, texts in possible.items()
        if notes.get(run) not in texts
    ]
