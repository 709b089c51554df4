"""Whether a run's script is kept here, and if not, why: one line, and the address to read it at."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.keeping import script_of
from runs.models import Keep, RunKeeping, TestRun
from runs.presenters.moments import age, until
from runs.presenters.sizes import size_words


@dataclass(frozen=True, slots=True)
class KeptView:
    """`url` is empty where there is nothing to read. `icon` and `tone` go with the sentence."""

    sentence: str
    tone: str
    icon: str
    url: str


def run_kept(run: TestRun, now: datetime) -> KeptView:
    """`run` comes with its stack and its keeping."""
    url = reverse("run_script", args=[run.stack.slug, run.run_id])
    keeping: RunKeeping | None = getattr(run, "keeping", None)
    script = script_of(run)
    if script:
        return KeptView(
            f"Kept here for {age(script.kept_at, now)}, {size_words(script.size)}.", "good", "archived", url
        )
    if run.archived:
        return KeptView(f"Gone with the run: {_why_gone(keeping)}", "neutral", "dash", "")
    if run.active:
        return KeptView("It is kept here once the run has ended.", "neutral", "clock", url)
    if keeping is None:
        return KeptView("Not kept here yet; that happens in the background.", "neutral", "clock", url)
    return _not_kept(run, keeping, now, url)


def _why_gone(keeping: RunKeeping | None) -> str:
    if keeping and keeping.script_state == Keep.NONE:
        return "Grafana had no script for it."
    if keeping and keeping.script_state == Keep.OFF:
        return "scripts of this stack were not kept."
    if keeping and keeping.said:
        return f"it could not be kept: {_sentence(keeping.said)}"
    return "it was not kept here before that."


def _not_kept(run: TestRun, keeping: RunKeeping, now: datetime, url: str) -> KeptView:
    state = Keep(keeping.script_state)
    if state == Keep.NONE:
        return KeptView("Grafana has no script for this run.", "neutral", "dash", "")
    if state == Keep.OFF:
        return KeptView("Not kept here: a lead has switched that off for this stack.", "neutral", "dash", url)
    if state == Keep.FULL:
        return KeptView("Not kept here yet: the store of scripts is full.", "warn", "warning", url)
    again = f" It is tried again {until(run.keep_at, now).relative}." if run.keep_at and run.keep_at > now else ""
    if state == Keep.FAILED:
        return KeptView(f"The script could not be kept: {_sentence(keeping.said)}{again}", "warn", "warning", url)
    said = f": {_sentence(keeping.said)}" if keeping.said else "."
    return KeptView(f"Not kept here yet{said}{again}", "neutral", "clock", url)


def _sentence(said: str) -> str:
    return said if said.endswith((".", "!", "?")) else f"{said}."
