"""Somebody who acts on runs of a stack without rest, and writes down what was confirmed to them.

`FOLDER STACK USER SEED RUN…` for `tests.bench.child`: on these runs alone, with what the pages call, until SIGTERM. The
ledger tells of every act twice: before it (`asks`), and after it (`done`) where its outcome was known at once.
"""

import os
import random
import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from uuid import uuid4

from django.utils import timezone

from runs.actions import ask, note_digest, write_note
from runs.audit import Actor, Outcome
from runs.connection import web_client
from runs.k6api.client import Client
from runs.k6api.errors import K6Error
from runs.k6api.records import read_run
from runs.models import Kind, PendingAction, Stack, TestRun, User
from runs.sharing import DAYS, about_run, make_link, take_run
from tests.kills.journal import Journal
from tests.kills.marks import Part
from tests.kills.watched import Watched

PAUSE_SECONDS = (0.05, 0.4)
MOST_ACTS = 100_000


class Somebody:
    """Acts under the stack's token. `request`: of each act, as it will stand in the audit."""

    def __init__(self, folder: Path, slug: str, user: int, seed: int, runs: list[int]) -> None:
        self.stack = Stack.objects.select_related("team").get(slug=slug)
        self.user = User.objects.get(pk=user)
        self.dice, self.runs = random.Random(seed), runs
        self.ledger = Journal(folder / "ledger")
        self.request = ""

    def act(self) -> None:
        """One of the run's actions or a link to it; a run that is asked for already, or gone, refuses."""
        number = self.dice.choice(self.runs)
        run = self.stack.runs.select_related("stack__team", "load_test", "project").get(run_id=number)
        self.request = uuid4().hex
        choice = self.dice.random()
        if choice < 0.5:
            self.note(run, f"seen {self.request}")
        elif choice < 0.75:
            self.share(run)
        elif choice < 0.9:
            self.ask(run, Kind.UNSTAR if run.is_starred else Kind.STAR)
        else:
            self.ask(run, Kind.UNSAVE if run.is_saved else Kind.SAVE)

    def note(self, run: TestRun, text: str) -> None:
        self.ledger.add(what="asks", request=self.request, run=run.run_id, kind="note", note=text)
        seen = note_digest(read_run(run.document.body).note)
        told = write_note(run, text, seen, self.actor(), self.connect)
        if told.answer.action:
            self._confirm(told.answer.action, note=text)

    def ask(self, run: TestRun, kind: Kind) -> None:
        self.ledger.add(what="asks", request=self.request, run=run.run_id, kind=str(kind))
        told = ask(run, kind, self.actor(), self.connect)
        if told.action:
            self._confirm(told.action)

    def share(self, run: TestRun) -> None:
        self.ledger.add(what="asks", request=self.request, run=run.run_id, kind="share")
        made = make_link(about_run(run), take_run(run, frozenset(), timezone.now()), frozenset(), DAYS, self.actor())
        self.ledger.add(what="done", request=self.request, run=run.run_id, kind="share", token=made.token)

    def _confirm(self, action: PendingAction, **more: str) -> None:
        """What is settled with success was shown as done; of anything else nothing was promised."""
        if action.outcome == Outcome.DONE:
            self.ledger.add(what="done", request=self.request, run=action.run.run_id, kind=action.kind, **more)

    def connect(self) -> AbstractContextManager[Client]:
        return web_client(self.stack)

    def actor(self) -> Actor:
        return Actor(self.user, request_id=self.request)


def main(folder: str, slug: str, user: str, seed: str, *runs: str) -> str:
    watched = Watched(Path(folder))
    watched.install()
    watched.marks.be(Part.PERSON)
    told = Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    somebody = Somebody(Path(folder), slug, int(user), int(seed), [int(run) for run in runs])
    for _ in range(MOST_ACTS):
        try:
            somebody.act()
        except K6Error as error:
            sys.stdout.write(f"{os.getpid()}: {error}\n")
        if told.wait(somebody.dice.uniform(*PAUSE_SECONDS)):
            break
    return "done"
