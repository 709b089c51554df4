"""The page of one run: every field of the API's document in words, whatever is missing."""

from datetime import timedelta

import pytest

from runs.presenters.run_cost import CostGroup
from tests.builders import NOON
from tests.presenters.run_pages import LATER, entry, fact, page_with, value

pytestmark = pytest.mark.django_db

HISTORY = [
    entry("created", 0),
    entry("queued", 1),
    entry("initializing", 2),
    entry("running", 5),
    entry("processing_metrics", 25),
    entry("completed", 30),
]


def test_the_head_names_the_run_its_test_and_both_axes() -> None:
    page = page_with()
    assert (page.number, page.title, page.stack_name) == ("#42", "Test #7", "Prod")
    assert (page.status.word, page.result.word) == ("Completed", "Passed")


def test_a_link_preview_tells_the_result_first_and_before_the_end_the_status() -> None:
    assert page_with().headline == "Passed: Test #7"
    assert page_with(status="running", result=None, ended=None).headline == "Running: Test #7"
    assert "10 VUs" in page_with().summary


def test_who_and_when_and_how_long_in_its_parts() -> None:
    page = page_with(status_history=HISTORY)
    assert value(page, "Started by") == "ada@example.com"
    assert value(page, "Created") == "Sun 1 Nov 2026, 12:00:00 UTC"
    assert fact(page, "Ended").hint == "1 h ago"
    assert value(page, "From creation to end") == "30 min"
    assert (value(page, "Waiting"), value(page, "Under load"), value(page, "Processing metrics")) == (
        "5 min",
        "20 min",
        "5 min",
    )


def test_a_run_without_a_starter_says_why_there_is_none() -> None:
    assert "stack token" in value(page_with(started_by=None), "Started by")


def test_a_live_run_has_not_ended_yet() -> None:
    page = page_with(status="running", result=None, ended=None)
    assert value(page, "Ended") == "Not yet"
    assert fact(page, "From creation to end").hint == "so far"
    assert page.is_active


def test_the_load_has_every_number_of_the_api() -> None:
    page = page_with(max_vus=1200, max_browser_vus=5, estimated_duration=1800, execution_duration=600)
    assert (value(page, "VUs, at most"), value(page, "Of them browser VUs")) == ("1,200", "5")
    assert (value(page, "Estimated duration"), value(page, "Execution duration")) == ("30 min", "10 min")


COST = {
    "total_vuh": "6.75",
    "breakdown": {
        "protocol_vuh": 5,
        "browser_vuh": 1.75,
        "base_total_vuh": 10,
        "reduction_rate": 32.5,
        "reduction_rate_breakdown": {"volume": 10, "loyalty": 25},
    },
}


def test_the_cost_has_each_of_its_parts_and_unknown_reductions_by_their_own_names() -> None:
    page = page_with(cost=COST)
    labels = ("Total", "Protocol VUs", "Browser VUs", "Before reductions")
    assert [value(page, label) for label in labels] == ["6.75 VUH", "5.00 VUH", "1.75 VUH", "10.00 VUH"]
    assert value(page, "Reduced by") == "32.5\u202f%"
    assert value(page, "Reduction: Volume discount") == "10\u202f%"
    assert value(page, "Reduction: loyalty") == "25\u202f%"


def test_the_cost_is_drawn_and_summed_up_in_words() -> None:
    [group] = [group for group in page_with(cost=COST).groups if isinstance(group, CostGroup)]
    assert [(part.words, part.x, part.width) for part in group.bar] == [
        ("Protocol 5.00", "0.0", "500.0"),
        ("Browser 1.75", "500.0", "175.0"),
        ("Not charged 3.25", "675.0", "325.0"),
    ]
    assert group.sum_words == "10.00 VUH less 25\u202f% (loyalty), less 10\u202f% (volume discount) is 6.75 VUH."


def test_the_cost_of_a_live_run_is_called_an_estimate() -> None:
    page = page_with(cost=COST, status="running", result=None, ended=None)
    [cost] = [group for group in page.groups if group.title == "Cost"]
    assert "estimate" in cost.hint
    assert value(page, "Total") == "\u2248 6.75 VUH"


def test_a_cost_that_is_not_known_is_not_nought() -> None:
    page = page_with(cost=None)
    assert value(page, "Total") == "\u2013"


def test_retention_saved_and_starred_are_three_things() -> None:
    page = page_with(retention_expiry=(LATER + timedelta(days=3)).isoformat(), is_starred=True)
    assert value(page, "Results") == "Expires in 3 days"
    assert value(page, "Retention expiry") == "Wed 4 Nov 2026, 14:00:00 UTC"
    assert (value(page, "Saved"), value(page, "Starred")) == ("No", "Yes")
    assert value(page_with(retention_expiry="2026-09-18T10:00:00Z"), "Results") == "Expired 18 Sep"
    saved = page_with(retention_expiry=None)
    assert (value(saved, "Saved"), value(saved, "Retention expiry")) == ("Yes", "Never")


def test_the_note_is_whole() -> None:
    note = "first line\n" + "x" * 5000
    assert page_with(note=note).note == note


def test_the_story_has_a_step_for_each_status_and_a_bar_to_scale() -> None:
    story = page_with(status_history=HISTORY).story
    assert story
    words = [(step.face.word, step.length) for step in story.steps]
    assert words[3:] == [("Running", "20 min"), ("Processing metrics", "5 min"), ("Completed", "")]
    running = story.steps[3]
    assert float(running.x) == pytest.approx(1000 * 5 / 30, abs=0.1)
    assert float(running.width) == pytest.approx(1000 * 20 / 30, abs=0.1)
    assert "Running 20 min" in story.summary


def test_no_segment_leaves_the_bar() -> None:
    story = page_with(status_history=[*HISTORY[:4], entry("aborted", 5.0001)], ended=NOON + timedelta(minutes=5)).story
    assert story
    assert all(float(step.x) >= 0 and float(step.x) + float(step.width) <= 1000.1 for step in story.steps)


def test_who_aborted_and_why_stands_at_the_top_and_where_it_happened() -> None:
    aborted = entry("aborted", 6, by_user="bob@example.com", message="wrong environment", code=8036)
    page = page_with(status="aborted", result="error", status_details=aborted, status_history=[*HISTORY[:4], aborted])
    assert page.reason
    assert "bob@example.com" in page.reason.sentence
    assert (page.reason.message, page.reason.code) == ("wrong environment", 8036)
    assert page.story
    assert page.story.steps[-1].details == (
        "wrong environment",
        "code 8036: it was stopped by a person, by test.abort() in the script, or by a threshold",
        "by bob@example.com",
    )


def test_a_history_that_is_not_as_documented_is_said_to_be() -> None:
    story = page_with(status_history=[HISTORY[3], HISTORY[0], entry("teleporting", 7)]).story
    assert story
    assert any("teleporting" in sentence for sentence in story.odd)


def test_planned_zones_are_listed_by_place_with_their_share() -> None:
    zones = [{"load_zone": "amazon:ie:dublin", "percent": 60}, {"load_zone": "lab", "percent": None}]
    rows = page_with(distribution=zones).zones
    assert [(row.name, row.percent) for row in rows] == [("Dublin, Ireland", "60\u202f%"), ("lab", "\u2013")]


def test_what_it_ran_with_stands_beside_what_its_script_asked_for() -> None:
    ran, asked = {"k6/x/sql": "v0.4.1", "k6": "v1.2.0"}, {"k6/x/faker": "*", "k6": ">=v1.0"}
    page = page_with(k6_versions=ran, k6_dependencies=asked)
    assert [(item.name, item.version, item.asked) for item in page.k6_versions] == [
        ("k6", "v1.2.0", ">=v1.0"),
        ("k6/x/faker", "\u2013", "*"),
        ("k6/x/sql", "v0.4.1", ""),
    ]


def test_run_test_and_project_are_linked_in_grafana() -> None:
    assert [link.url for link in page_with().grafana_links] == [
        "https://tests.grafana.net/a/k6-app/runs/42",
        "https://tests.grafana.net/a/k6-app/tests/7",
        "https://tests.grafana.net/a/k6-app/projects/3",
    ]


def test_a_field_that_could_not_be_read_is_named() -> None:
    assert "max_vus could not be read" in page_with(max_vus="many").problems


def test_a_run_that_goes_on_without_a_word_about_why_has_no_reason_and_shows_its_progress() -> None:
    page = page_with(status="running", result=None, ended=None, status_details=None, status_history=HISTORY[:4])
    assert page.reason is None
    assert page.progress
    assert page.progress.percent == 100


def test_a_live_run_with_a_message_shows_it() -> None:
    page = page_with(status="queued", result=None, ended=None, status_details=entry("queued", 1, message="No room."))
    assert page.reason
    assert page.reason.message == "No room."


def test_an_ended_run_has_no_progress_and_says_what_its_result_does_not_tell() -> None:
    page = page_with(options={"vus": 1})
    assert page.progress is None
    assert any("no thresholds" in sentence for sentence in page.health)


def test_the_parts_that_come_on_their_own_have_addresses() -> None:
    page = page_with()
    urls = [page.live_url, page.distribution_url]
    assert [url.rpartition("/runs/42/")[2] for url in urls] == ["live/", "distribution/"]
