"""Which actions a run's state allows, and in one sentence why not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunState:
    """What decides: the run's own state, whichever role asks."""

    active: bool
    is_saved: bool
    is_starred: bool
    archived: bool
    not_visible: bool
    connected: bool = True


def why_not(kind: str, run: RunState) -> str:
    """Why `kind` (abort, delete, note, save, unsave, star, unstar) is of no use now; "" where it may be
    tried.
    """
    if run.archived:
        return "This run is gone in Grafana; what you see is our record of it."
    if not run.connected:
        return "The stack is disconnected, so Grafana can't be asked. A lead can connect it again."
    if run.not_visible:
        return "Grafana does not show this run to the stack's token at the moment."
    stands_against, sentence = {
        "abort": (not run.active, "The run has ended; there is nothing to abort."),
        "delete": (run.active, "The run is still going. Abort it first, or wait for its end."),
        "note": (False, ""),
        "save": (run.is_saved, "The results are kept already."),
        "unsave": (not run.is_saved, "The results are not marked as kept."),
        "star": (run.is_starred, "The run has a star already."),
        "unstar": (not run.is_starred, "The run has no star."),
    }[kind]
    return sentence if stands_against else ""
