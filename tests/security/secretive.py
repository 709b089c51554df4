"""An API whose every run and every refusal is full of secrets."""

import json
from typing import Any

from tests.builders import run_document
from tests.domain.archive_builders import make_archive
from tests.hostile.scene import ENDED, NOTED, RUNNING, Route
from tests.k6api.builders import json_answer
from tests.stand_in import answer

TOKEN, OWN_TOKEN = "glsa_canary+Stack/Token=0123456789~abcdef", "glc_canary+Own/Token=9876543210~fedcba"
TOKENS = [TOKEN, OWN_TOKEN]
ENV, CLOUD, EXT = "canary-env-value-1234", "canary-cloud-token-5678", "canary-ext-word-1357"
TLS_KEY, TLS_WORD = "canary-tls-key-9012", "canary-tls-word-3456"
IN_NOTE, IN_TAR = "canary-bearer-of-note-7890", "canary-tar-env-8642"
SECRETS = [ENV, CLOUD, EXT, TLS_KEY, TLS_WORD, IN_TAR]
STARTER, STOPPER, NODE = "canary-starter@example.com", "canary-stopper@example.com", "198.51.100.77"
ECHO = f"The token {TOKEN} (Authorization: Bearer {TOKEN}) and {OWN_TOKEN} may not do that."

OPTIONS: dict[str, Any] = {
    "scenarios": {"default": {"executor": "constant-vus", "vus": 1, "duration": "1m", "env": {"PASSWORD": ENV}}},
    "env": {"API": ENV},
    "cloud": {"token": CLOUD, "projectID": 3},
    "tlsAuth": [{"domains": ["shop.example.com"], "cert": "public", "key": TLS_KEY, "password": TLS_WORD}],
    "ext": {"loadimpact": {"token": EXT}},
}


def secretive(run_id: int, **fields: Any) -> dict[str, Any]:
    """A run with a secret in every place that k6 has for one, and in each text that people and the API write."""
    entry = {"type": "aborted", "entered": "2026-11-01T12:20:00Z", "extra": {"message": ECHO, "by_user": STOPPER}}
    full = {
        "note": f"try it with Authorization: Bearer {IN_NOTE}",
        "started_by": STARTER,
        "options": OPTIONS,
        "status_details": entry,
        "status_history": [{"type": "created", "entered": "2026-11-01T12:00:00Z"}, entry],
        "result_details": {"type": "error", "message": ECHO, "target": ECHO, "code": 1},
    }
    return run_document(run_id, **{**full, **fields})


RUNS = [secretive(ENDED), secretive(RUNNING, status="running", ended=None, result=None), secretive(NOTED)]
ZONES = {"distribution": {"amazon:ie:dublin": {"percentage": 100, "nodes": [{"size": "m5", "public_ip": NODE}]}}}
SCRIPT = make_archive(env={"API_TOKEN": IN_TAR}, options=OPTIONS)
REFUSAL = answer(403, json.dumps({"error": {"code": "forbidden", "message": ECHO, "target": ECHO}}).encode())
BROKEN = answer(500, json.dumps({"error": {"code": "unexpected", "message": ECHO}}).encode())


def willing(stack_id: int) -> list[Route]:
    """It does whatever it is asked for."""
    return [
        ("GET /cloud/v6/auth.*", json_answer({"stack_id": stack_id, "default_project_id": 3})),
        *((rf"GET /cloud/v6/test_runs/{run['id']}", json_answer(run)) for run in RUNS),
        (r"GET /cloud/v6/test_runs/\d+/distribution", json_answer(ZONES)),
        (r"GET /cloud/v6/test_runs/\d+/script", answer(200, SCRIPT, content_type="application/x-tar")),
        (r"GET /cloud/v6/(load_tests/7/)?test_runs\?.*", json_answer({"value": RUNS, "@count": len(RUNS)})),
        (r"(POST|PATCH|PUT) /cloud/v6/test_runs/.*", answer(204)),
    ]


UNWILLING: list[Route] = [
    (r"GET /cloud/v6/test_runs\?.*", BROKEN),
    (r"GET .*", REFUSAL),
    (r"(POST|PATCH|PUT|DELETE) .*", REFUSAL),
]
