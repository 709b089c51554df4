"""A stand-in for the Grafana Cloud k6 REST API (v6) over real HTTP on loopback, for the demo and the tests.

    with serve(Simulator(runs=300, seed=1)) as server:
        ...  # the API is at server.url, the steering at server.url + "/_sim/"

Standard library only. All steering is over HTTP under `/_sim/` or through `Simulator`; nothing inside is for
others: the project imports this package in its own command and in tests, nowhere else.
"""

from .faults import Fault
from .identity import (
    DEFAULT_GRAFANA_URL,
    DEFAULT_OWNER,
    DEFAULT_STACK_ID,
    DEFAULT_TOKEN,
    HOMELESS_TOKEN,
    PERSONAL_OWNER,
    PERSONAL_TOKEN,
    SECOND_GRAFANA_URL,
    SECOND_STACK_ID,
    SECOND_TOKEN,
)
from .server import Server, serve
from .simulator import Simulator
from .switches import UNSET, Switches

__all__ = [
    "DEFAULT_GRAFANA_URL",
    "DEFAULT_OWNER",
    "DEFAULT_STACK_ID",
    "DEFAULT_TOKEN",
    "HOMELESS_TOKEN",
    "PERSONAL_OWNER",
    "PERSONAL_TOKEN",
    "SECOND_GRAFANA_URL",
    "SECOND_STACK_ID",
    "SECOND_TOKEN",
    "UNSET",
    "Fault",
    "Server",
    "Simulator",
    "Switches",
    "serve",
]
