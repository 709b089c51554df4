"""What every shared page says about itself: since when, until when, and what it leaves out."""

from dataclasses import dataclass
from datetime import datetime

from runs.presenters.moments import Moment, ago, until
from runs.sharing import Shared


@dataclass(frozen=True, slots=True)
class AboutShared:
    """`sharer` is empty where no names are shown."""

    taken: Moment
    until: Moment
    sharer: str


def about_shared(shared: Shared, now: datetime) -> AboutShared:
    return AboutShared(ago(shared.taken, now), until(shared.until, now), shared.sharer)
