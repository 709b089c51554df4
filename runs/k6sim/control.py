"""Steering over HTTP: `/_sim/log`, `/_sim/runs`, `/_sim/faults`, `/_sim/switches`. JSON, without a token.

It is for programs of this machine. A web page in a browser here could send requests too: it is refused by its Origin,
by the host name it asks for (DNS rebinding), and because only `application/json` is read, which a page cannot send
unasked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import urlsplit

from .answers import JSON_TYPE, Answer, Request, as_json, error, no_content
from .faults import Fault
from .simulator import Simulator

Json = dict[str, object]

PREFIX = "/_sim/"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_CREATED = 10_000


def steer(sim: Simulator, request: Request) -> Answer:
    """The answer to a request under `/_sim/`; anything wrong with its content is a 400 that says what."""
    if refusal := _refuse(request):
        return refusal
    try:
        run = re.fullmatch(r"/_sim/runs/([0-9]{1,19})", request.path)
        if run is not None:
            return _one_run(sim, request, int(run[1]))
        operation = _OPERATIONS.get((request.method, request.path))
        return operation(sim, request) if operation else error(404, "not_found", "There is no such switchboard.")
    except KeyError:
        return error(404, "not_found", "There is no such run or stack.")
    except (TypeError, ValueError) as wrong:
        return error(400, "validation_error", str(wrong))


def _refuse(request: Request) -> Answer | None:
    """The refusal of what a web page could send, None for anything else."""
    host, origin = f"http://{request.headers.get('host', '')}", request.headers.get("origin")
    if not _is_loopback(host):
        return error(421, "misdirected_request", "Ask for localhost, 127.0.0.1 or [::1].")
    if origin is not None and origin != host:
        return error(403, "forbidden", "No page of another origin may steer.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in {"POST", "PATCH", "PUT"} and kind != JSON_TYPE:
        return error(415, "unsupported_media_type", f"Send {JSON_TYPE}.")
    return None


def _is_loopback(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in LOOPBACK_NAMES
    except ValueError:
        return False


def _log(sim: Simulator, _request: Request) -> Answer:
    return as_json(sim.log.entries())


def _clear_log(sim: Simulator, _request: Request) -> Answer:
    sim.log.clear()
    return no_content()


def _runs(sim: Simulator, request: Request) -> Answer:
    """`ids=1` for ids alone, `fields=id,status` for some fields, `stack_id` for another stack."""
    stack = request.query.get("stack_id")
    stack_id = None if stack is None else int(stack)
    if request.query.get("ids") == "1":
        return as_json(sim.run_ids(stack_id))
    documents = sim.run_documents(stack_id)
    wanted = request.query.get("fields")
    if wanted is not None:
        names = wanted.split(",")
        documents = [{name: one[name] for name in names if name in one} for one in documents]
    return as_json(documents)


def _create(sim: Simulator, request: Request) -> Answer:
    body = _body(request)
    count, overrides, stack_id = body.get("count", 1), body.get("overrides", {}), body.get("stack_id")
    if not isinstance(count, int) or not 1 <= count <= MOST_CREATED:
        raise ValueError(f"count is a whole number from 1 to {MOST_CREATED}.")
    if not isinstance(overrides, dict):
        raise TypeError("overrides is an object of fields.")
    if stack_id is not None and not isinstance(stack_id, int):
        raise TypeError("stack_id is a whole number.")
    return as_json({"ids": sim.create_runs(count, overrides, stack_id)}, 201)


def _one_run(sim: Simulator, request: Request, run_id: int) -> Answer:
    if request.method == "GET":
        return as_json(sim.document(run_id))
    if request.method == "DELETE":
        sim.delete_run(run_id)
        return no_content()
    if request.method != "PATCH":
        return error(405, "method_not_allowed", "GET, PATCH or DELETE.")
    fields = _body(request)
    omitted = fields.pop("_omit", [])
    if not isinstance(omitted, list):
        raise TypeError("_omit is a list of field names.")
    sim.edit_run(run_id, fields, [str(name) for name in omitted])
    return as_json(sim.document(run_id))


def _faults(sim: Simulator, _request: Request) -> Answer:
    with sim.lock:
        return as_json([asdict(fault) for fault in sim.faults.waiting()])


def _add_fault(sim: Simulator, request: Request) -> Answer:
    fault = Fault(**_body(request))  # type: ignore[arg-type]  # Fault checks its own settings
    sim.add_fault(fault)
    return as_json(asdict(fault), 201)


def _clear_faults(sim: Simulator, _request: Request) -> Answer:
    with sim.lock:
        sim.faults.clear()
    return no_content()


def _switches(sim: Simulator, _request: Request) -> Answer:
    return as_json(sim.switches.state())


def _set_switches(sim: Simulator, request: Request) -> Answer:
    with sim.lock:
        sim.switches.set(_body(request))
        sim.now()
        return as_json(sim.switches.state())


def _reset_switches(sim: Simulator, _request: Request) -> Answer:
    with sim.lock:
        sim.switches.reset()
        sim.now()
    return no_content()


def _body(request: Request) -> Json:
    body = json.loads(request.body or b"{}")
    if not isinstance(body, dict):
        raise TypeError("The body is a JSON object.")
    return body


_OPERATIONS: dict[tuple[str, str], Callable[[Simulator, Request], Answer]] = {
    ("GET", "/_sim/log"): _log,
    ("DELETE", "/_sim/log"): _clear_log,
    ("GET", "/_sim/runs"): _runs,
    ("POST", "/_sim/runs"): _create,
    ("GET", "/_sim/faults"): _faults,
    ("POST", "/_sim/faults"): _add_fault,
    ("DELETE", "/_sim/faults"): _clear_faults,
    ("GET", "/_sim/switches"): _switches,
    ("POST", "/_sim/switches"): _set_switches,
    ("DELETE", "/_sim/switches"): _reset_switches,
}
