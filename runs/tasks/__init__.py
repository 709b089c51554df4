"""Background work: what is due is queued, and what a worker then does with it. A task works 20 s at most.

One that keeps a slow script may take longer, with a timeout of its own (see `runs.keeping.work`).
"""

from runs.tasks.asking import Answer, ask_for_sync
from runs.tasks.ticking import BEAT, enqueue_due, enqueue_removal, tick
from runs.tasks.tidying import tidy
from runs.tasks.work import keep_parts_of, remove_stack, renew_fingerprints, settle_stack, sync_stack, walk_stack

__all__ = [
    "BEAT",
    "Answer",
    "ask_for_sync",
    "enqueue_due",
    "enqueue_removal",
    "keep_parts_of",
    "remove_stack",
    "renew_fingerprints",
    "settle_stack",
    "sync_stack",
    "tick",
    "tidy",
    "walk_stack",
]
