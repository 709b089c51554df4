"""`make demo`: k6admin from nothing, with a simulated Grafana Cloud k6 behind it. Run as a module."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from k6admin.demo_environment import FOLDER, LEAD, MEMBER, PASSWORD, VIEWER, child_environment
from k6admin.ports import answers, free_port
from k6admin.serve import manage, supervise, web_command
from k6admin.supervisor import Supervisor
from k6admin.voice import PLAIN

RUNS, SEED = "1500", "1"
TEAM, STACK = "demo", "demo-shop"
# The simulator's own public constants, said again because nothing but its command may import it.
STACK_ID, GRAFANA_URL, TOKEN = "410001", "https://demo-shop.grafana.net", "sim-token-lead-7f3a91c2d4e8"
SECOND_STACK_ID, SECOND_GRAFANA_URL = "410002", "https://demo-bank.grafana.net"
SECOND_TOKEN = "sim-token-second-c18e5527b06d"  # noqa: S105 - public, opens only the simulator

LOGINS = f"""
k6admin is at {{url}}   (Ctrl-C stops everything)

  lead    {LEAD:18} password {PASSWORD}
  member  {MEMBER:18} password {PASSWORD}
  viewer  {VIEWER:18} password {PASSWORD}

As lead, Stacks > Connect a stack takes a second simulated one:
  Grafana URL {SECOND_GRAFANA_URL}   stack id {SECOND_STACK_ID}   token {SECOND_TOKEN}

Logs are in {{logs}}; k6sim.log there is what the API was asked.
"""


@contextmanager
def _only_one() -> Iterator[None]:
    """Two demos in one folder would share a database but not a simulator."""
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError("A demo is running from this folder already. Stop it first.") from None
        yield


def _run(house: Supervisor, port: int) -> None:
    with _only_one():
        _run_alone(house, port)


def _run_alone(house: Supervisor, port: int) -> None:
    (FOLDER / "setup.log").unlink(missing_ok=True)
    api_port, url = free_port(), f"http://localhost:{port}"
    addresses = {"BASE_URL": url, "K6_API_URL": f"http://127.0.0.1:{api_port}"}
    house.environment = child_environment(os.environ, addresses)
    house.environment.update(DEMO_PASSWORD=PASSWORD, DEMO_TOKEN=TOKEN)
    _start_simulator(house, api_port)
    _prepare(house)
    _first_sync(house)
    _start_site(house, port)
    PLAIN.say(LOGINS.format(url=url, logs=FOLDER))
    house.watch()


def _start_simulator(house: Supervisor, port: int) -> None:
    runs = os.environ.get("RUNS") or RUNS
    PLAIN.say(f"Simulator: {runs} runs of a team that does not exist")
    log = FOLDER / "k6sim.log"
    log.unlink(missing_ok=True)
    command = manage("k6sim", "--port", str(port), "--runs", runs, "--seed", SEED, "--gallery", "--log", str(log))
    house.start("simulator", command)
    house.wait_until(lambda: answers(port, "/_sim/log"), "simulator")


def _prepare(house: Supervisor) -> None:
    PLAIN.say("Database, people, stack")
    house.step("migrate", manage("migrate", "--no-input"))
    house.step("createcachetable", manage("createcachetable"))
    password = ("--password-env", "DEMO_PASSWORD")
    house.step("create_team", manage("create_team", "Demo", "--slug", TEAM, "--lead", LEAD, *password))
    for email, role in ((MEMBER, "member"), (VIEWER, "viewer")):
        house.step("add_member", manage("add_member", TEAM, email, "--role", role, *password))
    stack = ("--slug", STACK, "--name", "Demo shop", "--stack-id", STACK_ID, "--grafana-url", GRAFANA_URL)
    house.step("connect_stack", manage("connect_stack", TEAM, *stack, "--token-env", "DEMO_TOKEN"))


def _first_sync(house: Supervisor) -> None:
    """Both of the API's lists are asked: all runs of the stack, and those of its newest load tests."""
    PLAIN.say("First sync")
    house.step("sync_runs", manage("sync_runs", "--stack", STACK), show=True)
    house.step("sync_runs", manage("sync_runs", "--stack", STACK, "--tests", "3"), show=True)


def _start_site(house: Supervisor, port: int) -> None:
    PLAIN.say("Static files, background worker, web server")
    house.step("collectstatic", manage("collectstatic", "--no-input"))
    house.start("worker", manage("run_worker"))
    house.start("web server", web_command(port))
    house.wait_until(lambda: answers(port, "/readyz"), "web server")


if __name__ == "__main__":
    sys.exit(supervise("make demo", FOLDER, _run))
