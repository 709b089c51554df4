"""Why a run ended as it did, in plain words.

The API tells by a numeric code, a message and sometimes a person. No complete list of codes is published;
those below were met in Grafana's own tools. A code alone does not make a fault the platform's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from runs.domain.history import StatusEntry
from runs.domain.redaction import redact_text
from runs.domain.status import ENDED, LIFECYCLE, Status
from runs.k6api.records import RunRecord, StatusRecord


class DetailsLike(Protocol):
    """The details of a result: what the API adds to passed, failed or error."""

    @property
    def message(self) -> str | None: ...
    @property
    def code(self) -> int | None: ...


class Code(NamedTuple):
    """What a code means. `origin` is "script", "platform", "runner" (the load generator), "stopped" or ""."""

    words: str
    origin: str


CODES: dict[int, Code] = {
    8016: Code("It ran past the longest time that Grafana Cloud k6 allows", "platform"),
    8030: Code("Its setup() function failed", "script"),
    8031: Code("Its teardown() function failed", "script"),
    8032: Code("A load generator ran out of memory", "runner"),
    8033: Code("k6 itself crashed on a load generator", "runner"),
    8034: Code("It ended for a reason that was not recognised, such as a timeout or a failing output", ""),
    8035: Code("Its script threw an exception", "script"),
    8036: Code("It was stopped by a person, by test.abort() in the script, or by a threshold", "stopped"),
    8050: Code("The k6 operator could not start it", "runner"),
    8051: Code("The k6 operator aborted it", "runner"),
    8052: Code("A runner of the k6 operator failed", "runner"),
}


def code_words(code: int) -> str:
    """ "code 8035: its script threw an exception"; a code that is not known here stands alone."""
    known = CODES.get(code)
    return f"code {code}: {known.words[0].lower()}{known.words[1:]}" if known else f"code {code}"


_RESULT_SENTENCES = {
    "passed": "Completed; no threshold was crossed.",
    "success": "Completed; no threshold was crossed.",
    "failed": "Completed; at least one threshold was crossed.",
    "error": "Completed with an error of its configuration or of the infrastructure.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run ended. `sentence` is ours; `message` the API's words, redacted; `by_user` an e-mail address.

    `origin` is "person", "threshold", "script", "runner", "platform", "stopped" (by one of the first three,
    the API does not say which) or "" where nobody can tell.
    """

    sentence: str
    code: int | None
    message: str
    by_user: str | None
    origin: str = ""

    @property
    def code_words(self) -> str:
        """The code for who wants to look it up, where the sentence does not have it."""
        return "" if self.code is None or str(self.code) in self.sentence else f"Code {self.code}."


def explain(
    status: str,
    result: str | None,
    *,
    details: DetailsLike | None = None,
    current: StatusEntry | None = None,
    history: Iterable[StatusEntry] = (),
    has_ended: bool = False,
) -> Reason:
    """Put the end of a run into words, from its result details, its status details and its history.

    A run counts as aborted by a person where any `aborted` entry names one, as the k6 CLI does. Where
    status and result carry different codes, one that is known here wins, then the status's. `has_ended` counts
    for a status that is not known here.
    """
    aborted = [entry for entry in (current, *history) if entry and entry.type == Status.ABORTED]
    entries = aborted or ([current] if current else [])
    by_user = next((entry.by_user for entry in aborted if entry.by_user), None)
    sources = [*entries, *([details] if details else [])]
    code = _choose([source.code for source in sources])
    message = next((source.message for source in sources if source.message), "")
    if has_ended and status not in LIFECYCLE:
        sentence, origin = "It has ended, in a status that is not known here.", ""
    else:
        sentence, origin = _sentence(status, result, code, by_user)
    return Reason(sentence, code, redact_text(message), by_user, origin)


def name_who_aborted(record: RunRecord, aborted_by: str) -> RunRecord:
    """The record with the person who aborted the run through this site.

    Grafana records the owner of the token, who may be somebody else: both are named then. `aborted_by` is an e-mail
    address, empty where nobody aborted the run here.
    """
    if not aborted_by:
        return record
    current = record.status_details and _aborted_by(record.status_details, aborted_by)
    history = tuple(_aborted_by(entry, aborted_by) for entry in record.status_history)
    return replace(record, status_details=current, status_history=history)


def _aborted_by(entry: StatusRecord, person: str) -> StatusRecord:
    if entry.type != Status.ABORTED:
        return entry
    recorded = f" (Grafana recorded {entry.by_user})" if entry.by_user not in {None, "", person} else ""
    return replace(entry, by_user=f"{person} via k6admin{recorded}")


def _choose(codes: list[int | None]) -> int | None:
    """0 says that there is none."""
    given = [code for code in codes if code]
    return next((code for code in given if code in CODES), given[0] if given else None)


def _sentence(status: str, result: str | None, code: int | None, by_user: str | None) -> tuple[str, str]:
    if status == Status.ABORTED:
        return _aborted(result, code, by_user)
    if status not in ENDED:
        return "It has not ended yet.", ""
    known = CODES.get(code) if code is not None else None
    if known is not None:
        return f"Completed, with a fault: {known.words[0].lower()}{known.words[1:]}.", known.origin
    if result == "failed":
        return _RESULT_SENTENCES["failed"], "threshold"
    return _RESULT_SENTENCES.get(result or "", "Completed."), ""


def _aborted(result: str | None, code: int | None, by_user: str | None) -> tuple[str, str]:
    """A person first, then a code that says exactly what it was; `failed` is left to thresholds alone."""
    if by_user:
        return f"Aborted by {by_user}.", "person"
    known = CODES.get(code) if code is not None else None
    if known is not None and known.origin != "stopped":
        return f"Aborted. {known.words}.", known.origin
    if result == "failed":
        return "Aborted by a threshold.", "threshold"
    if known is not None:
        return f"Aborted. {known.words}.", known.origin
    if code is not None:
        return f"Aborted, with the code {code}, whose meaning is not published.", ""
    return "Aborted; the API does not say by whom or why.", ""
