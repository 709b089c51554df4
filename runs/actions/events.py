"""What the audit keeps of something done to a run."""

from typing import Any

from runs import audit
from runs.audit import Actor, Outcome
from runs.models import TestRun


def record_run_event(actor: Actor, run: TestRun, what: str, outcome: Outcome, **detail: Any) -> None:
    """One event; `what` is for example "run_abort". `detail`: the reason, the API's words."""
    ident = str(run.run_id)
    audit.record(actor, what, outcome, stack=run.stack, kind="run", ident=ident, name=f"Run #{ident}", **detail)
