"""For how long Grafana keeps a run's results."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runs.presenters.moments import ago, until

SOON = timedelta(days=7)
SAVED_FOR_GOOD = "Kept past retention"


@dataclass(frozen=True, slots=True)
class Keep:
    """`tone` is good for saved, warn within the last week, neutral otherwise. `exact` is the title."""

    text: str
    tone: str
    icon: str
    exact: str


def keep(expiry: datetime | None, now: datetime, *, is_saved: bool) -> Keep | None:
    """None where the API did not say."""
    if is_saved:
        return Keep("saved", "good", "saved", SAVED_FOR_GOOD)
    if expiry is None:
        return None
    if expiry <= now:
        past = ago(expiry, now)
        return Keep(f"expired {past.relative}", "neutral", "dash", past.exact)
    ahead = until(expiry, now)
    tone = "warn" if expiry - now <= SOON else "neutral"
    return Keep(f"expires {ahead.relative}", tone, "clock", ahead.exact)
