"""The only writer of what the API said: runs, their documents, and the names beside them."""

from runs.store.changes import note_written, saved, starred
from runs.store.distributions import save_distribution
from runs.store.marks import doubt, forget_set_aside, mark_gone, mark_not_visible, set_aside
from runs.store.names import save_load_tests, save_projects
from runs.store.runs import Saved, save_runs
from runs.store.space import StackFull, runs_left
from runs.store.tokens import tokens_of
from runs.store.zones import save_load_zones

__all__ = [
    "Saved",
    "StackFull",
    "doubt",
    "forget_set_aside",
    "mark_gone",
    "mark_not_visible",
    "note_written",
    "runs_left",
    "save_distribution",
    "save_load_tests",
    "save_load_zones",
    "save_projects",
    "save_runs",
    "saved",
    "set_aside",
    "starred",
    "tokens_of",
]
