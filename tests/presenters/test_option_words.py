"""Options in words: thresholds, scenarios with their stages, tags."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.presenters.option_words import (
    MOST_STAGES,
    MOST_TAGS,
    OptionWords,
    ScenarioWords,
    Stage,
    Threshold,
    option_words,
)
from tests.presenters.html import Html, read, words
from tests.presenters.world import HOSTILE


def told(options: dict[str, Any]) -> OptionWords:
    found = option_words(options)
    assert found
    return found


def scenario(executor: str, **fields: Any) -> ScenarioWords:
    return told({"scenarios": {"one": {"executor": executor, **fields}}}).scenarios[0]


def markup(options: dict[str, Any]) -> Html:
    return read(render_to_string("runs/_options.html", {"words": told(options), "folds": ()}))


def test_no_options_have_no_words() -> None:
    assert option_words(None) is None


def test_empty_options_are_what_k6_does_by_itself() -> None:
    assert told({}).scenarios[0].words == "1 iteration by 1 VU, at most 10 min"


def test_each_expression_of_a_threshold_is_told_with_what_crossing_it_does() -> None:
    rules = ["p(95)<500", {"threshold": "p(99)<900", "abortOnFail": True, "delayAbortEval": "1m"}]
    found = told(
        {"thresholds": {"http_req_duration": rules, "checks": [{"threshold": "rate>0.9", "abortOnFail": True}]}}
    )
    assert found.thresholds == (
        Threshold("http_req_duration", "p(95)<500", ""),
        Threshold("http_req_duration", "p(99)<900", "aborts the run, not before 1 min"),
        Threshold("checks", "rate>0.9", "aborts the run"),
    )


@pytest.mark.parametrize(
    ("executor", "fields", "sentence"),
    [
        ("constant-vus", {"vus": 1, "duration": "5m"}, "1 VU for 5 min"),
        ("ramping-vus", {"stages": [{"duration": "1m", "target": 5}]}, "from 1 VU through 1 stage"),
        ("shared-iterations", {"iterations": 1000, "vus": 5}, "1,000 iterations shared by 5 VUs, at most 10 min"),
        ("per-vu-iterations", {"vus": 3, "maxDuration": "1h"}, "1 iteration by each of 3 VUs, at most 1 h"),
        (
            "constant-arrival-rate",
            {"rate": 30, "timeUnit": "1m", "duration": "2m", "preAllocatedVUs": 2, "maxVUs": 8},
            "30 iterations per 1 min for 2 min, with 2 to 8 VUs",
        ),
        (
            "ramping-arrival-rate",
            {"stages": [], "preAllocatedVUs": 4},
            "from 0 iterations/s through 0 stages, with 4 VUs",
        ),
        ("externally-controlled", {"vus": 10}, "VUs controlled from outside, 10 VUs at first"),
        ("lunar-vus", {"moons": 2, "phase": "full"}, "moons 2, phase full"),
        ("lunar-vus", {}, "nothing else is said about it"),
    ],
)
def test_every_executor_has_a_sentence(executor: str, fields: dict[str, Any], sentence: str) -> None:
    assert scenario(executor, **fields).words == sentence


@pytest.mark.parametrize(
    ("executor", "fields", "sentence"),
    [
        (
            "constant-arrival-rate",
            {"rate": 1, "duration": "1m", "preAllocatedVUs": 1},
            "1 iteration/s for 1 min, with 1 VU",
        ),
        (
            "constant-arrival-rate",
            {"rate": "1", "timeUnit": "1m", "duration": "1m", "preAllocatedVUs": 1, "maxVUs": 2},
            "1 iteration per 1 min for 1 min, with 1 to 2 VUs",
        ),
        (
            "ramping-arrival-rate",
            {"startRate": 1, "stages": [{}], "preAllocatedVUs": 1, "maxVUs": 1},
            "from 1 iteration/s through 1 stage, with 1 VU",
        ),
        ("ramping-vus", {"startVUs": "1", "stages": [{}, {}]}, "from 1 VU through 2 stages"),
        ("per-vu-iterations", {"vus": "1", "iterations": 1.0}, "1 iteration by 1 VU, at most 10 min"),
        (
            "shared-iterations",
            {"vus": "1200", "iterations": "1500"},
            "1,500 iterations shared by 1,200 VUs, at most 10 min",
        ),
        (
            "constant-arrival-rate",
            {"rate": 5, "duration": "1m"},
            "5 iterations/s for 1 min, with how many VUs is not given",
        ),
    ],
)
def test_one_is_one_however_it_is_written(executor: str, fields: dict[str, Any], sentence: str) -> None:
    assert scenario(executor, **fields).words == sentence


@pytest.mark.parametrize("rules", [[], None])
def test_a_threshold_without_a_condition_could_fail_nothing_and_says_so(rules: Any) -> None:
    options = {"thresholds": {"http_req_duration{scenario:buy}": rules}}
    page = words(markup(options).one("section"))
    assert "http_req_duration{scenario:buy} nothing could fail it: it has no condition" in page


def test_options_that_k6_refuses_are_said_to_be_refused() -> None:
    options = {"duration": "1m", "vus": 2, "stages": [{"duration": "1m", "target": 1}]}
    page = words(markup(options).one("section"))
    assert "k6 refuses these options. “duration” and “stages” can't be used together." in page
    assert "refuses" not in words(markup({"duration": "1m", "vus": 2}).one("section"))


def test_the_scenarios_are_those_of_the_run_s_own_k6() -> None:
    options = {"vus": 9, "scenarios": {"a": {"executor": "constant-vus", "vus": 4, "duration": "1m"}}}
    older, newer = option_words(options, "v1.8.1"), option_words(options, "v2.1.0")
    assert older
    assert newer
    assert [one.words for one in (*older.scenarios, *newer.scenarios)] == [
        "4 VUs for 1 min",
        "9 iterations shared by 9 VUs, at most 10 min",
    ]


def test_a_duration_that_is_not_given_is_called_so() -> None:
    assert scenario("constant-vus", vus=5, duration=None).words == "5 VUs, for how long is not given"


def test_when_what_and_where_a_scenario_runs_follows() -> None:
    fields = {
        "vus": 2,
        "duration": "1m",
        "startTime": "30s",
        "exec": "buy",
        "options": {"browser": {"type": "chromium"}},
    }
    assert scenario("constant-vus", **fields).words == "2 VUs for 1 min; starts after 30 s; runs buy(); in a browser"


def test_stages_are_a_table_of_vus_or_of_a_rate() -> None:
    stages = [{"duration": "90s", "target": 1500}, {"duration": "1h", "target": 0}]
    ramp, rate = scenario("ramping-vus", stages=stages), scenario("ramping-arrival-rate", stages=stages, timeUnit="1m")
    assert ramp.stages == rate.stages == (Stage("1 min 30 s", "1,500"), Stage("1 h", "0"))
    assert (ramp.target_is, rate.target_is) == ("VUs", "Iterations per 1 min")


def test_the_shortcuts_of_options_are_told_as_the_scenario_that_k6_makes_of_them() -> None:
    assert told({"vus": 5, "iterations": 20}).scenarios[0].words == "20 iterations shared by 5 VUs, at most 10 min"
    assert told({"stages": [{"duration": "10m", "target": 10}], "vus": None}).scenarios[0].executor == "ramping-vus"


def test_tags_are_told() -> None:
    assert told({"tags": {"team": "shop", "build": 7}}).tags == (("team", "shop"), ("build", "7"))


def test_long_lists_are_cut_and_the_cut_is_told() -> None:
    stages = [{"duration": "1s", "target": 1}] * (MOST_STAGES + 1)
    found = told({"tags": {f"t{number}": "x" for number in range(MOST_TAGS + 3)}, "stages": stages})
    assert (len(found.tags), found.cut) == (MOST_TAGS, ("3 more tags below.",))
    assert (len(found.scenarios[0].stages), found.scenarios[0].more) == (MOST_STAGES, "1 more stage below.")


@pytest.mark.parametrize("value", [None, 5, "x" * 5_000, [], [[]], {"a": {"b": 1}}, True, 10**400, 1e400, HOSTILE])
@pytest.mark.parametrize("key", ["thresholds", "scenarios", "stages", "tags", "vus", "duration", "iterations"])
def test_whatever_stands_in_a_field_the_section_stands(key: str, value: Any) -> None:
    for options in ({key: value}, {"scenarios": {"a": {"executor": "ramping-vus", key: value}}}):
        page = markup(options)
        assert not page.all("script")
        assert len(words(page.one("section"))) < 1_000


def test_the_section_reads_in_words_first() -> None:
    page = markup({"thresholds": {"checks": ["rate>0.9"]}, "stages": [{"duration": "10m", "target": 10}]})
    text = words(page.one("section"))
    assert "default ramping-vus: from 1 VU through 1 stage" in text
    assert [words(cell) for cell in page.all("td")] == ["10 min", "10"]
    assert "checks rate>0.9" in text
