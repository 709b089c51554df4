"""Web servers and workers on several machines that share a database: each thing is done once, by the API's own log."""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from subprocess import Popen
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Success

from runs.actions import note_digest
from runs.k6sim import Simulator
from runs.k6sim.identity import SECOND_STACK_ID, SECOND_TOKEN
from runs.models import Role, Stack, TestRun
from tests.actions.acting import ended, events, writes
from tests.actions.acting import running as still_running
from tests.builders import make_stack
from tests.hostile.serving import Site, site
from tests.keeping.scripts import asked_for_scripts
from tests.pages.visiting import visitor
from tests.sync.simulated import difference, simulated
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SWIFT = {"DJANGO_SETTINGS_MODULE": "tests.worker.swift_settings"}
CLICKS = 4


def entries(sim: Simulator) -> list[dict[str, Any]]:
    return sim.log.entries()


def asked_but_once(sim: Simulator) -> Counter[str]:
    """What nobody needs twice: all but single runs, which are followed, and the list's end, which grows."""
    asked: Counter[str] = Counter()
    for entry in entries(sim):
        path, query = str(entry["path"]), entry["query"]
        is_of_one_run = path.rsplit("/", 1)[-1].isdigit()
        is_open_list = path.endswith("/test_runs") and "created_before" not in query and query.get("$top") != "1"
        if entry["method"] == "GET" and not is_of_one_run and not is_open_list:
            asked[f"{entry['headers']['x_stack_id']} {entry['target']}"] += 1
    return asked


def walks_begun(sim: Simulator) -> Counter[str]:
    """By stack: each begins by asking how many runs there are."""
    begun = [key for key in asked_but_once(sim).elements() if "/test_runs?" in key and "top=1&" in f"{key}&"]
    return Counter(key.split()[0] for key in begun)


def new_runs_asked_for(sim: Simulator) -> int:
    lists = [entry["query"] for entry in entries(sim) if str(entry["path"]).endswith("/test_runs")]
    return sum("created_after" in query and "created_before" not in query for query in lists)


def is_done(stack: Stack) -> bool:
    ended_runs = stack.runs.filter(active=False)
    is_kept = ended_runs.exists() and not ended_runs.filter(keep_at__lte=timezone.now()).exists()
    return is_kept and Stack.objects.get(pk=stack.pk).walk_finished is not None and not OrmQ.objects.exists()


def click_everywhere(webs: list[Site], run: TestRun, kind: str, form: bytes = b"confirm=yes") -> None:
    path = f"/stacks/{run.stack.slug}/runs/{run.run_id}/{kind}/"
    clicks = [webs[number % len(webs)].begin_post(path, form) for number in range(CLICKS)]
    assert {click.result().status for click in clicks} <= {302, 409}


def ask_for_syncs(webs: list[Site], stack: Stack, worker: Popen[str]) -> None:
    asked = timezone.now()
    Stack.objects.filter(pk=stack.pk).update(fresh_at=asked - timedelta(seconds=30))
    clicks = [webs[number % len(webs)].begin_post(f"/stacks/{stack.slug}/sync/") for number in range(CLICKS)]
    assert {click.result().status for click in clicks} == {302}
    wait_until(lambda: Stack.objects.get(pk=stack.pk).fresh_at > asked, worker)  # type: ignore[operator]


def test_two_web_servers_and_two_workers_do_each_thing_once() -> None:
    with simulated(80) as (sim, stack), ExitStack() as house:
        person = visitor(stack, Role.MEMBER)
        webs = [house.enter_context(site(person, patience=60.0)) for _ in range(2)]
        workers = [house.enter_context(running("run_worker", **SWIFT)) for _ in range(2)]
        wait_until(lambda: is_done(stack), workers[0])
        starred, noted, aborted = ended(stack), ended(stack, note=""), still_running(stack)
        before = new_runs_asked_for(sim)
        ask_for_syncs(webs, stack, workers[1])
        syncs = new_runs_asked_for(sim) - before
        click_everywhere(webs, starred, "star")
        click_everywhere(webs, noted, "note", f"note=once&seen={note_digest('')}".encode())
        click_everywhere(webs, aborted, "abort")
        wait_until(lambda: is_done(stack), workers[0])
        scripts = asked_for_scripts(sim)

        assert [key for key, times in asked_but_once(sim).items() if times > 1] == []
        assert walks_begun(sim) == {str(sim.stack_id): 1}
        assert syncs == 1
        assert len(scripts) == len(set(scripts))
        assert set(scripts) >= set(
            stack.runs.filter(active=False).exclude(pk=aborted.pk).values_list("run_id", flat=True)
        )
        written = {number: writes(sim, run) for run in (starred, noted, aborted) if (number := run.run_id)}
        assert sorted(one for calls in written.values() for one in calls) == [
            ("PATCH", str(noted.run_id)),
            ("POST", "abort"),
            ("POST", "star"),
        ]
        assert [outcome for what, outcome, _ in events(starred) if what == "run_star"].count("done") == 1
        assert Success.objects.filter(func="runs.tasks.tidy").count() == 1
        # What was written here is compared with the API's own answer when it is next read.
        assert {number for number, _ in difference(sim, stack)} <= {starred.run_id, noted.run_id, aborted.run_id}


# One process of several, as `sync_runs` in the terminals of several people.
AT_ONCE = """
from threading import Thread
from django.core.management import call_command
from django.db import connections
def sync():
    try:
        call_command("sync_runs")
    finally:
        connections.close_all()
threads = [Thread(target=sync) for _ in range({threads})]
for one in threads: one.start()
for one in threads: one.join()
"""


def test_ten_syncs_that_start_at_once_in_three_processes_walk_each_stack_once() -> None:
    """(D3)"""
    with simulated(300) as (sim, stack), ExitStack() as house:
        other = make_stack(
            stack_id=SECOND_STACK_ID, token=SECOND_TOKEN, fresh_at=None, walk_finished=None, names_at=None
        )
        starts = [running("shell", "-c", AT_ONCE.format(threads=number)) for number in (4, 3, 3)]
        processes = [house.enter_context(start) for start in starts]
        said = "".join(process.communicate()[0] for process in processes)
        rows = [len(stack.runs.all()), len(other.runs.all())]

        assert said.count(f"{stack.slug}: {rows[0]:,} runs.") == 10
        assert said.count(f"{other.slug}: {rows[1]:,} runs.") == 10
        assert walks_begun(sim) == {str(sim.stack_id): 1, str(SECOND_STACK_ID): 1}
        assert [key for key, times in asked_but_once(sim).items() if times > 1] == []
        assert difference(sim, stack) == set()
