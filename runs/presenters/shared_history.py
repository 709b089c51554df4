"""The page of a shared load test: its last runs, as charts and as a table."""

from dataclasses import dataclass
from datetime import datetime

from runs.domain.status import Face, result_face, status_face
from runs.models import TestRun
from runs.presenters.load_test_charts import HistoryCharts, history_headline, history_summary, load_test_charts
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import vuh, whole
from runs.presenters.rows import duration_text
from runs.presenters.shared_about import AboutShared, about_shared
from runs.sharing import Part, SharedHistory


@dataclass(frozen=True, slots=True)
class SharedRow:
    number: str
    status: Face
    result: Face
    created: Moment
    duration: str
    vus: str
    vus_unit: str
    vuh: str
    started_by: str
    note: str


@dataclass(frozen=True, slots=True)
class SharedHistoryPage:
    """`charts` is None for fewer than two runs. `rows` come newest first."""

    about: AboutShared
    title: str
    headline: str
    summary: str
    charts: HistoryCharts | None
    rows: tuple[SharedRow, ...]
    shows_names: bool
    shows_notes: bool


def shared_history_page(shared: SharedHistory, now: datetime) -> SharedHistoryPage:
    """How long a run had been going is told as of the snapshot."""
    about, taken = shared.about, shared.about.taken
    return SharedHistoryPage(
        about=about_shared(about, now),
        title=about.title,
        headline=history_headline(about.title, shared.runs),
        summary=history_summary(shared.runs),
        charts=load_test_charts(shared.runs, "", taken),
        rows=tuple(_row(run, taken, now) for run in reversed(shared.runs)),
        shows_names=Part.NAMES in about.shows,
        shows_notes=Part.NOTE in about.shows,
    )


def _row(run: TestRun, taken: datetime, now: datetime) -> SharedRow:
    return SharedRow(
        number=f"#{run.run_id}",
        status=status_face(run.status),
        result=result_face(run.result, run.status),
        created=ago(run.created, now),
        duration=duration_text(run, taken),
        vus=whole(run.max_vus),
        vus_unit="VU" if run.max_vus == 1 else "VUs",
        vuh=vuh(run.total_vuh, is_estimate=run.active),
        started_by=run.starter.email if run.starter else "",
        note=run.note,
    )
