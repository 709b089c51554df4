"""What only Grafana has of a run, kept before the run is deleted there; and what will be lost where that fails."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic

from runs.connection import NotConnected, Unreadable
from runs.k6api.client import Client
from runs.k6api.errors import K6Error
from runs.keeping.fetch import words_of
from runs.keeping.keep import SETTLED, keep_parts
from runs.models import Keep, RunDistribution, RunKeeping, TestRun

SECONDS = 10.0  # for a script, while a person waits
SCRIPT, DISTRIBUTION = "script", "distribution"


@dataclass(frozen=True)
class Loss:
    """A part that goes with the run: "script" or "distribution", and a sentence that names it."""

    part: str
    sentence: str


def losses_foreseen(run: TestRun) -> tuple[Loss, ...]:
    """What is known to be lost before anybody tries: scripts that are not wanted. `run` comes with its keeping."""
    keeping: RunKeeping | None = getattr(run, "keeping", None)
    is_settled = keeping is not None and keeping.script_state in SETTLED
    return () if is_settled or run.stack.keeps_scripts else (Loss(SCRIPT, _of_script(Keep.OFF, "")),)


def keep_before_deletion(run: TestRun, connect: Callable[[], AbstractContextManager[Client]]) -> tuple[Loss, ...]:
    """Keeps what is not kept yet, and tells what could not be. Never raises for what the API or the disk does."""
    keeping, said = RunKeeping.objects.filter(run=run).first(), ""
    if keeping and {keeping.script_state, keeping.distribution_state} <= SETTLED:
        return ()
    try:
        with connect() as client:
            keeping = keep_parts(run, client, monotonic() + SECONDS)
    except K6Error as error:
        said = words_of(error)
    except (NotConnected, Unreadable):
        said = "the stack's token can't be used"
    except OSError:
        said = "the store of scripts can't be written"
    return tuple(_losses(run, keeping or RunKeeping(run=run), said))


def _losses(run: TestRun, keeping: RunKeeping, trouble: str) -> Iterator[Loss]:
    said = trouble or keeping.said
    if keeping.script_state not in SETTLED:
        yield Loss(SCRIPT, _of_script(Keep(keeping.script_state), said))
    has_nodes = RunDistribution.objects.filter(run=run).exists()
    if keeping.distribution_state not in SETTLED and not has_nodes:
        yield Loss(DISTRIBUTION, f"Its nodes and their addresses could not be kept and will be lost{_because(said)}")


def _of_script(state: Keep, said: str) -> str:
    if state == Keep.OFF:
        return "Its script will be lost: a lead has switched off that scripts of this stack are kept."
    if state == Keep.FULL:
        return "Its script could not be kept and will be lost: the store of scripts is full."
    return f"Its script could not be kept and will be lost{_because(said)}"


def _because(said: str) -> str:
    return f": {said.rstrip('.')}." if said else "."
