"""What people do to a run: one call each, and the truth about its outcome."""

from runs.actions.ask import Answer, ask, delete
from runs.actions.note import NOTE_MAX, NoteAnswer, clean_note, longest_note, note_digest, write_note
from runs.actions.settle import SETTLE_AFTER, settle_open
from runs.actions.words import words_of, words_with_quote

__all__ = [
    "NOTE_MAX",
    "SETTLE_AFTER",
    "Answer",
    "NoteAnswer",
    "ask",
    "clean_note",
    "delete",
    "longest_note",
    "note_digest",
    "settle_open",
    "words_of",
    "words_with_quote",
    "write_note",
]
