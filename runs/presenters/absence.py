"""A run that Grafana does not show any more: since when, and why as far as that is known. All words for it are here."""

from dataclasses import dataclass
from datetime import datetime

from runs.models import Gone, TestRun
from runs.presenters.moments import Moment, ago
from runs.presenters.notices import Notice

_SHORT: dict[str, str] = {
    Gone.DELETED_HERE: "deleted here",
    Gone.DELETED_ELSEWHERE: "deleted elsewhere",
    Gone.EXPIRED: "expired",
}
_SENTENCES: dict[str, str] = {
    Gone.DELETED_HERE: "It was deleted from here{by}.",
    Gone.DELETED_ELSEWHERE: "It was deleted in Grafana, or by another tool.",
    Gone.EXPIRED: "Its retention was over.",
}
_UNSEEN = "It was deleted, or the token may not see it any more."


@dataclass(frozen=True, slots=True)
class Absence:
    """`text` is for a line of a list, `why` goes below it and may be empty; `notice` is for the run's own page."""

    text: str
    why: str
    icon: str
    tone: str
    since: Moment | None
    notice: Notice

    @property
    def words(self) -> str:
        """Both lines in one, as a sentence begins."""
        text = f"{self.text[:1].upper()}{self.text[1:]}"
        return f"{text}: {self.why}" if self.why else text


def absence(run: TestRun, now: datetime) -> Absence | None:
    """None for a run that Grafana showed when it was last asked."""
    if run.archived:
        return _archived(run, now)
    if run.not_visible_since:
        return _not_visible(run.not_visible_since, now)
    return None


def _archived(run: TestRun, now: datetime) -> Absence:
    since = ago(run.gone_at, now) if run.gone_at else None
    by = f" by {run.gone_by}" if run.gone_by else ""
    short = _SHORT.get(run.gone_reason, "")
    sentence = _SENTENCES.get(run.gone_reason, "").format(by=by)
    gone = f"This run is gone from Grafana{f' since {since.exact}' if since else ''}."
    return Absence(
        text=f"archived {since.relative}" if since else "archived",
        why=f"{short}{by}" if short else "",
        icon="archived",
        tone="neutral",
        since=since,
        notice=Notice("info", " ".join(filter(None, (gone, sentence))), advice="What is shown here was kept."),
    )


def _not_visible(at: datetime, now: datetime) -> Absence:
    since = ago(at, now)
    return Absence(
        text="not visible",
        why=f"noticed {since.relative}",
        icon="unseen",
        tone="warn",
        since=since,
        notice=Notice("warn", f"Grafana has not shown this run since {since.exact}.", advice=_UNSEEN),
    )
