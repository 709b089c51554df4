"""In a process of its own: the gallery's hostile runs stored, each page made several times."""

import json
import time
import tracemalloc
from datetime import timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from runs.k6api.records import read_run
from runs.k6sim import Simulator
from runs.models import Stack, TestRun
from runs.store import save_runs
from tests.bench.houses import make_houses, open_session

ROUNDS = 5
PARTS = ("", "distribution/")


def main() -> str:
    call_command("migrate", verbosity=0, interactive=False)
    make_houses()
    stack = Stack.objects.order_by("pk")[0]
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = open_session()
    return json.dumps([_measured(client, stack, document) for document in _documents()])


def _documents() -> list[dict[str, Any]]:
    """Every hostile run of the gallery."""
    documents: list[dict[str, Any]] = Simulator(1, gallery=True).run_documents()
    return [one for one in documents if one["test_id"] > 880_380]


def _measured(client: Client, stack: Stack, document: dict[str, Any]) -> dict[str, Any]:
    """With a passed run before it whose options are as large, so that there is something to compare with."""
    created = parse_datetime(document["created"])
    assert created
    earlier = {"id": document["id"] - 1, "created": (created - timedelta(minutes=1)).isoformat(), "result": "passed"}
    for one in ({**document, **earlier}, document):
        save_runs(stack, [read_run(one)], timezone.now())
    saved = TestRun.objects.get(stack=stack, run_id=document["id"])
    TestRun.objects.filter(pk=saved.pk).update(archived=True)  # the page asks nobody for what it does not have
    addresses = [f"/stacks/{stack.slug}/runs/{saved.run_id}/{part}" for part in PARTS]
    taken = [_seconds(client, addresses) for _ in range(ROUNDS)]
    what = " ".join((saved.note or "wrong types, nulls or nothing").split())[:40]
    return {"what": what, "seconds": median(taken), "mib": max(_mib(client, address) for address in addresses)}


def _seconds(client: Client, addresses: list[str]) -> float:
    """Of the slower of the two: they come one after the other."""
    return max(_one(client, address) for address in addresses)


def _one(client: Client, address: str) -> float:
    start = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return time.perf_counter() - start


def _mib(client: Client, address: str) -> float:
    """The most that was allocated at once beyond what was there before."""
    tracemalloc.start()
    client.get(address)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20
