"""Each documented error of the operations that read, and of those that take back: a sentence, and nothing changed."""

import html

import pytest

from runs.actions import words_of
from runs.k6sim import Fault
from runs.models import Kind, RunDistribution, TestRun
from runs.presenters.troubles import TROUBLES, for_person
from tests.actions.acting import ask_for, ended, running, writes
from tests.pages.acting import HTMX, Desk, at_a_desk, text

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {401: "unauthorized", 403: "forbidden", 404: "not_found", 429: "rate_limited", 500: "server_error"}
SAID = "In the API's own words <b>"


def refuse(desk: Desk, code: int, method: str, path: str) -> None:
    body = {"error": {"code": "some_code", "message": SAID}}
    desk.sim.add_fault(Fault("status", times=None, code=code, method=method, path=path, body=body))


def stored(run: TestRun) -> dict[str, object]:
    columns = TestRun.objects.filter(pk=run.pk).values().get()
    return {name: value for name, value in columns.items() if name != "asked_at"}


@pytest.mark.parametrize("code", [401, 403, 429, 500])
@pytest.mark.parametrize("part", ["distribution", "script", "script/download"])
def test_what_can_not_be_read_is_a_sentence_with_the_apis_words(part: str, code: int) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        before = stored(run)
        refuse(desk, code, "GET", f".*{part.split('/', maxsplit=1)[0]}")
        page = text(desk.client.get(desk.url(run, f"{part}/"), follow=True))

        assert html.escape(TROUBLES[WORDS[code]].sentence) in page
        assert html.escape(SAID) in page
        assert stored(run) == before
        assert not RunDistribution.objects.exists()


def test_a_script_that_is_gone_is_said_on_the_run() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        refuse(desk, 404, "GET", ".*script")
        page = text(desk.client.get(desk.url(run, "script/"), follow=True))

        assert html.escape(for_person("not_found", "open_script").sentence) in page
        assert html.escape(SAID) in page


@pytest.mark.parametrize("code", [401, 403, 429, 500])
def test_a_run_that_can_not_be_read_again_stays_on_its_page_as_it_was(code: int) -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        before = stored(run)
        refuse(desk, code, "GET", f".*/{run.run_id}$")
        response = desk.page(run, "live/", **HTMX)

        assert response.status_code == 200
        assert "Running" in text(response)
        assert stored(run) == before


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize(("do", "undo"), [(Kind.SAVE, Kind.UNSAVE), (Kind.STAR, Kind.UNSTAR)])
def test_what_can_not_be_taken_back_is_a_sentence_and_stays(do: Kind, undo: Kind, code: int) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        ask_for(run, do)
        before = stored(run)
        refuse(desk, code, "POST", f".*/{undo}")
        page = text(desk.client.post(desk.url(run, f"{undo}/"), follow=True))
        action = run.actions.get(kind=undo)

        assert html.escape(words_of(action)) in page
        assert html.escape(SAID) in page
        assert stored(run) == before
        assert len(writes(desk.sim, run)) == 2


@pytest.mark.parametrize("code", [400, 403])
def test_every_refused_action_gives_the_apis_words_to_each_kind_of_form(
    code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Plain, by htmx on the run's page, and by htmx in a row of a list. A refusal is no error of this program."""
    with at_a_desk() as desk:
        for method in ("POST", "PATCH", "DELETE"):
            refuse(desk, code, method, ".*")
        runs = iter(desk.stack.runs.filter(status="completed", is_saved=False, is_starred=False))
        for kind in ("star", "save", "delete"):
            sure: dict[str, str | list[str]] = {"confirm": "yes", "lose": ["script", "distribution"]}
            fields = sure if kind == "delete" else {}
            assert html.escape(SAID) in desk.post(next(runs), kind, **fields)
            assert html.escape(SAID) in text(desk.htmx(next(runs), kind, **fields))
        run = next(runs)
        row = {**HTMX, "HX-Target": f"row-{desk.stack.slug}-{run.run_id}"}
        assert html.escape(SAID) in text(desk.client.post(desk.url(run, "star/"), headers=row))
        assert html.escape(SAID) in text(desk.htmx(running(desk.stack), "abort", confirm="yes"))
        for headers in ({}, HTMX):
            assert html.escape(SAID) in text(desk.note(next(runs), "typed with care", **headers))

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
