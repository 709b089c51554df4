"""What the API has of a run beside its document: asked for, and told as a state with a sentence."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.utils import timezone

from runs import store
from runs.domain.redaction import redact_text
from runs.k6api.client import Client
from runs.k6api.errors import BadAnswer, K6Error, NoAnswer, NotFound, RateLimited, Unauthorized
from runs.k6api.records import DistributionRecord
from runs.keeping import room
from runs.keeping.files import Incoming
from runs.models import Keep, RunDistribution, TestRun

# The API may show a run's end before it has put its parts in place.
FRESH = timedelta(minutes=30)
NOT_THERE_YET = "Grafana does not have it yet"
NO_ROOM = "it is larger than the room that the store of scripts has left"


@dataclass(frozen=True)
class Part:
    """What became of one part. DUE: it was not to be had now, `said` has the reason; it may be asked for again."""

    state: Keep
    said: str = ""


class OutOfTime(NoAnswer):
    """The script came too slowly for the time there was."""

    def __init__(self) -> None:
        super().__init__("open_script", "timeout", sent=True)


def is_of_stack(error: K6Error) -> bool:
    """Whether the error says nothing about this run: the API would answer the same for any."""
    return isinstance(error, Unauthorized | RateLimited) or (isinstance(error, NoAnswer) and not error.sent)


def words_of(error: K6Error) -> str:
    return redact_text(error.sentence())[:300]


def ask_distribution(run: TestRun, client: Client) -> RunDistribution:
    """The one way to a run's distribution; written once the run has ended, without zones where the API has none."""
    try:
        record = client.get_distribution(run.run_id)
    except NotFound:
        record = DistributionRecord(zones=())
    return store.save_distribution(run, record, timezone.now(), keep=not run.active)


def fetch_distribution(run: TestRun, client: Client) -> Part:
    """Raises `K6Error` where `is_of_stack`."""
    stored = RunDistribution.objects.filter(run=run).first()
    try:
        found = stored if stored and stored.zones else ask_distribution(run, client)
    except K6Error as error:
        return _failed(error)
    return Part(Keep.KEPT) if found.zones else _none(run)


def fetch_script(run: TestRun, client: Client, target: Incoming, until: float) -> Part:
    """Writes the script into `target`. Raises `OutOfTime`, and `K6Error` where `is_of_stack`."""
    team = run.stack.team_id
    if not room.is_open(team):
        return Part(Keep.FULL)
    most = room.left(team)
    try:
        with client.open_script(run.run_id) as stream:
            for piece in stream:
                target.write(piece)
                if target.size > most:
                    return Part(Keep.FAILED, NO_ROOM)
                if monotonic() > until:
                    raise OutOfTime
    except NotFound:
        return _none(run)
    except K6Error as error:
        return _failed(error)
    target.finish()
    return Part(Keep.KEPT)


def _none(run: TestRun) -> Part:
    if timezone.now() - (run.ended or run.created) < FRESH:
        return Part(Keep.DUE, NOT_THERE_YET)
    return Part(Keep.NONE)


def _failed(error: K6Error) -> Part:
    """A script that is too large stays so; anything else may pass."""
    if is_of_stack(error) or isinstance(error, OutOfTime):
        raise error
    is_final = isinstance(error, BadAnswer) and error.reason == "too_large"
    return Part(Keep.FAILED if is_final else Keep.DUE, words_of(error))
