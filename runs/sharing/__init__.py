"""Pages for people without an account: what they show, how they are kept, and the links that lead to them."""

from runs.sharing.counting import VIEWS
from runs.sharing.links import (
    DAYS,
    MOST_DAYS,
    Made,
    Subject,
    about_history,
    about_run,
    find_link,
    make_link,
    remove_ended,
    revoke,
    revoke_all,
)
from runs.sharing.parts import OF_HISTORY, OF_RUN, Part, Shows, read_shows
from runs.sharing.restoring import Shared, SharedHistory, SharedRun, restore
from runs.sharing.snapshots import Snapshot
from runs.sharing.taking import take_history, take_run

__all__ = [
    "DAYS",
    "MOST_DAYS",
    "OF_HISTORY",
    "OF_RUN",
    "VIEWS",
    "Made",
    "Part",
    "Shared",
    "SharedHistory",
    "SharedRun",
    "Shows",
    "Snapshot",
    "Subject",
    "about_history",
    "about_run",
    "find_link",
    "make_link",
    "read_shows",
    "remove_ended",
    "restore",
    "revoke",
    "revoke_all",
    "take_history",
    "take_run",
]
