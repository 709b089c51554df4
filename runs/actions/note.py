"""A note written, unless somebody else wrote one meanwhile: then both texts are shown and none is thrown away."""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from runs import store
from runs.actions.ask import Answer, Connect, ask, reads
from runs.audit import Actor, Outcome, record_run_event
from runs.connection import NotConnected, Unreadable
from runs.domain.redaction import REDACTED
from runs.k6api.errors import K6Error
from runs.k6api.records import read_run
from runs.models import Kind, RunDocument, TestRun

NOTE_MAX = 20_000
MASKED = (
    "Nothing was saved: this page had shown the note with parts of it masked. "
    "The field now holds the whole note as it is in Grafana. Make your change again."
)


@dataclass(frozen=True)
class NoteAnswer:
    """`theirs` is the note that stands in Grafana now, where it is not the one that the person saw.

    `is_same`: what was sent stands there already. `was_masked`: the person had been shown `theirs` with parts of it
    masked, by an earlier version of this program, so what they sent may hold the mask.
    """

    answer: Answer
    theirs: str | None = None
    is_same: bool = False
    was_masked: bool = False


def note_digest(note: str) -> str:
    """What a form carries to know which text its reader saw."""
    return hashlib.blake2b(note.encode(), digest_size=12).hexdigest()


def clean_note(text: str) -> str:
    """As typed, with line ends as one character (browsers send two), without NUL and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "ignore").decode()


def longest_note(run: TestRun) -> int:
    """In characters. A longer note that is there already may be corrected."""
    return max(NOTE_MAX, len(_shown(run)))


def write_note(run: TestRun, text: str, seen: str, actor: Actor, connect: Connect) -> NoteAnswer:
    """Reads the run, and writes only if its note is still the one that was seen. Raises `K6Error` from the reading.

    The API has no way to write a note only if it is unchanged, so a note written outside of this site in the moment
    between reading and writing is still lost; the reading makes that moment as short as it can be.
    """
    before = _shown(run)
    try:
        current = _current(run, reads(connect))
    except (K6Error, NotConnected, Unreadable) as error:
        record_run_event(actor, run, "run_note", Outcome.FAILED, reason="not_read", said=str(error))
        raise
    text = _with_line_ends_of(current, text)
    if current == text:
        return NoteAnswer(Answer(None, "The note says that already."), is_same=True)
    shown = _shown(run)  # what is read now, or what somebody here saved while we were reading
    if note_digest(current) != seen and REDACTED in before and note_digest(before) == seen:
        return NoteAnswer(_refused(run, actor, MASKED), current, was_masked=True)
    for theirs in (shown, current):
        if note_digest(theirs) != seen:
            return _changed(run, actor, theirs)

    def check() -> None:
        """Whoever saved one here since then has left it in our record before this action could begin."""
        if _shown(run) != shown:
            raise _Changed

    try:
        return NoteAnswer(ask(run, Kind.NOTE, actor, connect, text, check=check))
    except _Changed:
        return _changed(run, actor, _shown(run))


class _Changed(Exception):
    """Somebody else's note was saved between our reading and our writing."""


def _changed(run: TestRun, actor: Actor, theirs: str) -> NoteAnswer:
    return NoteAnswer(_refused(run, actor, "The note was changed by somebody else meanwhile."), theirs)


def _refused(run: TestRun, actor: Actor, sentence: str) -> Answer:
    record_run_event(actor, run, "run_note", Outcome.REFUSED, reason="changed_meanwhile")
    return Answer(None, sentence)


def _with_line_ends_of(current: str, text: str) -> str:
    """A form sends one kind of line end; a note that has the other kind keeps it."""
    is_crlf = "\r\n" in current and "\n" not in current.replace("\r\n", "")
    return text.replace("\n", "\r\n") if is_crlf else text


def _shown(run: TestRun) -> str:
    """The note as people read it here."""
    document = RunDocument.objects.filter(run=run).first()
    return read_run(document.body).note if document else ""


def _current(run: TestRun, connect: Connect) -> str:
    asked = timezone.now()
    with connect() as client:
        record = client.get_run(run.run_id)
    store.save_runs(run.stack, [record], asked)
    return record.note
