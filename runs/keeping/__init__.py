"""What is kept of a run for good beside its document, and how our own record of runs is removed for good."""

from runs.keeping.purge import Counted, StillThere, purge_run, purge_stack

__all__ = ["Counted", "StillThere", "purge_run", "purge_stack"]
