"""The set that a visitor of the demo sees: deterministic, like a real team's, with every oddity in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from runs.k6sim import SECOND_STACK_ID, Simulator

from .asking import NOON, Clock, visiting

Documents = list[dict[str, Any]]


def documents(runs: int = 300, seed: int = 1) -> Documents:
    return list(Simulator(runs, seed, clock=Clock()).run_documents())


def age_in_days(document: dict[str, Any]) -> float:
    return (NOON - datetime.fromisoformat(document["created"])) / timedelta(days=1)


def strings(value: object) -> set[str]:
    """Every string anywhere in a JSON value, keys included."""
    if isinstance(value, dict):
        return set(value).union(*map(strings, value.values()))
    if isinstance(value, list):
        return set().union(*map(strings, value))
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("runs", [1, 50, 300, 2_000])
def test_there_are_as_many_runs_as_were_asked_for_each_with_its_own_large_id(runs: int) -> None:
    found = documents(runs)
    ids = [one["id"] for one in found]
    assert len(set(ids)) == len(found) == runs
    assert ids == sorted(ids)
    assert min(ids) > 2**31


def test_the_same_seed_gives_the_same_set_and_another_seed_another() -> None:
    assert documents(120, seed=4) == documents(120, seed=4)
    assert documents(120, seed=4) != documents(120, seed=5)


def test_no_run_is_created_in_the_future_and_history_reaches_back_four_months() -> None:
    for runs in (60, 300, 5_000):
        ages = [age_in_days(one) for one in documents(runs)]
        assert min(ages) >= 0
        assert 110 < max(ages) < 125


def test_nightly_tests_start_at_their_hour_of_the_night() -> None:
    nights = [one for one in documents() if one["test_id"] == 880_201 and age_in_days(one) > 2]
    assert len(nights) > 20
    assert {datetime.fromisoformat(one["created"]).hour for one in nights} == {2}


def test_a_large_history_is_spread_over_all_its_days() -> None:
    days = Counter(int(age_in_days(one)) for one in documents(5_000))
    assert all(days[day] > 5 for day in range(120))


def test_every_status_and_result_is_there() -> None:
    found = documents()
    assert {one["status"] for one in found} >= {
        "created",
        "queued",
        "initializing",
        "running",
        "processing_metrics",
        "completed",
        "aborted",
        "hibernating",
    }
    assert {one["result"] for one in found} >= {
        None,
        "passed",
        "failed",
        "error",
        "success",
        "inconclusive",
        "aborted",
    }


def test_aborts_have_every_reason() -> None:
    aborted = [one["status_details"] for one in documents() if one["status"] == "aborted"]
    assert {8016, 8030, 8032, 8033, 8035, 8036, 8050, 1234} <= {one["extra"]["code"] for one in aborted}
    by_user = [one["extra"]["by_user"] for one in aborted]
    assert None in by_user
    assert any(by_user)


def test_fifty_runs_already_hold_nearly_every_oddity() -> None:
    found = documents(50)
    assert any(one["started_by"] is None for one in found)
    assert any(one["distribution"] is None for one in found)
    assert any(one["options"] is None and one["status"] == "aborted" for one in found)
    assert any(one["retention_expiry"] is None for one in found)
    assert any(one.get("is_starred") for one in found)
    assert any("<script>" in one["note"] for one in found)
    assert any("\u202e" in one["note"] for one in found)
    assert any(len(one["note"]) > 1_000 for one in found)


def test_some_runs_lack_the_newer_fields_all_together() -> None:
    newer = {"max_vus", "max_browser_vus", "estimated_duration", "execution_duration", "is_starred"}
    lacking = [newer - one.keys() for one in documents()]
    assert lacking.count(newer) >= 2
    assert set(map(len, lacking)) == {0, 5}


def test_some_costs_are_strings_and_one_rate_is_null() -> None:
    odd = [one["cost"] for one in documents() if one["cost"] and isinstance(one["cost"]["total_vuh"], str)]
    assert odd
    assert odd[0]["breakdown"]["reduction_rate"] is None


def test_total_vuh_is_what_its_parts_say() -> None:
    for one in documents():
        cost = one["cost"]
        if not cost or isinstance(cost["total_vuh"], str):
            continue
        parts = cost["breakdown"]
        assert cost["total_vuh"] == pytest.approx(parts["protocol_vuh"] + parts["browser_vuh"], abs=0.001)
        kept = 1 - parts["reduction_rate"] / 100
        assert cost["total_vuh"] == pytest.approx(parts["base_total_vuh"] * kept, abs=0.001)


def test_some_results_have_expired_and_some_are_about_to() -> None:
    left = [
        (datetime.fromisoformat(one["retention_expiry"]) - NOON) / timedelta(days=1)
        for one in documents()
        if one["retention_expiry"]
    ]
    assert any(days < 0 for days in left)
    assert any(0 < days < 3 for days in left)


def test_runs_use_private_zones_one_public_zone_and_all_21() -> None:
    zones = [[share["load_zone"] for share in one["distribution"] or []] for one in documents()]
    assert {len(one) for one in zones} >= {0, 1, 2, 3, 21}
    flat = {zone for one in zones for zone in one}
    assert {"berlin-dc-plz", "ops-playground-plz", "orbit:leo:station one", "amazon:us:palo alto"} <= flat
    assert all(
        sum(share["percent"] for share in one["distribution"]) == 100 for one in documents() if one["distribution"]
    )


def test_every_executor_is_planned_somewhere() -> None:
    words = strings([one["options"] for one in documents()])
    assert {
        "constant-vus",
        "ramping-vus",
        "shared-iterations",
        "per-vu-iterations",
        "constant-arrival-rate",
        "ramping-arrival-rate",
        "externally-controlled",
        "lunar-arrival-rate",
        "stages",
        "iterations",
        "duration",
        "browser",
    } <= words


def test_browser_vus_are_part_of_all_vus() -> None:
    found = [one for one in documents() if one.get("max_browser_vus")]
    assert any(one["max_browser_vus"] == one["max_vus"] for one in found)
    assert any(one["max_browser_vus"] < one["max_vus"] for one in found)
    assert all(one["max_browser_vus"] <= one["max_vus"] for one in found)


def test_failures_come_in_spells() -> None:
    checkout = [one for one in documents(5_000) if one["project_id"] == 3_700_102]

    def share_failed(oldest: float, newest: float) -> float:
        spell = [str(one["result"]) for one in checkout if newest <= age_in_days(one) <= oldest]
        return spell.count("failed") / len(spell)

    assert share_failed(16, 12) > 0.6
    assert share_failed(30, 20) < 0.2


def test_the_team_tests_with_more_vus_as_the_months_pass() -> None:
    checkout = [one for one in documents(2_000) if one["test_id"] == 880_201 and one.get("max_vus")]
    assert checkout[0]["max_vus"] < 95
    assert checkout[-1]["max_vus"] > 110


def test_secrets_are_in_the_options_of_one_run() -> None:
    words = strings([one["options"] for one in documents()])
    planted = {word for word in words if "-secret-" in word}
    assert len(planted) >= 4


def test_active_runs_of_the_start_are_young_and_the_rest_has_ended() -> None:
    active = [one for one in documents(2_000) if one["ended"] is None]
    assert len(active) >= 6
    assert all(age_in_days(one) < 1 for one in active)


def test_the_second_stack_is_smaller_and_shares_no_id() -> None:
    sim = Simulator(300, clock=Clock())
    second = set(sim.run_ids(SECOND_STACK_ID))
    assert 0 < len(second) < 300
    assert not second & set(sim.run_ids())


def test_every_document_has_the_fields_of_the_api_description() -> None:
    wanted = """
        id test_id project_id started_by created ended note retention_expiry cost status status_details
        status_history distribution result result_details options k6_dependencies k6_versions max_vus
        max_browser_vus estimated_duration execution_duration is_starred
    """
    with visiting(runs=300) as visitor:
        rows = visitor.get("/test_runs").json["value"]
        assert sum(list(row) == wanted.split() for row in rows) == len(rows) - 2
