"""A run's note: who may write it, and both texts where two people did."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.access import REFUSALS, Deed
from runs.models import TestRun
from runs.presenters.run_note import NoteForm, note_form
from tests.builders import NOON, make_run, make_stack
from tests.presenters.html import Html, read, words
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def form(text: str = "steady", **options: Any) -> NoteForm:
    return note_form(make_run(make_stack(slug="prod"), 42), text, "digest", **options)


def part(note: NoteForm, **context: Any) -> Html:
    return read(render_to_string("runs/_note.html", {"note": note, **context}))


def test_a_member_gets_a_form_with_the_note_in_it() -> None:
    page = part(form("steady\nas ever"))
    assert page.one("textarea", name="note").text.lstrip("\n") == "steady\nas ever"
    assert page.one("input", name="seen").attrs["value"] == "digest"
    assert page.one("form").attrs["action"] == "/stacks/prod/runs/42/note/"


def test_a_note_that_begins_with_an_empty_line_keeps_it() -> None:
    field = part(form("\n\nlate start")).one("textarea")
    # A browser drops the one line end that stands right behind the tag.
    assert field.text.removeprefix("\n") == "\n\nlate start"


def test_a_viewer_reads_the_note_and_why_it_cannot_be_written() -> None:
    page = part(form("steady", may_edit=False))
    assert not page.all("form")
    assert "steady" in words(page.one("section"))
    assert REFUSALS[Deed.ACT] in words(page.one("section"))


@pytest.mark.parametrize("change", [{"archived": True}, {"not_visible_since": NOON}])
def test_the_note_of_a_run_that_grafana_does_not_show_can_only_be_read(change: dict[str, object]) -> None:
    run = make_run()
    TestRun.objects.filter(pk=run.pk).update(**change)
    run.refresh_from_db()
    note = note_form(run, "steady", "digest")
    assert note.why_not
    assert not part(note).all("textarea")


def test_a_viewer_without_a_note_is_told_that_there_is_none() -> None:
    assert "No note." in words(part(form("", may_edit=False)).one("section"))


def test_what_went_wrong_is_tied_to_the_field_and_the_text_is_still_in_it() -> None:
    page = part(form("typed", error="The note was not saved."))
    field = page.one("textarea")
    assert field.attrs["aria-invalid"] == "true"
    assert page.one("div", id="note-error").attrs["role"] == "alert"
    assert "note-error" in field.attrs["aria-describedby"].split()
    assert "typed" in field.text


def test_two_texts_are_both_shown_and_sending_again_means_to_replace() -> None:
    page = part(form("mine", error="Changed meanwhile.", theirs="theirs\nin two lines"))
    assert page.one("pre").text == "theirs\nin two lines"
    assert "mine" in page.one("textarea").text
    assert words(page.one("button")) == "Replace it with yours"


def test_a_note_that_somebody_emptied_meanwhile_is_shown_as_empty() -> None:
    assert part(form("mine", theirs="")).one("pre").text == "(empty)"


def test_markup_in_a_note_is_text() -> None:
    page = part(form(HOSTILE, error=HOSTILE, theirs=HOSTILE))
    assert page.one("pre").text == HOSTILE
    assert page.one("textarea").text.lstrip("\n") == HOSTILE
    assert not page.all("script")


def test_sent_along_with_another_part_it_takes_its_own_place() -> None:
    note = form()
    assert part(note, with_note=True).one("section", id="note-part").attrs["hx-swap-oob"] == "true"
    assert "hx-swap-oob" not in part(note).one("section", id="note-part").attrs
