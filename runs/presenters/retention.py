"""For how long Grafana keeps a run's results."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runs.models import TestRun
from runs.presenters.absence import absence
from runs.presenters.moments import ago, until

SOON = timedelta(days=7)
SAVED_FOR_GOOD = "Kept past retention"


@dataclass(frozen=True, slots=True)
class Keep:
    """`tone` is good for saved, warn within the last week, neutral otherwise. `exact` is the title.

    `iso` is empty where `text` tells no moment; `why` stands below it and may be empty.
    """

    text: str
    tone: str
    icon: str
    exact: str
    iso: str = ""
    why: str = ""


def keep(run: TestRun, now: datetime) -> Keep | None:
    """Of a run that is gone: since when and why. None where the API did not say."""
    gone = absence(run, now)
    if gone:
        exact, iso = (gone.since.exact, gone.since.iso) if gone.since else ("", "")
        return Keep(gone.text, gone.tone, gone.icon, exact, iso, gone.why)
    if run.is_saved:
        return Keep("saved", "good", "saved", SAVED_FOR_GOOD)
    return _expiry(run.retention_expiry, now) if run.retention_expiry else None


def _expiry(expiry: datetime, now: datetime) -> Keep:
    if expiry <= now:
        past = ago(expiry, now)
        return Keep(f"expired {past.relative}", "neutral", "dash", past.exact, past.iso)
    ahead = until(expiry, now)
    tone = "warn" if expiry - now <= SOON else "neutral"
    return Keep(f"expires {ahead.relative}", tone, "clock", ahead.exact, ahead.iso)
