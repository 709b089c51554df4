"""Actions through their addresses: a sentence for every outcome, in place by htmx and by redirect without it."""

import html

import pytest

from runs.actions import words_of
from runs.k6sim import Fault
from runs.models import AuditEvent, Kind, PendingAction, Role, TestRun
from tests.actions.acting import ended, events, running, writes
from tests.builders import make_user
from tests.pages.acting import HTMX, Desk, at_a_desk, text, without_nonce
from tests.presenters.acting import make_action

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = [Kind.SAVE, Kind.STAR]


@pytest.mark.parametrize("kind", QUICK)
def test_a_plain_form_leads_back_to_the_run_with_the_outcome(kind: Kind) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        page = desk.post(run, kind)

        assert html.escape(words_of(run.actions.get())) in page
        assert f"#{run.run_id}</" in page.replace(" ", "")


@pytest.mark.parametrize("kind", QUICK)
def test_htmx_gets_the_changed_part_alone(kind: Kind) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        response = desk.htmx(run, kind)

        assert response.status_code == 200
        assert response.headers["HX-Retarget"] == "#live"
        assert html.escape(words_of(run.actions.get())) in text(response)
        assert "<html" not in text(response)


@pytest.mark.parametrize("kind", [Kind.ABORT, Kind.DELETE])
def test_what_cannot_be_undone_is_asked_about_first_naming_the_run(kind: Kind) -> None:
    with at_a_desk() as desk:
        run = running(desk.stack) if kind is Kind.ABORT else ended(desk.stack)
        asked = desk.post(run, kind)
        in_place = text(desk.htmx(run, kind))
        calls_before = writes(desk.sim, run)
        done = desk.post(run, kind, confirm="yes")

        for question in (asked, in_place):
            assert str(run.run_id) in question
            assert html.escape(run.load_test.title) in question
            assert 'name="confirm"' in question
        assert calls_before == []
        assert len(writes(desk.sim, run)) == 1
        assert html.escape(words_of(run.actions.get())) in done


def test_a_deleted_run_keeps_its_page_and_leaves_the_list() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        page = desk.post(run, Kind.DELETE, confirm="yes")

        assert "archived" in page.lower()
        assert desk.page(run).status_code == 200
        assert str(run.run_id) not in text(desk.client.get("/runs/"))
        assert str(run.run_id) in text(desk.client.get("/runs/?archived=only"))


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 429, 500, 503])
@pytest.mark.parametrize("kind", [Kind.DELETE, Kind.SAVE, Kind.STAR, Kind.ABORT])
def test_each_error_is_a_sentence_with_the_apis_words_on_the_page(kind: Kind, code: int) -> None:
    with at_a_desk() as desk:
        run = running(desk.stack) if kind is Kind.ABORT else ended(desk.stack)
        before = TestRun.objects.filter(pk=run.pk).values("status", "note", "is_saved", "is_starred").get()
        method = "DELETE" if kind is Kind.DELETE else "POST"
        body = {"error": {"code": "x", "message": "No <b>"}}
        desk.sim.add_fault(Fault("status", code=code, method=method, body=body))
        page = desk.post(run, kind, confirm="yes")
        action = run.actions.get()

        assert html.escape(words_of(action)) in page
        assert "No <b>" not in page
        assert action.said == "No <b>"
        assert TestRun.objects.filter(pk=run.pk).values("status", "note", "is_saved", "is_starred").get() == before


@pytest.mark.parametrize("kind", list(Kind))
def test_a_viewer_is_refused_and_the_refusal_is_one_event(kind: Kind) -> None:
    with at_a_desk(Role.VIEWER) as desk:
        run = running(desk.stack)
        response = desk.client.post(desk.url(run, f"{kind}/"), {"confirm": "yes", "note": "x"})

        assert response.status_code == 403
        assert "Only members and leads" in text(response)
        assert events(run) == [(f"run_{kind}", "refused", "role")]
        assert writes(desk.sim, run) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_action_is_post_only_and_needs_a_token(kind: Kind) -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        strict = desk.as_role(Role.LEAD).client
        strict.handler.enforce_csrf_checks = True
        answers = [
            desk.client.get(desk.url(run, f"{kind}/")).status_code,
            strict.post(desk.url(run, f"{kind}/"), {"confirm": "yes"}).status_code,
            strict.post(desk.url(run, f"{kind}/"), {"confirm": "yes"}, headers=HTMX).status_code,
        ]

        assert answers == [405, 403, 403]
        assert writes(desk.sim, run) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_a_foreign_run_is_the_same_404_as_a_missing_one(kind: Kind) -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        stranger = Desk(desk.sim, desk.stack, desk.client)
        stranger.client.force_login(make_user())
        foreign = stranger.client.post(desk.url(run, f"{kind}/"), {"confirm": "yes"})
        missing = stranger.client.post(f"/stacks/none/runs/1/{kind}/", {"confirm": "yes"})

        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert without_nonce(foreign) == without_nonce(missing)
        assert AuditEvent.objects.filter(object_kind="run").count() == 0


def test_an_expired_session_in_the_middle_of_a_click_leads_to_the_login_and_back() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        desk.client.logout()
        headers = {**HTMX, "HX-Current-URL": f"http://testserver{desk.url(run)}"}
        response = desk.client.post(desk.url(run, "star/"), headers=headers)

        assert response.headers["HX-Redirect"] == f"/accounts/login/?next={desk.url(run)}"
        assert PendingAction.objects.count() == 0


def test_a_star_from_its_row_answers_with_the_row() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        target = {**HTMX, "HX-Target": f"row-{desk.stack.slug}-{run.run_id}"}
        response = desk.client.post(desk.url(run, "star/"), headers=target)

        assert text(response).lstrip().startswith("<tr")
        assert f'id="row-{desk.stack.slug}-{run.run_id}"' in text(response)


def test_l3_a_second_click_while_the_first_is_open_is_one_refused_event_of_its_own() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        make_action(run, Kind.STAR)
        page = desk.post(run, "star")

        assert "requested already" in page
        assert events(run) == [("run_star", "refused", "already_asked")]
        assert "It had been asked for a moment before." in text(desk.page(run))
        assert writes(desk.sim, run) == []
