"""For how long Grafana keeps a run's results."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runs.presenters.moments import ago, until

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Keep:
    """`tone` is good for saved, warn within the last week, neutral otherwise. `exact` is empty for saved."""

    text: str
    tone: str
    icon: str = ""
    iso: str = ""
    exact: str = ""


def keep(expiry: datetime | None, now: datetime, *, is_saved: bool) -> Keep | None:
    """None where the API did not say."""
    if is_saved:
        return Keep("saved", "good", "saved")
    if expiry is None:
        return None
    if expiry <= now:
        past = ago(expiry, now)
        return Keep(f"expired {past.relative}", "neutral", "", past.iso, past.exact)
    ahead = until(expiry, now)
    soon = expiry - now <= SOON
    return Keep(
        f"expires {ahead.relative}",
        "warn" if soon else "neutral",
        "clock" if soon else "",
        ahead.iso,
        ahead.exact,
    )
