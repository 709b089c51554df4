"""Times and numbers in a record: every form that the API sends, and none that only looks like it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from runs.k6api.records import RunRecord, read_distribution, read_run
from tests.k6api.builders import make_row


def read(**changes: object) -> RunRecord:
    return read_run(make_row(**changes))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T06:15:00Z", datetime(2026, 3, 2, 6, 15, tzinfo=UTC)),
        ("2026-03-02T06:15:00.5Z", datetime(2026, 3, 2, 6, 15, 0, 500_000, tzinfo=UTC)),
        ("2026-03-02T06:15:00.123456789Z", datetime(2026, 3, 2, 6, 15, 0, 123_456, tzinfo=UTC)),
        ("2026-03-02T08:15:00+02:00", datetime(2026, 3, 2, 6, 15, tzinfo=UTC)),
        ("2026-03-02T06:15:00.553", datetime(2026, 3, 2, 6, 15, 0, 553_000, tzinfo=UTC)),
    ],
)
def test_times_are_read_with_zone_offset_or_none_of_both(text: str, moment: datetime) -> None:
    read_back = read(created=text).created
    assert read_back == moment
    assert read_back.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "20260302T061500Z",
        "2026-W10-1T00:00:00Z",
        "2026-03-02T06:15Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T06:15:60Z",
        "2026-02-30T06:15:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00",
        "0001-01-01T00:00:00+10:00",
        "2026-03-02T06:15:00.1234567890Z",
        "٢٠٢٦-03-02T06:15:00Z",
        "2026-03-02T06:15:00Z\n",
        "2026-03-02T06:15:00+99:99",
        "1772432100",
    ],
)
def test_times_that_are_none_are_unreadable(text: str) -> None:
    record = read(ended=text)
    assert (record.ended, record.problems) == (None, ("ended could not be read",))


@pytest.mark.parametrize(
    ("value", "vuh"),
    [(6.75, "6.75"), ("0.01", "0.01"), (0, "0"), ("12", "12"), (1e-7, "1E-7"), ("1.5e3", "1500")],
)
def test_vuh_come_as_numbers_or_strings(value: object, vuh: str) -> None:
    cost = read(cost={"total_vuh": value}).cost
    assert cost is not None
    assert cost.total_vuh == Decimal(vuh)


@pytest.mark.parametrize("value", [60, 60.0, "60", "60.0", " 60 "])
@pytest.mark.parametrize("field", ["max_vus", "max_browser_vus", "estimated_duration", "execution_duration", "id"])
def test_a_whole_number_may_come_as_a_float_or_as_text(field: str, value: object) -> None:
    record = read(**{field: value})
    number = getattr(record, "run_id" if field == "id" else field)
    assert (number, type(number), record.problems) == (60, int, ())


@pytest.mark.parametrize(
    "value", [60.5, True, False, "", "6e1", "1_0", "\u0666\u0660", 1e300, -1.0, 2.0**60, "9" * 19, "9" * 5000, [60], {}]
)
def test_what_is_no_whole_number_costs_its_field_and_not_its_row(value: object) -> None:
    record = read(max_vus=value)
    assert (record.max_vus, record.problems) == (None, ("max_vus could not be read",))


@pytest.mark.parametrize(("value", "share"), [(50, 50), (33.3, 33.3), ("50", 50), ("33.3", 33.3), (" 50.0 ", 50)])
def test_a_zone_s_share_may_come_as_text(value: object, share: float) -> None:
    zones = read(distribution=[{"load_zone": "a", "percent": value}]).distribution
    assert zones is not None
    assert zones[0].percent == share
    actual = read_distribution({"distribution": {"a": {"percentage": value, "nodes": []}}})
    assert actual.zones[0].percentage == share


@pytest.mark.parametrize("value", ["half", "50%", "NaN", float("inf"), "1e99", True])
def test_a_share_that_is_none_costs_itself(value: object) -> None:
    zones = read(distribution=[{"load_zone": "a", "percent": value}]).distribution
    assert zones is not None
    assert (zones[0].load_zone, zones[0].percent) == ("a", None)


def test_a_note_is_read_whole_however_long() -> None:
    assert read(note="x" * 30_000).note == "x" * 30_000


@pytest.mark.parametrize(
    "value", ["", "NaN", "Infinity", "1_000", "\uff11\uff12", "1e99", 1e12, 10**12, "0x10", True, [1], " 1"]
)
def test_vuh_that_are_none_are_unreadable(value: object) -> None:
    record = read(cost={"total_vuh": value})
    assert record.cost is not None
    assert record.cost.total_vuh is None
    assert len(record.problems) == 1
