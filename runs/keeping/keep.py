"""One run's script and distribution: fetched, written with what became of them, and when to ask again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from runs.domain.archives import identify
from runs.k6api.client import Client
from runs.keeping.fetch import Part, fetch_distribution, fetch_script
from runs.keeping.files import Incoming, incoming
from runs.keeping.stored import take_in
from runs.models import Keep, RunKeeping, TestRun

# After each try without success; the last one gives up, about two days after the first. What was given up is tried
# again now and then, as long as Grafana has the run's results: an API that was ill for a week may be well again.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 3 * 60, 12 * 60, 32 * 60))
GIVEN_UP_PAUSE = timedelta(days=7)
SETTLED = frozenset({Keep.KEPT, Keep.NONE})
WAITING = frozenset({Keep.FULL, Keep.OFF})


@dataclass
class Found:
    """What is known of both parts of a run, before and after asking."""

    distribution: Part
    script: Part
    tries: int
    is_given_up: bool = False

    @property
    def parts(self) -> tuple[Part, Part]:
        return self.script, self.distribution

    @property
    def said(self) -> str:
        return next((part.said for part in self.parts if part.said), "")

    def settle_failures(self) -> None:
        """One more try without success; after the last one, what is not there is given up."""
        if Keep.DUE not in {part.state for part in self.parts}:
            return
        self.tries += 1
        self.is_given_up = self.tries > len(PAUSES)
        if self.is_given_up:
            self.distribution, self.script = (
                Part(Keep.FAILED, part.said) if part.state == Keep.DUE else part
                for part in (self.distribution, self.script)
            )

    def next_try(self, now: datetime, run: TestRun) -> datetime | None:
        """None where nothing is missing, or what is missing will never come."""
        if Keep.DUE in {part.state for part in self.parts}:
            return now + PAUSES[self.tries - 1]
        again, there_until = now + GIVEN_UP_PAUSE, run.retention_expiry
        return again if self.is_given_up and (there_until is None or there_until > again) else None


def keep_parts(run: TestRun, client: Client, until: float) -> RunKeeping:
    """Asks for what is not kept of an ended run, and writes what came. `run` comes with its stack.

    Raises `OutOfTime` where the script does not come by `until` (monotonic), and `K6Error` for trouble that is not
    this run's: nothing is written then, but for a distribution that came before. OSError where the store can't be
    written.
    """
    found = _known(run)
    if found.distribution.state not in SETTLED:
        found.distribution = fetch_distribution(run, client)
    if found.script.state in SETTLED:
        return _write(run, found)
    if not run.stack.keeps_scripts:
        found.script = Part(Keep.OFF)
        return _write(run, found)
    with incoming() as script:
        found.script = fetch_script(run, client, script, until)
        is_here = found.script.state == Keep.KEPT
        return _write(run, found, script if is_here else None)


def give_up_for_now(run: TestRun, said: str) -> RunKeeping:
    """Counts a try that came to nothing without an answer of the API's."""
    found = _known(run)
    found.script = Part(Keep.DUE, said)
    return _write(run, found)


def _known(run: TestRun) -> Found:
    row = RunKeeping.objects.filter(run=run).first() or RunKeeping(run=run)
    return Found(Part(Keep(row.distribution_state)), Part(Keep(row.script_state)), row.tries)


def _write(run: TestRun, found: Found, script: Incoming | None = None) -> RunKeeping:
    identity = identify(script.path) if script else None
    found.settle_failures()
    now = timezone.now()
    columns = {
        "script_state": found.script.state,
        "distribution_state": found.distribution.state,
        "tries": found.tries,
        "said": found.said,
        "asked_at": now,
        "waits_in": run.stack if found.script.state in WAITING else None,
    }
    with transaction.atomic():
        row = TestRun.objects.filter(pk=run.pk)
        if row.select_for_update().first() is None:
            return RunKeeping(run=run)  # purged meanwhile
        if script and identity:
            columns["script"] = take_in(script, identity)
        keeping, _ = RunKeeping.objects.update_or_create(run=run, defaults=columns)
        row.update(keep_at=found.next_try(now, run))
    return keeping
