"""A note written, unless somebody else wrote one meanwhile: then both texts are shown and none is thrown away."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from runs import store
from runs.actions.ask import Answer, Connect, ask, reads
from runs.audit import Actor, Outcome, record_run_event
from runs.connection import NotConnected, Unreadable
from runs.domain.redaction import redact_text
from runs.k6api.errors import K6Error
from runs.models import Kind, TestRun

NOTE_MAX = 20_000


@dataclass(frozen=True)
class NoteAnswer:
    """`theirs` is the note that stands in Grafana now, where it is not the one that the person saw.

    `is_same`: what was sent stands there already.
    """

    answer: Answer
    theirs: str | None = None
    is_same: bool = False


def note_digest(note: str) -> str:
    """What a form carries to know which text its reader saw."""
    return hashlib.blake2b(note.encode(), digest_size=12).hexdigest()


def clean_note(text: str) -> str:
    """Line ends as one character, no NUL, no lone surrogates, no space at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "ignore").decode().rstrip()


def write_note(run: TestRun, text: str, seen: str, actor: Actor, connect: Connect) -> NoteAnswer:
    """Reads the run, and writes only if its note is still the one that was seen. Raises `K6Error` from the reading.

    The API has no way to write a note only if it is unchanged, so a note written elsewhere in the moment between
    reading and writing is still lost; the reading makes that moment as short as it can be.
    """
    try:
        current = _current(run, reads(connect))
    except (K6Error, NotConnected, Unreadable) as error:
        record_run_event(actor, run, "run_note", Outcome.FAILED, reason="not_read", said=str(error))
        raise
    if current == text:
        return NoteAnswer(Answer(None, "The note says that already."), is_same=True)
    if note_digest(redact_text(current)) != seen:  # what the person saw had its secrets cut out
        record_run_event(actor, run, "run_note", Outcome.REFUSED, reason="changed_meanwhile")
        return NoteAnswer(Answer(None, "The note was changed by somebody else meanwhile."), redact_text(current))
    return NoteAnswer(ask(run, Kind.NOTE, actor, connect, wanted=text))


def _current(run: TestRun, connect: Connect) -> str:
    asked = timezone.now()
    with connect() as client:
        record = client.get_run(run.run_id)
    with transaction.atomic():
        store.save_runs(run.stack, [record], asked)
    return record.note
