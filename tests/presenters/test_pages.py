"""Whole pages as a browser gets them: well formed, without anything inline, light enough."""

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import django_htmx
import pytest
from django.utils import timezone

from runs.models import Stack
from tests.builders import browser_of, make_user
from tests.presenters.html import Html, get, read, words
from tests.presenters.world import HOSTILE, make_world

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
INLINE = re.compile(r"^on[a-z]+$|^style$|^hx-on|^data-hx-on")


PAGES = [
    "/runs/",
    "/runs/?status=bogus&q=alert&sort=-vus",
    "/runs/?q=nothing-at-all",
    "/stacks/prod/tests/7/",
    "/stacks/prod/runs/1/",
    "/stacks/prod/runs/5/",
    "/stacks/",
    "/stacks/new/",
    "/stacks/prod/settings/",
    "/teams/",
    "/teams/new/",
    "/teams/prod-team/members/",
    "/teams/prod-team/settings/",
    "/invitations/none-that-was-ever-made/",
    "/accounts/password/change/",
    "/accounts/logout/",
]


@pytest.fixture
def pages() -> dict[str, Html]:
    user, _ = make_world(8)
    found = {path: read(get(path, user)) for path in PAGES}
    found["/accounts/login/"] = read(get("/accounts/login/"))
    found["/accounts/password/reset/"] = read(get("/accounts/password/reset/"))
    return found


def test_every_page_has_one_heading_one_main_a_title_and_a_description(pages: dict[str, Html]) -> None:
    for path, page in pages.items():
        assert len(page.all("h1")) == 1, path
        assert len(page.all("main", id="main")) == 1, path
        assert words(page.all("title")[0]).endswith("k6admin"), path
        assert page.one("meta", name="description").attrs["content"], path
        assert page.one("meta", property="og:title").attrs["content"], path


def test_no_id_stands_twice_on_a_page(pages: dict[str, Html]) -> None:
    assert {path: page.repeated_ids() for path, page in pages.items() if page.repeated_ids()} == {}


def test_nothing_is_inline(pages: dict[str, Html]) -> None:
    for path, page in pages.items():
        assert not page.all("style"), path
        assert all("src" in script.attrs for script in page.all("script")), path
        inline = [one.attrs for one in page.elements if any(INLINE.match(name) for name in one.attrs)]
        assert inline == [], path


def test_what_the_api_says_is_text_and_never_markup(pages: dict[str, Html]) -> None:
    for path, page in pages.items():
        assert not [one for one in page.all("b") if "onclick" in one.attrs], path
        assert not [one for one in page.elements if one.attrs.get("hx-get") == "/x"], path
    run = pages["/stacks/prod/runs/1/"]
    assert HOSTILE in run.one("main").text


def test_every_link_and_form_works_without_a_script(pages: dict[str, Html]) -> None:
    for path, page in pages.items():
        asking = [one for one in page.elements if "hx-get" in one.attrs and "hx-trigger" not in one.attrs]
        assert all(one.attrs.get("href") == one.attrs["hx-get"] for one in asking), path
        assert all(one.attrs.get("href") or one.attrs.get("aria-disabled") for one in page.all("a")), path
        assert all(one.attrs.get("method") in {"get", "post", "dialog"} for one in page.all("form")), path


def test_every_field_has_a_label(pages: dict[str, Html]) -> None:
    for path, page in pages.items():
        labelled = {label.attrs.get("for") for label in page.all("label")}
        for one in page.elements:
            if one.tag not in {"input", "select", "textarea"} or one.attrs.get("type") == "hidden":
                continue
            named = one.attrs.get("id") in labelled or "label" in one.parents or "aria-label" in one.attrs
            assert named, (path, one.attrs)


def test_the_settings_of_htmx_are_the_safe_ones(pages: dict[str, Html]) -> None:
    config = json.loads(pages["/runs/"].one("meta", name="htmx-config").attrs["content"])
    off = ("includeIndicatorStyles", "allowEval", "allowScriptTags", "historyRestoreAsHxRequest")
    assert [config[name] for name in off] == [False] * 4
    assert (config["historyCacheSize"], config["selfRequestsOnly"]) == (0, True)


def test_every_setting_of_htmx_is_one_that_it_knows(pages: dict[str, Html]) -> None:
    source = (Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.js").read_text(encoding="utf-8")
    config = json.loads(pages["/runs/"].one("meta", name="htmx-config").attrs["content"])
    assert [name for name in config if not re.search(rf"^      {name}:", source, re.MULTILINE)] == []


def handling(code: int) -> dict[str, object]:
    """What htmx does with an answer of that status: the first entry that matches wins."""
    page = read(get("/accounts/login/"))
    config = json.loads(page.one("meta", name="htmx-config").attrs["content"])
    found: dict[str, object] = next(
        entry for entry in config["responseHandling"] if re.search(entry["code"], str(code))
    )
    return found


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429, 500, 502, 503])
def test_a_failed_answer_is_shown_above_the_page_and_replaces_none_of_it(code: int) -> None:
    assert handling(code)["swap"] is True
    assert handling(code)["target"] == "#notices"


def test_a_form_with_mistakes_is_shown_where_it_stands_and_no_content_changes_nothing() -> None:
    assert "target" not in handling(422)
    assert handling(422)["swap"] is True
    assert handling(204)["swap"] is False
    assert handling(286)["swap"] is True


def test_the_list_alone_is_the_same_list_as_on_its_page() -> None:
    user, _ = make_world(8)
    fragment = read(get("/runs/", user, **{"HX-Request": "true"}))
    page = read(get("/runs/", user))
    assert fragment.elements[0].attrs["id"] == "runs"
    assert words(fragment.one("section", id="runs")) == words(page.one("section", id="runs"))
    assert not fragment.all("h1")


def test_a_row_shows_status_and_result_as_shape_and_word() -> None:
    user, _ = make_world(8)
    page = read(get("/runs/", user))
    [first, *_] = page.all("td", class_="t-status")
    assert words(first) == "Running Failed"
    assert [use.attrs["href"] for use in page.all("use") if "td" in use.parents][:2] == ["#i-play", "#i-cross"]


def test_only_a_list_over_several_tests_names_its_tests(pages: dict[str, Html]) -> None:
    for path, named in (("/runs/", True), ("/stacks/prod/tests/7/", False)):
        rows = pages[path].all("td", class_="t-run")
        assert rows
        assert len(pages[path].all("td", class_="t-test")) == (len(rows) if named else 0)


def test_the_sorted_column_says_so() -> None:
    user, _ = make_world()
    page = read(get("/runs/?sort=vus", user))
    [sorted_by] = [one for one in page.all("th") if "aria-sort" in one.attrs]
    assert (words(sorted_by), sorted_by.attrs["aria-sort"]) == ("VUs", "ascending")


def test_a_form_keeps_the_order_without_a_script() -> None:
    user, _ = make_world()
    hidden = read(get("/runs/?sort=-vuh", user)).one("input", name="sort")
    assert (hidden.attrs["value"], hidden.attrs["form"]) == ("-vuh", "filters")


def test_only_a_stack_with_work_on_it_is_polled() -> None:
    user, stack = make_world()
    Stack.objects.filter(pk=stack.pk).update(fresh_at=timezone.now() - timedelta(minutes=1))
    card = read(get("/stacks/", user)).one("div", id="sync-prod")
    assert "hx-get" not in card.attrs
    Stack.objects.filter(pk=stack.pk).update(walk_started=timezone.now(), walk_total=10)
    card = read(get("/stacks/", user)).one("div", id="sync-prod")
    assert (card.attrs["hx-get"], card.attrs["hx-trigger"]) == ("/stacks/prod/progress/", "every 5s")


def test_errors_at_a_field_are_tied_to_it() -> None:
    user, _ = make_world()
    page = read(browser_of(user).post("/stacks/new/", {"name": "x"}).content.decode())
    token = page.one("input", name="token")
    described = token.attrs["aria-describedby"].split()
    assert token.attrs["aria-invalid"] == "true"
    assert [one.attrs["id"] for one in page.elements if one.attrs.get("id") in described] == described
    assert "value" not in token.attrs


def test_somebody_without_a_team_is_told_what_to_do() -> None:
    page = read(get("/stacks/", make_user()))
    assert "Ask a lead" in words(page.one("div", class_="empty"))
    assert not page.all("a", href="/stacks/new/")


def test_a_list_of_fifty_rows_is_light() -> None:
    user, _ = make_world(60)
    markup = get("/runs/", user)
    assert len(read(markup).all("td", class_="t-run")) == 50
    assert len(gzip.compress(markup.encode())) <= 15 * 1024


def test_the_first_page_with_all_that_it_loads_is_light() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    loaded = [path.read_bytes() for path in (*(ROOT / "static").iterdir(), htmx)]
    loaded.append(get("/accounts/login/").encode())
    assert sum(len(gzip.compress(content)) for content in loaded) <= 100 * 1024
