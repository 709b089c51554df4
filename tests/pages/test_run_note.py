"""A note: saved, refused, changed elsewhere meanwhile. The text that somebody typed is never lost."""

import html

import pytest

from runs.actions import note_digest
from runs.k6sim import Fault
from runs.models import Role, RunDocument, TestRun
from tests.actions.acting import ended, events, writes
from tests.pages.acting import HTMX, at_a_desk, text
from tests.sync.simulated import walk_again

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_note_is_saved_in_grafana_and_here() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        page = text(desk.note(run, "  slow since the\r\nrelease \n"))
        run.refresh_from_db()

        assert desk.sim.document(run.run_id)["note"] == "  slow since the\nrelease \n"
        assert run.note == "  slow since the\nrelease \n"
        assert RunDocument.objects.get(run=run).body["note"] == run.note
        assert "The note was saved." in page


def test_a_note_changed_elsewhere_meanwhile_shows_both_texts_and_writes_nothing() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        desk.sim.edit_run(run.run_id, {"note": "theirs"})
        response = desk.note(run, "mine")
        again = desk.note(run, "mine", seen="theirs")

        assert response.status_code == 409
        assert "theirs" in text(response)
        assert "mine" in text(response)
        assert "The note was saved." in text(again)
        assert desk.sim.document(run.run_id)["note"] == "mine"
        assert events(run) == [("run_note", "refused", "changed_meanwhile"), ("run_note", "done", "")]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500])
def test_a_note_that_was_not_saved_stays_in_the_form(code: int, headers: dict[str, str]) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        desk.sim.add_fault(Fault("status", code=code, method="PATCH"))
        response = desk.note(run, "do not lose me", **headers)
        run.refresh_from_db()

        assert response.status_code == 502
        assert "do not lose me" in text(response)
        assert run.note == ""
        assert len(writes(desk.sim, run)) == 1
        if headers:
            assert response.headers["HX-Retarget"] == "#note-part"


@pytest.mark.parametrize("kind", ["html", "reset", "not_json", "redirect", "slow"])
def test_a_run_that_can_not_be_read_first_is_not_written(kind: str) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        desk.sim.add_fault(Fault(kind, method="GET", seconds=6))
        response = desk.note(run, "do not lose me")

        assert response.status_code == 502
        assert "do not lose me" in text(response)
        assert writes(desk.sim, run) == []
        assert events(run) == [("run_note", "failed", "not_read")]


def test_a_note_of_a_megabyte_is_refused_with_the_text_kept() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        response = desk.note(run, "x" * 1_000_000)

        assert response.status_code == 422
        assert "at most 20,000 characters; this one has 1,000,000" in text(response)
        assert "x" * 1_000_000 in text(response)
        assert writes(desk.sim, run) == []


def test_a_note_with_markup_and_nul_is_shown_as_text() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        nasty = '<img src=x onerror=alert(1)>\x00<div hx-get="/x" hx-trigger="load">'
        page = text(desk.note(run, nasty))

        assert desk.sim.document(run.run_id)["note"] == nasty.replace("\x00", "")
        assert nasty.replace("\x00", "") not in page
        assert html.escape(nasty.replace("\x00", "")) in page


def test_the_same_text_again_asks_nothing() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        desk.note(run, "once")
        page = text(desk.note(run, "once"))

        assert "says that already" in page
        assert len(writes(desk.sim, run)) == 1


def test_a_viewer_reads_the_note_and_has_no_form_to_change_it() -> None:
    with at_a_desk(Role.VIEWER) as desk:
        run = ended(desk.stack, note="")
        page = text(desk.page(run))

        assert "Only members and leads of the team can change a run." in html.unescape(page)


def test_a_note_sent_while_another_is_open_stays_in_the_form() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, note="")
        desk.sim.add_fault(Fault("html", method="PATCH"))
        desk.note(run, "first")
        response = desk.note(run, "second")

        assert response.status_code == 409
        assert "requested already" in text(response)
        assert "second" in text(response)
        assert len(writes(desk.sim, run)) == 1


@pytest.mark.parametrize(
    "note",
    [
        "Basic regression run for release 4.2",
        "https://wiki.example?u=kim@example.com",
        "token=abcdefgh12345678",
        "a\n\nb ",
    ],
)
def test_a_note_edited_here_reaches_grafana_with_nothing_else_changed(note: str) -> None:
    """The form holds what stands in Grafana, to the letter, and sends it back."""
    with at_a_desk() as desk:
        run = ended(desk.stack)
        desk.sim.edit_run(run.run_id, {"note": note})
        walk_again(desk.stack)
        form = text(desk.page(run))
        field = html.unescape(form.split('name="note"')[1].split(">\n", 1)[1].split("</textarea>")[0])
        desk.note(run, f"{field} more", seen=note)

        assert field == note
        assert desk.sim.document(run.run_id)["note"] == f"{note} more"


def test_a_note_that_an_earlier_version_showed_masked_is_never_written_back() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        whole, masked = "Basic regression run", "Basic [redacted] run"
        desk.sim.edit_run(run.run_id, {"note": whole})
        TestRun.objects.filter(pk=run.pk).update(note=masked)
        document = RunDocument.objects.get(run=run)
        document.body["note"] = masked
        document.save(update_fields=["body"])
        response = desk.note(run, f"{masked} of 4.2", seen=masked)
        page = html.unescape(text(response))

        assert response.status_code == 409
        assert "this page had shown the note with parts of it masked" in page
        assert f">\n{whole}</textarea>" in page
        assert f"{masked} of 4.2" in page
        assert f'name="seen" value="{note_digest(whole)}"' in page
        assert writes(desk.sim, run) == []


def test_a_long_note_of_grafana_is_shown_whole_and_can_be_corrected() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        note = "n" * 21_000
        desk.sim.edit_run(run.run_id, {"note": note})
        walk_again(desk.stack)
        assert note in text(desk.page(run))

        desk.note(run, f"N{note[1:]}", seen=note)
        assert desk.sim.document(run.run_id)["note"] == f"N{note[1:]}"


def test_line_ends_of_another_kind_stay_as_they_are() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        desk.sim.edit_run(run.run_id, {"note": "one\r\ntwo"})
        walk_again(desk.stack)
        desk.note(run, "one\r\ntwo\r\nthree", seen="one\r\ntwo")

        assert desk.sim.document(run.run_id)["note"] == "one\r\ntwo\r\nthree"


def test_a_note_too_long_for_a_page_is_shown_from_its_beginning_and_never_written_back() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        note = "n" * 3_000_000
        desk.sim.edit_run(run.run_id, {"note": note})
        walk_again(desk.stack)
        page = text(desk.page(run))
        response = desk.note(run, "mine", seen=note[:100_001])

        assert "Only the first 100,000 characters of this note are shown." in page
        assert "only its beginning is kept" in page
        assert "<textarea" not in page
        assert len(page) < 500_000
        assert response.status_code == 409
        assert writes(desk.sim, run) == []
