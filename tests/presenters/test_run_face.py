"""The run's page and its parts as markup: what asks for itself, what may be pressed, what stands where."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.models import AuditEvent, Kind, Role, State, TestRun
from runs.presenters.rows import run_row
from runs.presenters.run_actions import run_actions
from runs.presenters.run_confirm import confirmation
from tests.builders import NOON, make_run, make_stack, make_team, make_user
from tests.presenters.acting import make_action, make_event
from tests.presenters.html import Element, Html, get, read, words
from tests.presenters.run_pages import page_of
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def run_in(role: Role = Role.MEMBER, **fields: Any) -> tuple[TestRun, Html]:
    """A run, and its page as somebody of that role sees it."""
    stack = make_stack(make_team(), slug="prod")
    run = make_run(stack, 42, **fields)
    return run, look(run, role)


def look(run: TestRun, role: Role = Role.MEMBER) -> Html:
    return read(get(f"/stacks/prod/runs/{run.run_id}/", make_user(run.stack.team, role)))


RUNNING: dict[str, Any] = {"status": "running", "result": None, "ended": None}


def test_a_run_that_goes_on_asks_for_itself_every_five_seconds() -> None:
    _, page = run_in(**RUNNING)
    live = page.one("div", id="live").attrs
    assert (live["hx-get"], live["hx-trigger"], live["hx-swap"]) == (
        "/stacks/prod/runs/42/live/",
        "every 5s",
        "outerHTML",
    )


def test_a_run_that_ended_asks_for_nothing_until_an_action_on_it_is_open() -> None:
    run, page = run_in()
    assert "hx-get" not in page.one("div", id="live").attrs
    make_action(run, Kind.NOTE, state=State.UNKNOWN)
    assert look(run).one("div", id="live").attrs["hx-trigger"] == "every 5s"


def test_the_note_and_the_question_stand_outside_of_what_is_polled() -> None:
    _, page = run_in(**RUNNING)
    inside = read(render_to_string("runs/_live.html", {"page": page_of(TestRun.objects.get())}))
    assert not inside.all("textarea")
    assert not inside.all("dialog")
    assert page.all("textarea", id="note")
    assert page.all("dialog", id="confirm")


def test_every_action_has_an_address_with_and_without_a_script() -> None:
    _, page = run_in()
    buttons = [one for one in page.all("button") if one.attrs.get("id", "").startswith("act-")]
    open_ones = [one for one in buttons if "disabled" not in one.attrs]
    assert [one.attrs["id"] for one in open_ones] == ["act-star", "act-save", "act-delete"]
    assert all(one.attrs["formaction"] == one.attrs["hx-post"] for one in open_ones)
    assert page.one("form", id="actions").attrs["method"] == "post"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_a_button_that_cannot_be_pressed_leads_to_its_reason(role: Role) -> None:
    _, page = run_in(role)
    closed = [one for one in page.all("button") if "disabled" in one.attrs]
    assert closed
    for button in closed:
        assert words(page.one("p", id=button.attrs["aria-describedby"]))
        assert "formaction" not in button.attrs
        assert "hx-post" not in button.attrs


def test_what_cannot_be_undone_is_answered_by_a_question_in_its_dialog() -> None:
    _, page = run_in()
    delete, star = page.one("button", id="act-delete").attrs, page.one("button", id="act-star").attrs
    assert (delete["hx-target"], delete["hx-swap"]) == ("#confirm", "innerHTML")
    assert (star["hx-target"], star["hx-swap"]) == ("#live", "outerHTML")


def test_the_question_is_one_form_in_the_dialog_and_on_a_page_of_its_own() -> None:
    run = make_run()
    found = confirmation(run, Kind.DELETE)
    in_dialog = read(render_to_string("runs/_confirm.html", {"confirmation": found}))
    whole = read(render_to_string("runs/_confirm.html", {"confirmation": found, "whole": True}))
    for page in (in_dialog, whole):
        assert page.one("input", name="confirm").attrs["value"] == "yes"
        assert page.one("form").attrs["action"] == found.url
        assert page.one("a", href=found.back_url)
    assert in_dialog.one("form").attrs["hx-target"] == "#live"
    assert not [name for name in whole.one("form").attrs if name.startswith("hx-")]
    assert (len(in_dialog.all("h2")), len(whole.all("h1"))) == (1, 1)


def test_a_name_of_ill_will_is_text_in_the_question() -> None:
    run = make_run()
    run.load_test.name = HOSTILE
    page = read(render_to_string("runs/_confirm.html", {"confirmation": confirmation(run, Kind.DELETE)}))
    assert HOSTILE in page.elements[0].text
    assert not page.all("script")


def live_part(run: TestRun, **context: Any) -> Html:
    open_actions = list(run.actions.open())
    actions = run_actions(run, open_actions, None, NOON, may_act=True)
    return read(render_to_string("runs/_live.html", {"page": page_of(run), "actions": actions, **context}))


def test_the_answer_to_an_action_stands_where_the_focus_goes() -> None:
    page = live_part(make_run(), notice="The run has a star now.", tone="good")
    answers = page.one("div", id="answers")
    assert answers.attrs["tabindex"] == "-1"
    assert "The run has a star now." in words(answers)


def test_an_answer_that_a_notice_gives_already_is_not_said_twice() -> None:
    run = make_run(**RUNNING)
    action = make_action(run, state=State.WAITING)
    [notice] = run_actions(run, [action], None, NOON, may_act=True).pending
    text = words(live_part(run, notice=notice.text, tone="info").one("div", id="answers"))
    assert text.count("Abort requested.") == 1
    assert "Asked by ada@example.com" in text


def test_what_people_did_is_part_of_the_page() -> None:
    run, _ = run_in()
    stack = run.stack
    event = make_event("run_note", "refused", team_id=stack.team_id, stack_slug=stack.slug, detail={"said": HOSTILE})
    event.save()
    assert AuditEvent.objects.count() == 1
    section = look(run).one("section", class_="history")
    assert "Tried to write the note" in words(section)
    assert HOSTILE in section.text


def test_the_distribution_comes_on_its_own_and_has_a_link_without_a_script() -> None:
    _, page = run_in()
    section = page.one("section", id="distribution").attrs
    assert (section["hx-get"], section["hx-trigger"]) == ("/stacks/prod/runs/42/distribution/", "load")
    assert page.one("a", href="/stacks/prod/runs/42/distribution/")


def unread(one: Element) -> bool:
    """Whether it stands where htmx reads nothing."""
    return any("hx-disable" in other.attrs for other in (one, *one.above))


def test_what_asks_never_stands_within_the_words_of_the_api() -> None:
    run, page = run_in(**RUNNING)
    runs = read(get("/runs/", make_user(run.stack.team, Role.MEMBER)))
    for found in (page, runs):
        asking = [one for one in found.elements if {"hx-get", "hx-post"} & set(one.attrs)]
        assert asking
        assert not [one.attrs for one in asking if unread(one)]


def test_the_words_of_the_api_stand_where_htmx_does_not_read() -> None:
    run, page = run_in(started_by=HOSTILE, k6_versions={HOSTILE: HOSTILE}, note=HOSTILE)
    runs = read(get("/runs/", make_user(run.stack.team, Role.MEMBER)))
    for found in (page, runs):
        spoken = [one for one in found.elements if one.tag not in {"textarea", "option"} and one.text == HOSTILE]
        assert spoken
        assert [one.tag for one in spoken if not unread(one)] == []


def row(tone: str = "good", **options: Any) -> Html:
    """The answer to a star pressed in a list."""
    shown = run_row(make_run(make_stack(slug="prod"), 42), NOON, may_star=True, **options)
    return read(render_to_string("runs/_row_answer.html", {"row": shown, "text": "It did not work.", "tone": tone}))


def test_the_star_of_a_row_can_be_pressed_with_and_without_a_script() -> None:
    button = row().one("button", class_="star").attrs
    assert button["formaction"] == button["hx-post"] == "/stacks/prod/runs/42/star/"
    assert button["form"] == "act"
    assert button["aria-label"] == "Star run #42"


def test_the_form_of_the_stars_stands_once_on_every_list() -> None:
    stack = make_stack(make_team(), slug="prod")
    make_run(stack, 42)
    for path in ("/runs/", "/stacks/prod/tests/7/"):
        page = read(get(path, make_user(stack.team, Role.MEMBER)))
        assert page.one("form", id="act").attrs["method"] == "post"
        assert len(page.all("button", class_="star")) == 1


def test_a_viewer_has_no_star_to_press() -> None:
    stack = make_stack(make_team(), slug="prod")
    make_run(stack, 42, is_starred=True)
    page = read(get("/runs/", make_user(stack.team, Role.VIEWER)))
    assert not page.all("button", class_="star")
    assert "Starred" in [one.attrs.get("aria-label") for one in page.all("svg")]


def test_a_row_of_one_tests_list_comes_back_without_the_column_that_names_it() -> None:
    page = row(names_test=False)
    assert not page.all("td", class_="t-test")
    assert page.one("button", class_="star").attrs["name"] == "list"


def test_a_star_that_worked_needs_no_words() -> None:
    assert words(row().one("div")) == ""


@pytest.mark.parametrize("tone", ["bad", "info", "warn"])
def test_a_star_that_did_not_work_is_said_above_the_page(tone: str) -> None:
    notice = row(tone).one("div")
    assert notice.attrs["hx-swap-oob"] == "innerHTML:#notices"
    assert words(notice) == "It did not work."
