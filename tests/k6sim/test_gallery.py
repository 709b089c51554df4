"""The gallery: one run for each thing that a run can show, beside the everyday set and without touching it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from runs.k6sim import Simulator
from tests.house.tree import ROOT

from .asking import NOON, Clock

Documents = list[dict[str, Any]]


def documents(*, gallery: bool = True) -> Documents:
    return list(Simulator(1_500, clock=Clock(), gallery=gallery).run_documents())


@pytest.fixture(scope="module")
def everything() -> Documents:
    return documents()


@pytest.fixture(scope="module")
def shown(everything: Documents) -> Documents:
    return [one for one in everything if one["test_id"] >= 880_300]


def test_the_same_runs_are_made_each_time(everything: Documents) -> None:
    assert documents() == everything


def test_the_everyday_runs_are_the_same_with_it_and_without(everything: Documents, shown: Documents) -> None:
    everyday = [{**one, "id": 0} for one in everything if one not in shown]
    assert everyday == [{**one, "id": 0} for one in documents(gallery=False)]


def test_it_lies_behind_the_first_page_of_the_list(everything: Documents, shown: Documents) -> None:
    newest = max(datetime.fromisoformat(one["created"]) for one in shown)
    assert NOON - newest > timedelta(days=14)
    assert sum(datetime.fromisoformat(one["created"]) > newest for one in everything) > 150


def test_every_load_test_of_it_is_described(shown: Documents) -> None:
    sim = Simulator(1, clock=Clock(), gallery=True)
    names = {test.name for test in sim.world().catalogue.tests if test.name.startswith("Gallery · ")}
    rows = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8").splitlines()
    told = {row.split(" | ")[0].removeprefix("| ").removesuffix(" …") for row in rows if row.startswith("| Gallery · ")}
    assert len(names) == len(told)
    assert all(any(name.startswith(beginning) for beginning in told) for name in names)
    assert {one["test_id"] for one in shown} == {t.id for t in sim.world().catalogue.tests if t.name in names}


def test_every_run_says_in_its_note_what_it_shows(shown: Documents) -> None:
    silent = [one for one in shown if not one.get("note")]
    assert len(silent) == 2  # in these two the note itself is null or missing
    notes = [one["note"] for one in shown if isinstance(one.get("note"), str)]
    assert len(set(notes)) == len(notes)


def test_every_status_and_result_is_there(shown: Documents) -> None:
    statuses = "created queued initializing running processing_metrics completed aborted hibernating composted"
    assert {one["status"] for one in shown} >= set(statuses.split())
    results = {one.get("result") for one in shown}
    assert results >= {None, "passed", "failed", "error", "success", "aborted", "inconclusive"}


def test_live_runs_are_held_where_they_are() -> None:
    clock = Clock()
    sim = Simulator(10, clock=clock, gallery=True, birth_every=0)
    before = {int(str(one["id"])): one["status"] for one in sim.run_documents() if one["test_id"] == 880_301}
    clock.move(8 * 3600)
    assert {run: sim.document(run)["status"] for run in before} == before


def test_every_known_code_is_there(shown: Documents) -> None:
    codes = {status["extra"]["code"] for status in every_status(shown) if status.get("extra")}
    assert codes >= {8016, 8030, 8031, 8032, 8033, 8034, 8035, 8036, 8050, 8051, 8052, 9999, 1234}


def every_status(runs: Documents) -> Iterator[dict[str, Any]]:
    for one in runs:
        history = one.get("status_history")
        yield from history if isinstance(history, list) else []


def test_every_executor_is_planned(shown: Documents) -> None:
    text = json.dumps([one["options"] for one in shown if one["test_id"] == 880_303])
    executors = (
        "constant-vus ramping-vus shared-iterations per-vu-iterations constant-arrival-rate ramping-arrival-rate "
        "externally-controlled"
    )
    assert all(f'"executor": "{executor}"' in text for executor in executors.split())
    shortcuts = [set(one["options"]) for one in shown if one["test_id"] == 880_303]
    assert {"stages"} in shortcuts
    assert {"vus", "duration"} in shortcuts
    assert {"vus", "iterations"} in shortcuts
    assert set() in shortcuts


def test_zones_come_alone_and_by_the_dozen(shown: Documents) -> None:
    counts = {len(one["distribution"]) for one in shown if isinstance(one.get("distribution"), list)}
    assert counts >= {0, 1, 2, 3, 4, 21, 2_000}


def test_the_hostile_ones_are_as_large_as_they_say(shown: Documents) -> None:
    sizes = [len(json.dumps(one.get("options"))) for one in shown]
    assert 5_000_000 < max(sizes) < 6_000_000
    stages = [one["options"].get("stages") for one in shown if isinstance(one.get("options"), dict)]
    assert 10_000 in [len(found) for found in stages if found]


def test_the_examples_of_the_documentation_are_there_with_their_numbers(shown: Documents) -> None:
    completed, running, invalid = [one for one in shown if one["test_id"] == 880_308][::-1]
    assert (completed["status"], completed["result"]) == ("completed", "success")
    assert completed["cost"]["total_vuh"] == running["cost"]["total_vuh"] == 6.75
    assert offsets(completed) == [0, 10, 20, 1820, 1830]
    assert (running["status"], running["ended"], offsets(running)) == ("running", None, [0, 10, 20])
    assert (invalid["status"], invalid["options"], offsets(invalid)) == ("aborted", None, [0, 10])


def offsets(document: dict[str, Any]) -> list[float]:
    """When it entered each status, in seconds after its creation."""
    created = datetime.fromisoformat(document["created"])
    return [(datetime.fromisoformat(one["entered"]) - created).total_seconds() for one in document["status_history"]]
