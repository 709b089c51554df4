"""A run's numbers, in groups: who and when, how long, how hard, at what price, for how long it is kept."""

from datetime import datetime

from runs.domain.phases import phases
from runs.k6api.records import RunRecord
from runs.models import TestRun
from runs.presenters.facts import Fact, FactGroup, moment_fact, seconds_fact, yes_no
from runs.presenters.moments import ago, until
from runs.presenters.numbers import NONE, whole
from runs.presenters.retention import keep
from runs.presenters.run_cost import cost_group


def fact_groups(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[FactGroup, ...]:
    """`record` is None where no document of the run is stored, or none that can be read."""
    when, *rest = figures(run, record, now)
    who = FactGroup("When", (_started_by(run), *when.facts))
    return (who, *rest, FactGroup("Kept by Grafana", _kept(run, record, now)))


def figures(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[FactGroup, ...]:
    """What is the same for every reader, people outside among them: how long, at what price, how hard."""
    return (
        FactGroup("When", _when(run, record, now)),
        cost_group(run, record),
        FactGroup("Load", _load(run, record)),
    )


def _started_by(run: TestRun) -> Fact:
    starter = run.starter.email if run.starter else "Not told: a stack token starts runs in nobody's name"
    return Fact("Started by", starter)


def _when(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[Fact, ...]:
    split = phases(record.status_history if record else (), run.created, run.ended, now, is_over=not run.active)
    so_far = "so far" if run.active else ""
    return (
        moment_fact("Created", ago(run.created, now)),
        moment_fact("Ended", ago(run.ended, now) if run.ended else None, "Not yet" if run.active else NONE),
        seconds_fact("From creation to end", split.wall, so_far),
        seconds_fact("Waiting", split.waiting, "created, queued, initializing"),
        seconds_fact("Under load", split.load),
        seconds_fact("Processing metrics", split.processing),
    )


def _load(run: TestRun, record: RunRecord | None) -> tuple[Fact, ...]:
    return (
        Fact("VUs, at most", whole(record.max_vus if record else run.max_vus)),
        Fact("Of them browser VUs", whole(record.max_browser_vus if record else None)),
        seconds_fact("Estimated duration", record.estimated_duration if record else None),
        seconds_fact("Execution duration", record.execution_duration if record else None, "what is billed"),
    )


def _kept(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[Fact, ...]:
    found = keep(run, now)
    expiry = until(run.retention_expiry, now) if run.retention_expiry else None
    starred = record.is_starred if record else run.is_starred
    return (
        Fact("Results", f"{found.text[:1].upper()}{found.text[1:]}" if found else NONE, found.why if found else ""),
        moment_fact("Retention expiry", expiry, "Never" if run.is_saved else NONE),
        yes_no("Saved", run.is_saved, "kept past retention" if run.is_saved else ""),
        yes_no("Starred", starred, "a bookmark; does not keep anything" if starred else ""),
    )
