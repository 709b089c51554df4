"""The sync: a stack's whole history, then what is new, and active runs to their end."""

from runs.sync.asked import request_sync
from runs.sync.due import FRESH_EVERY, is_due, is_prompt_due, is_walk_due, rests_until
from runs.sync.lease import Lease, LeaseLost, break_lease, take_lease
from runs.sync.progress import Progress, progress_of
from runs.sync.window import sync_window
from runs.sync.work import note_failure, restart_walk, work_slice

__all__ = [
    "FRESH_EVERY",
    "Lease",
    "LeaseLost",
    "Progress",
    "break_lease",
    "is_due",
    "is_prompt_due",
    "is_walk_due",
    "note_failure",
    "progress_of",
    "request_sync",
    "restart_walk",
    "rests_until",
    "sync_window",
    "take_lease",
    "work_slice",
]
