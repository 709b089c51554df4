"""A run's note: to read, to write, and what to do when two people write at once."""

from dataclasses import dataclass, replace

from django.urls import reverse

from runs.access import REFUSALS, Deed
from runs.actions import NOTE_MAX, note_digest
from runs.actions.ask import state_of
from runs.domain.permits import why_not
from runs.models import Kind, TestRun
from runs.store.prepare import NOTE_WHOLE

TOO_LONG = f"Only the first {NOTE_WHOLE:,} characters of this note are shown. Grafana has all of it; edit it there."


@dataclass(frozen=True, slots=True)
class NoteForm:
    """`text` is what stands in the field, `seen` the digest of the note that its reader was shown.

    `theirs` is what somebody else wrote meanwhile, None where nobody did; `kept` is what the person had written where
    the field holds something else. `why_not` says why the note can only be read, and is empty where it may be written.
    `most` is the longest text, in characters.
    """

    url: str
    text: str
    seen: str
    error: str
    theirs: str | None
    kept: str | None
    why_not: str
    most: str


def stored_note(run: TestRun, note: str, *, may_edit: bool) -> NoteForm:
    """The form over the stored note. One that is too long for a page is shown from its beginning, to read only."""
    seen = note_digest(note)
    if len(note) <= NOTE_WHOLE:
        return note_form(run, note, seen, may_edit=may_edit)
    return replace(note_form(run, note[:NOTE_WHOLE], seen), why_not=TOO_LONG)


def note_form(
    run: TestRun,
    text: str,
    seen: str,
    *,
    error: str = "",
    theirs: str | None = None,
    kept: str | None = None,
    may_edit: bool = True,
) -> NoteForm:
    """`seen` is the digest of the note as it stands now, so that sending the form again means to replace it."""
    return NoteForm(
        url=reverse("run_note", args=[run.stack.slug, run.run_id]),
        text=text,
        seen=seen,
        error=error,
        theirs=theirs if theirs is None else theirs[:NOTE_WHOLE],
        kept=kept,
        why_not=why_not(Kind.NOTE, state_of(run)) if may_edit else REFUSALS[Deed.ACT],
        most=f"{NOTE_MAX:,}",
    )
