"""What a script is on its way: counted as it is unpacked, never too large, never half."""

import gzip

import pytest
from django.test import override_settings

from runs.keeping import keep_slice
from runs.models import Keep, RunKeeping, TestRun
from tests.builders import make_run
from tests.keeping.scripts import stored_files
from tests.stand_in import StandIn, answer, then_close

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"export default function () {}\n" * 1000
NODES = answer(200, b'{"distribution": {"amazon:ie:dublin": {"percentage": 100, "nodes": []}}}')


def kept_from(*replies: bytes) -> tuple[RunKeeping, TestRun]:
    run = make_run()
    with StandIn(NODES, *replies) as api, override_settings(K6_API_URL=api.url):
        keep_slice(run.stack)
    return RunKeeping.objects.select_related("script").get(run=run), TestRun.objects.get(pk=run.pk)


def test_a_packed_script_is_kept_unpacked_and_counted_so() -> None:
    packed = answer(200, gzip.compress(SCRIPT), {"Content-Encoding": "gzip"}, content_type="text/javascript")
    kept, _ = kept_from(packed)

    assert kept.script is not None
    assert kept.script.size == len(SCRIPT)
    assert kept.script.kind == "javascript"


def test_a_script_that_claims_more_than_100_mb_is_not_even_begun() -> None:
    large = answer(200, SCRIPT, content_type="text/javascript", length=100_000_001)
    kept, run = kept_from(large)

    assert (kept.script_state, kept.said) == (Keep.FAILED, "the answer is too large (HTTP 200)")
    assert run.keep_at is None
    assert stored_files() == []


def test_a_script_that_grows_past_100_mb_while_it_is_unpacked_is_not_kept() -> None:
    bomb = answer(200, gzip.compress(bytes(101_000_000), 1), {"Content-Encoding": "gzip"}, content_type="text/plain")
    kept, _ = kept_from(bomb)

    assert kept.script_state == Keep.FAILED
    assert "too large" in kept.said
    assert stored_files() == []


def test_a_script_without_a_proven_end_is_not_kept() -> None:
    run = make_run()
    with (
        StandIn(NODES, then_close(answer(200, SCRIPT, content_type="text/javascript", length=None))) as api,
        override_settings(K6_API_URL=api.url),
    ):
        keep_slice(run.stack)

    assert RunKeeping.objects.get(run=run).script_state == Keep.DUE
    assert stored_files() == []
