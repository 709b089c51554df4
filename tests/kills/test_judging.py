"""What is judged after the kills can be found wanting, each in its way."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.kills.books import changed_notes
from tests.kills.journal import Journal, lines_of, two_at_once
from tests.kills.killing import Kill
from tests.kills.marks import Aims, Marks, Part, Phase
from tests.kills.trial import Found, Wanted
from tests.worker.processes import ROOT


def line(at: float, pid: int, what: str, fence: int) -> dict[str, Any]:
    return {"at": at, "pid": pid, "what": what, "fence": fence}


def test_walks_one_after_another_are_well() -> None:
    lines = [line(1, 10, "lease", 1), line(2, 10, "asks", 1), line(3, 10, "writes", 1), line(4, 11, "lease", 2)]

    assert two_at_once([*lines, line(5, 11, "asks", 2), line(6, 10, "loses", 1)]) == []


def test_who_asks_or_writes_after_another_took_the_lease_is_found() -> None:
    lines = [line(1, 10, "lease", 1), line(2, 11, "lease", 2), line(3, 10, "asks", 1), line(4, 10, "writes", 1)]

    assert two_at_once(lines) == [
        "10 asks under fence 1 while 11 had 2.",
        "10 writes under fence 1 while 11 had 2.",
    ]


def test_a_page_asked_for_without_any_lease_is_found() -> None:
    assert two_at_once([line(1, 10, "lease", 1), line(2, 12, "asks", 0)]) == ["12 asks under fence 0 while 10 had 1."]


def test_a_fence_that_two_took_is_found() -> None:
    found = two_at_once([line(1, 10, "lease", 4), line(2, 11, "lease", 4)])

    assert found == ["Fence 4 was taken by 11 while 10 had 4."]


def note(what: str, request: str) -> dict[str, Any]:
    return {"what": what, "kind": "note", "run": 5, "request": request, "note": f"text {request}"}


def test_a_note_may_be_the_last_one_confirmed_or_one_asked_for_since() -> None:
    before = [note("asks", "a"), note("done", "a")]
    after = [*before, note("asks", "b")]

    assert changed_notes({5: "text a"}, before, after) == []
    assert changed_notes({5: "text b"}, before, after) == []
    assert len(changed_notes({5: ""}, before, after)) == 1
    assert len(changed_notes({}, before, after)) == 1


def test_an_older_note_is_a_lost_one() -> None:
    told = [note("asks", "a"), note("done", "a"), note("asks", "b"), note("done", "b")]

    assert len(changed_notes({5: "text a"}, told, told)) == 1


def test_marks_are_readable_afterwards_and_say_who_came_at_the_turn_that_was_asked_for(tmp_path: Path) -> None:
    aims = Aims(tmp_path)
    marks = Marks(tmp_path)
    aims.take(Phase.FETCH, Part.WALK, turn=2, seconds=0, number=signal.SIGCONT)  # which harms nobody
    marks.come_into(Phase.FETCH)  # at no walk: does not count
    marks.be(Part.WALK)
    marks.come_into(Phase.FETCH)
    early = aims.who_came(0)
    marks.come_into(Phase.FETCH)
    came = aims.who_came(0)
    marks.come_into(Phase.COMMIT)
    aims.close()

    assert early == (0, 0)
    assert came == (os.getpid(), os.getpgrp())
    assert aims.at_death(os.getpid()) == (Phase.COMMIT, Part.WALK)
    assert aims.at_death(1) == (Phase.ELSEWHERE, Part.IDLE)


def test_the_timer_kills_a_process_that_is_busy() -> None:
    code = "from tests.kills.timer import send_myself; send_myself(9, 0.05)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)

    assert done.returncode == -signal.SIGKILL


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.add(what="lease", fence=1)
    with journal.path.open("ab") as file:
        file.write(b'{"at": 1')

    assert [line["fence"] for line in lines_of(journal.path)] == [1]


def test_phases_that_were_not_hit_often_enough_are_named() -> None:
    found = Found(1, [Kill(1, Phase.FETCH, Part.WALK, "sync_runs", 0, is_mid_walk=True, place="", rows=1)])

    assert Wanted(1, 1, {Phase.FETCH: 1}).lacking(found) == []
    assert Wanted(1, 2, {Phase.COMMIT: 1}).lacking(found) == [
        "Only 1 kills were mid-walk.",
        "Only 0 kills hit the phase commit.",
    ]
