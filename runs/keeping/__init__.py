"""What is kept of a run for good beside its document, and how our own record of runs is removed for good."""

from runs.keeping.fetch import ask_distribution
from runs.keeping.keep import SETTLED
from runs.keeping.purge import Counted, StillThere, purge_run, purge_stack
from runs.keeping.stored import tidy
from runs.keeping.work import claim, keep_slice, release, stacks_due

__all__ = [
    "SETTLED",
    "Counted",
    "StillThere",
    "ask_distribution",
    "claim",
    "keep_slice",
    "purge_run",
    "purge_stack",
    "release",
    "stacks_due",
    "tidy",
]
