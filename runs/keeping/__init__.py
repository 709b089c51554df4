"""What is kept of a run for good beside its document, and how our own record of runs is removed for good."""

from runs.keeping.fetch import ask_distribution
from runs.keeping.first import Loss, keep_before_deletion, losses_foreseen
from runs.keeping.keep import SETTLED
from runs.keeping.kept import SameScript, open_kept, same_script, script_of
from runs.keeping.purge import Counted, StillThere, purge_run, purge_stack
from runs.keeping.renewing import is_renewal_due, renew_some
from runs.keeping.stored import tidy
from runs.keeping.turns import give_back, rest, take_turn, take_up
from runs.keeping.work import MOST_SECONDS, keep_slice, stacks_due

__all__ = [
    "MOST_SECONDS",
    "SETTLED",
    "Counted",
    "Loss",
    "SameScript",
    "StillThere",
    "ask_distribution",
    "give_back",
    "is_renewal_due",
    "keep_before_deletion",
    "keep_slice",
    "losses_foreseen",
    "open_kept",
    "purge_run",
    "purge_stack",
    "renew_some",
    "rest",
    "same_script",
    "script_of",
    "stacks_due",
    "take_turn",
    "take_up",
    "tidy",
]
