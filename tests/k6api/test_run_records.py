"""A run as the API tells it becomes a record, with distrust for every single field."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from runs.k6api.records import (
    ResultDetails,
    RunRecord,
    StatusRecord,
    UnreadableRow,
    ZoneShare,
    read_run,
)
from tests.k6api.builders import make_row
from tests.samples import sample, sample_names

WHOLE = sample("run_completed")


def read(**changes: object) -> RunRecord:
    return read_run(make_row(**changes))


@pytest.mark.parametrize("name", sample_names("run_"))
def test_every_sample_is_read_without_a_problem_and_kept_as_it_is(name: str) -> None:
    document = sample(name)
    record = read_run(document)
    assert record.problems == ()
    assert record.document == document
    assert (record.run_id, record.status) == (document["id"], document["status"])
    assert len(record.status_history) == len(document["status_history"])
    assert record.status_details == record.status_history[-1]


@pytest.mark.parametrize(
    "status", ["created", "queued", "initializing", "running", "processing_metrics", "completed", "aborted"]
)
def test_there_is_a_sample_of_every_status(status: str) -> None:
    assert read_run(sample(f"run_{status}")).status == status


def test_every_field_of_a_whole_run_is_read() -> None:
    record = read_run(WHOLE)
    assert (record.test_id, record.project_id, record.started_by) == (880021, 52011, "mira@example.com")
    assert record.created == datetime(2026, 5, 12, 4, 10, 2, 118402, tzinfo=UTC)
    assert record.ended == datetime(2026, 5, 12, 4, 31, 9, 204118, tzinfo=UTC)
    assert (record.note, record.is_saved, record.is_starred) == ("Baseline für Mai 🚀", False, True)
    assert record.retention_expiry == datetime(2026, 6, 11, 4, 31, 9, 204118, tzinfo=UTC)
    assert (record.result, record.result_details) == ("passed", ResultDetails("passed", None, None))
    assert record.distribution == (ZoneShare("amazon:ie:dublin", 70), ZoneShare("amazon:sg:singapore", 30))
    assert (record.max_vus, record.max_browser_vus) == (40, 0)
    assert (record.estimated_duration, record.execution_duration) == (1230, 1200)
    assert record.options == WHOLE["options"]
    assert (record.k6_dependencies, record.k6_versions) == ({"k6": ">=v1.0"}, {"k6": "v1.3.0"})


def test_a_cost_is_read_as_decimals_with_its_reductions() -> None:
    cost = read_run(WHOLE).cost
    assert cost is not None
    assert (cost.total_vuh, cost.base_total_vuh) == (Decimal("10.8"), Decimal("13.5"))
    assert (cost.protocol_vuh, cost.browser_vuh, cost.reduction_rate) == (
        Decimal("10.8"),
        Decimal(0),
        Decimal(20),
    )
    assert cost.reductions == (("volume", Decimal(20)),)


def test_an_older_api_gives_a_run_without_the_newer_fields() -> None:
    record = read_run(sample("run_legacy"))
    assert (record.result, record.result_details) == ("passed", None)
    assert record.cost is not None
    assert (record.cost.total_vuh, record.cost.reduction_rate, record.cost.reductions) == (
        Decimal("6.6667"),
        None,
        (),
    )
    newer = (record.max_vus, record.max_browser_vus, record.estimated_duration, record.execution_duration)
    assert newer == (None, None, None, None)
    assert record.is_starred is None


def test_who_aborted_and_why_is_in_the_history() -> None:
    last = read_run(sample("run_aborted")).status_history[-1]
    when = datetime(2026, 5, 12, 4, 16, 40, tzinfo=UTC)
    assert last == StatusRecord("aborted", when, "jonas@example.com", 8036, "Stopped from the web page")


def test_unknown_words_are_kept_as_they_are() -> None:
    record = read_run(sample("run_unknown_words"))
    assert (record.status, record.result) == ("hibernating", "inconclusive")
    assert record.result_details == ResultDetails("inconclusive", None, 77001)
    assert record.distribution == (
        ZoneShare("basement-cluster", 60),
        ZoneShare("lunar:mare:tranquillitatis", 39.5),
    )
    assert record.document["mood"] == "curious"


def test_saved_means_that_the_expiry_is_there_and_null() -> None:
    without = make_row()
    del without["retention_expiry"]
    assert read(retention_expiry=None).is_saved
    assert not read_run(without).is_saved
    assert not read(retention_expiry="2026-04-01T00:00:00Z").is_saved
    unreadable = read(retention_expiry="soon")
    assert (unreadable.is_saved, unreadable.retention_expiry) == (False, None)
    assert unreadable.problems == ("retention_expiry could not be read",)


@pytest.mark.parametrize("name", ["id", "test_id", "project_id", "created", "status"])
@pytest.mark.parametrize("value", [None, "", [], {}, True, -1, 2**70, float("nan")])
def test_a_row_without_what_is_necessary_is_set_aside(name: str, value: object) -> None:
    with pytest.raises(UnreadableRow) as caught:
        read(**{name: value})
    assert name in str(caught.value)
    assert caught.value.item_id == (None if name == "id" else make_row()["id"])


NOT_NECESSARY = sorted(set(WHOLE) - {"id", "test_id", "project_id", "created", "status"})


@pytest.mark.parametrize("name", NOT_NECESSARY)
def test_any_other_field_may_be_missing(name: str) -> None:
    row = {key: value for key, value in WHOLE.items() if key != name}
    assert read_run(row).problems == ()


@pytest.mark.parametrize("name", NOT_NECESSARY)
@pytest.mark.parametrize("value", [2**70, "\ud800\x00", [[1]], {"a": [1]}, True, -5, float("inf"), ["x"] * 3])
def test_any_other_field_may_be_nonsense_and_costs_itself_alone(name: str, value: object) -> None:
    record = read_run(WHOLE | {name: value})
    clean = read_run(WHOLE)
    related = {name, "document", "problems", "is_saved"}
    for field in RunRecord.__dataclass_fields__.keys() - related:
        assert getattr(record, field) == getattr(clean, field), field
    json.dumps(record.document, allow_nan=False).encode()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"max_vus": "forty"}, "max_vus could not be read"),
        ({"max_vus": True}, "max_vus could not be read"),
        ({"execution_duration": -1}, "execution_duration could not be read"),
        ({"estimated_duration": 1.5}, "estimated_duration could not be read"),
        ({"is_starred": 1}, "is_starred could not be read"),
        ({"ended": "2026-13-45T00:00:00Z"}, "ended could not be read"),
        ({"started_by": "x" * 250 + "@example.com"}, "started_by could not be read"),
        ({"result": "x" * 65}, "result could not be read"),
        ({"options": ["x"]}, "options could not be read"),
        ({"cost": {"total_vuh": "much"}}, "cost.total_vuh could not be read"),
        ({"cost": {"breakdown": {"browser_vuh": -1}}}, "cost.breakdown.browser_vuh could not be read"),
        ({"distribution": ["x"]}, "distribution has an entry that could not be read"),
        ({"distribution": [{"load_zone": 5}]}, "distribution.load_zone could not be read"),
        ({"status_history": [{"type": "running", "entered": 5}]}, "status_history.entered could not be read"),
        (
            {"status_history": [{"type": "x", "extra": {"code": "y"}}]},
            "status_history.extra.code could not be read",
        ),
        ({"k6_versions": {"k6": 5}}, "k6_versions.k6 could not be read"),
        ({"status_history": [{"type": "running"}] * 1_001}, "status_history was cut"),
        ({"options": {"x": float("nan")}}, "the document has values that no database can store"),
    ],
)
def test_a_field_that_cannot_be_read_leaves_one_sentence(changes: dict[str, object], problem: str) -> None:
    assert read(**changes).problems == (problem,)


def test_null_is_no_problem_anywhere() -> None:
    row = make_row(**dict.fromkeys(NOT_NECESSARY))
    record = read_run(row)
    assert record.problems == ()
    assert (record.note, record.status_history, record.k6_versions) == ("", (), {})
    assert (record.distribution, record.cost, record.options) == (None, None, None)


def test_a_part_of_a_list_survives_its_neighbours() -> None:
    record = read(distribution=[5, {"load_zone": ""}, {"load_zone": "amazon:fr:paris", "percent": "x"}, None])
    assert record.distribution == (ZoneShare("amazon:fr:paris", None),)


@pytest.mark.parametrize("row", [None, 1, "x", [], True])
def test_a_row_that_is_no_object_is_set_aside(row: object) -> None:
    with pytest.raises(UnreadableRow, match="not an object"):
        read_run(row)
