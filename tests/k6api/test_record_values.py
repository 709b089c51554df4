"""Times and numbers in a record: every form that the API sends, and none that only looks like it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from runs.k6api.records import RunRecord, read_run
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


@pytest.mark.parametrize(
    "value", ["", "NaN", "Infinity", "1_000", "\uff11\uff12", "1e99", 1e12, 10**12, "0x10", True, [1], " 1"]
)
def test_vuh_that_are_none_are_unreadable(value: object) -> None:
    record = read(cost={"total_vuh": value})
    assert record.cost is not None
    assert record.cost.total_vuh is None
    assert len(record.problems) == 1
