"""How runs end, and why, with the codes known from the k6 CLI and the k6 operator."""

from __future__ import annotations

from dataclasses import dataclass

from .dice import Dice

Json = dict[str, object]

BY_USER_RESULT: Json = {"type": "error", "message": "Test run aborted by user", "code": 8036}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to end. `cut_in` is the status in which the run is cut short, after `cut_at` (0..1) of it."""

    end: str
    result: str
    message: str | None = None
    code: int | None = None
    cut_in: str | None = None
    cut_at: float = 1.0
    by_user: str | None = None

    @property
    def extra(self) -> Json | None:
        """`extra` of the last status; runs that just completed have none."""
        if self.end == "completed" and self.code is None:
            return None
        return {"by_user": self.by_user, "message": self.message, "code": self.code}

    def details(self) -> Json:
        """`result_details`; a passed run has its type alone."""
        if self.result == "passed":
            return {"type": "passed"}
        return {"type": self.result, "message": self.message, "code": self.code}


CROSSED = "Thresholds on http_req_duration have been crossed"
OUTCOMES = {
    "passed": Outcome("completed", "passed"),
    "failed": Outcome("completed", "failed", CROSSED),
    "threshold_abort": Outcome(
        "aborted", "failed", "Threshold on http_req_failed crossed, abortOnFail is set", 8036, "running", 0.35
    ),
    "user_abort": Outcome(
        "aborted", "error", "Test run aborted by user", 8036, "running", 0.5, "dana.whitfield@example.com"
    ),
    "user_abort_while_queued": Outcome(
        "aborted", "error", "Test run aborted by user", 8036, "queued", 0.8, "imre.kovacs@example.com"
    ),
    "script_error": Outcome(
        "aborted",
        "error",
        "TypeError: Cannot read property 'id' of undefined at checkout.js:88:31",
        8035,
        "running",
        0.1,
    ),
    "setup_error": Outcome("aborted", "error", "setup() timed out after 60 seconds", 8030, "initializing"),
    "teardown_error": Outcome("completed", "error", "teardown() raised an exception", 8031),
    "out_of_memory": Outcome("aborted", "error", "The load generator ran out of memory", 8032, "running", 0.7),
    "panic": Outcome("aborted", "error", "The load generator panicked", 8033, "running", 0.6),
    "system_abort": Outcome(
        "aborted",
        "error",
        "Maximum run lifetime exceeded while processing metrics",
        8016,
        "processing_metrics",
    ),
    "infrastructure": Outcome("completed", "error", "Load zone lost contact with one of its nodes", 8034),
    "runner_error": Outcome("aborted", "error", "Private load zone: runner could not be started", 8050, "queued"),
    "validation_error": Outcome("aborted", "error", "Validation error.", 1234, "created"),
}

_EVERYDAY = (
    "failed",
    "failed",
    "failed",
    "threshold_abort",
    "user_abort",
    "script_error",
    "setup_error",
    "infrastructure",
    "validation_error",
    "out_of_memory",
    "teardown_error",
    "system_abort",
)


@dataclass(frozen=True, slots=True)
class Incident:
    """A bad spell: between two ages in days, a share of these projects' runs ends so."""

    oldest: float
    newest: float
    projects: frozenset[int]
    outcome: str
    share: float


INCIDENTS = (
    Incident(3.2, 0.5, frozenset({3_700_106}), "failed", 0.8),
    Incident(16.0, 12.0, frozenset({3_700_102}), "failed", 0.8),
    Incident(39.5, 38.0, frozenset({3_700_102, 3_700_103, 3_700_104, 3_700_105, 3_700_106}), "infrastructure", 0.6),
    Incident(63.0, 59.0, frozenset({3_700_103, 3_800_002}), "threshold_abort", 0.7),
    Incident(92.0, 90.0, frozenset({3_700_104}), "script_error", 0.9),
)


def choose_outcome(dice: Dice, project_id: int, flaky: float, age_days: float) -> str:
    """The name of the end of a run that is `age_days` old; failures come in spells, as in real life."""
    spell, bad, kind = dice.share(), dice.share(), dice.pick(_EVERYDAY)
    for incident in INCIDENTS:
        if incident.newest <= age_days <= incident.oldest and project_id in incident.projects:
            return incident.outcome if spell < incident.share else "passed"
    return kind if bad < flaky else "passed"
