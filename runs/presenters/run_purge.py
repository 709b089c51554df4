"""Removing our own record of a run for good: the offer on its page, the question, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.keeping import Counted, script_of
from runs.keeping.purge import shared_with
from runs.models import TestRun
from runs.presenters.links import run_url
from runs.presenters.numbers import counted
from runs.presenters.run_confirm import Confirmation
from runs.presenters.sizes import size_words

_FINAL = (
    "Our record goes for good: the run in all lists, its document, history, note and distribution. "
    "Grafana does not have it any more, so nobody can bring it back."
)


@dataclass(frozen=True, slots=True)
class PurgeOffer:
    """For leads. `url` is empty while the run is still in Grafana; `sentence` says what that means."""

    sentence: str
    url: str


def purge_offer(run: TestRun, *, may_purge: bool) -> PurgeOffer | None:
    if not may_purge:
        return None
    if run.archived:
        return PurgeOffer("As a lead you can remove this record for good.", purge_url(run))
    return PurgeOffer("It can be removed once the run is gone from Grafana: before, a sync would bring it back.", "")


def purge_url(run: TestRun) -> str:
    return reverse("run_purge", args=[run.stack.slug, run.run_id])


def purge_question(run: TestRun, now: datetime) -> Confirmation:
    """`run` comes with its stack, load test and keeping."""
    return Confirmation(
        title="Remove this record for good?",
        sentence=f"\u201c{run.load_test.title}\u201d, run #{run.run_id}, archived.",
        final=_FINAL,
        stays="The audit keeps who removed it, and when.",
        lost=tuple(_counted(run, now)),
        agreed=(),
        why="",
        label="Remove for good",
        url=purge_url(run),
        back_url=run_url(run.stack.slug, run.run_id),
        script_url="",
    )


def _counted(run: TestRun, now: datetime) -> list[str]:
    said = [_of_script(run)]
    links = run.share_links.open_at(now).count()
    if links:
        said.append(f"{counted(links, 'shared page')} of it {'ends' if links == 1 else 'end'} at once.")
    return said


def _of_script(run: TestRun) -> str:
    script, others = script_of(run), shared_with(run)
    if script is None:
        return "No script of it is kept here."
    if others:
        uses = "is used by 1 other run" if others == 1 else f"is used by {others:,} other runs"
        return f"Its script {uses} of this team and stays."
    return f"Its script goes too: no other run of this team has it. That frees {size_words(script.size)}."


def purged_words(run: TestRun, gone: Counted) -> str:
    freed = f", and with it {size_words(gone.size)} of script" if gone.size else ""
    return f"The record of run #{run.run_id} was removed for good{freed}."
