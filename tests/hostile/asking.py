"""An API that gives one of the sixty answers to one operation, and a second listener that nobody may speak to."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.test import override_settings

from runs.presenters.troubles import for_person
from tests.hostile.answers import Hostile
from tests.hostile.scene import NOTHING, Scene, scene
from tests.k6api.certificates import make_certificate, server_side
from tests.stand_in import StandIn, closed_port

TOKEN = "glc_canary_of_the_hostile_answers"


@contextmanager
def hostile_scene(
    hostile: Hostile, operation: str, pattern: str, folder: Path, patch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """`pattern` of method and path gets the hostile answer, all else an ordinary one."""
    with ExitStack() as stack:
        elsewhere = stack.enter_context(StandIn(NOTHING))
        route = (pattern, hostile.reply(operation, elsewhere.url.replace("127.0.0.1", "localhost")))
        tls = _bad_certificate(operation, folder, patch) if hostile.is_tls else None
        place = stack.enter_context(scene(route, tls=tls, is_hurried=hostile.is_hurried, token=TOKEN))
        if hostile.is_closed:
            stack.enter_context(override_settings(K6_API_URL=f"http://127.0.0.1:{closed_port()}"))
        yield place
        assert elsewhere.connections == 0


def _bad_certificate(operation: str, folder: Path, patch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Made out to somebody else, or expired; its maker is trusted."""
    days, name = (-1, "localhost") if operation in {"list", "abort"} else (30, "elsewhere.example")
    certificate = make_certificate(folder, name, days)
    patch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
    return server_side(certificate)


def sentence(word: str, operation: str = "") -> str:
    """What happened, as somebody reads it who waits for that operation."""
    return for_person(word, operation).sentence


# What came instead of a write's answer, in the words of an outcome that nobody knows.
INSTEAD = {
    "timeout": "Grafana took too long to answer",
    "server_error": "Grafana reported an error of its own",
    "unavailable": "Grafana was not available",
    "redirect": "Grafana pointed to another address",
}
