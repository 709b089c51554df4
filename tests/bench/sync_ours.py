"""The product's own first walk over a stack, slice after slice, as a worker does it."""

import json
import resource
import time

from django.core.management import call_command

from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN
from runs.sync import take_lease, work_slice
from tests.builders import make_stack


def main() -> str:
    call_command("migrate", verbosity=0)
    stack = make_stack(stack_id=DEFAULT_STACK_ID, token=DEFAULT_TOKEN, fresh_at=None, walk_finished=None, names_at=None)
    start = time.perf_counter()
    has_more = True
    while has_more:
        lease = take_lease(stack.pk)
        if lease is None:
            raise RuntimeError("somebody else syncs this database")
        has_more = work_slice(lease)
        lease.release()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return json.dumps({"rows": stack.runs.count(), "seconds": seconds, "peak": peak})
