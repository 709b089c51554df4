"""What the API's answer cannot say plainly about a run, said plainly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from runs.domain.history import StatusEntry
from runs.domain.reasons import Reason
from runs.domain.status import ENDED, Status

_ORIGINS = {
    "platform": "The platform ended this run; neither its script nor its thresholds did.",
    "runner": "A machine that made the load failed; this says little about the system under test.",
    "script": "The script failed, which says nothing about how the system under test held up.",
}
_PASSING = frozenset({"passed", "success"})


def health_words(
    *,
    status: str,
    result: str | None,
    options: Mapping[str, object] | None,
    reason: Reason,
    history: Iterable[StatusEntry] = (),
) -> tuple[str, ...]:
    """Sentences for the page of a run that ended, most telling first; () for a live one.

    That checks never fail a run, that thresholds without samples pass, and that Grafana Cloud looks at
    thresholds about once a minute was observed in Grafana's own tools.
    """
    if status not in ENDED:
        return ()
    words = []
    if _ended_while_processing(status, history):
        words.append("The load was over: the run ended while its metrics were being processed.")
    if reason.origin in _ORIGINS:
        words.append(_ORIGINS[reason.origin])
    elif result == "error" and not reason.by_user and reason.origin != "stopped":
        words.append("An error is not a failed threshold: the configuration or the infrastructure went wrong.")
    if status == Status.ABORTED and reason.origin == "threshold":
        words.append("Thresholds are looked at about once a minute, so the stop may lag behind the cause.")
    if options is not None and result in _PASSING:
        words.append(_about_passing(options))
    return tuple(words)


def _about_passing(options: Mapping[str, object]) -> str:
    if _has_conditions(options.get("thresholds")):
        return "A threshold whose metric has no samples passes too; checks never fail a run."
    return "It has no thresholds in its options, so nothing could fail it: checks alone never fail a run."


def _has_conditions(thresholds: object) -> bool:
    """A metric with an empty list is legal: k6 keeps its numbers and judges nothing."""
    return any(thresholds.values()) if isinstance(thresholds, Mapping) else bool(thresholds)


def _ended_while_processing(status: str, history: Iterable[StatusEntry]) -> bool:
    """Whether an aborted run's last status before the end was the processing of its metrics."""
    if status != Status.ABORTED:
        return False
    before = [(entry.entered, entry.type) for entry in history if entry.entered and entry.type not in ENDED]
    return bool(before) and max(before)[1] == Status.PROCESSING_METRICS
