"""How long to wait for the API, and how often to ask again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from runs.k6api.errors import K6Error, NoAnswer, RateLimited, ServerError

FIRST_DELAY: Final = 0.5
LONGEST_DELAY: Final = 2.0
_WORTH_ASKING_AGAIN: Final = frozenset({500, 502, 503, 504})


@dataclass(frozen=True)
class Patience:
    """Seconds: `total` for a call with all its attempts and pauses, `connect` until a connection stands,
    `idle` without a byte. `attempts` counts for GET only; anything else is tried exactly once."""

    attempts: int
    total: float
    connect: float
    idle: float


WORKER: Final = Patience(3, 15.0, 3.0, 5.0)
WEB: Final = Patience(1, 5.0, 3.0, 5.0)


def is_worth_asking_again(error: K6Error) -> bool:
    """True for what may pass by itself: no answer, 429, and 500, 502, 503, 504."""
    if isinstance(error, ServerError):
        return error.status in _WORTH_ASKING_AGAIN
    return isinstance(error, NoAnswer | RateLimited)


def delay(error: K6Error, failures: int, random: Callable[[], float]) -> float:
    """Seconds to wait after `failures` failed attempts: what the API asks for, else full jitter up to 2 s.

    `random` gives a number from 0 to 1.
    """
    asked = error.retry_after if isinstance(error, RateLimited | ServerError) else None
    if asked is not None:
        return asked
    return random() * min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (failures - 1))
