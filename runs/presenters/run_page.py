"""The page of one run: every field of the API's document, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.domain.health import health_words
from runs.domain.reasons import Reason, explain, name_who_aborted
from runs.domain.status import Face, is_active, result_face, status_face
from runs.k6api.records import RunRecord
from runs.models import RunDocument, TestRun
from runs.presenters.absence import Absence, absence
from runs.presenters.facts import FactGroup
from runs.presenters.links import grafana_url, load_test_url, runs_of_stack_url
from runs.presenters.moments import Moment, ago
from runs.presenters.notices import Notice
from runs.presenters.numbers import NONE, percent
from runs.presenters.records import record_of
from runs.presenters.rows import Mark, marks
from runs.presenters.run_facts import fact_groups
from runs.presenters.run_glance import Figure, run_glance
from runs.presenters.run_head import headline, summary
from runs.presenters.run_profile import ProfileView, run_profile
from runs.presenters.run_progress import Progress, run_progress
from runs.presenters.run_story import Story, story
from runs.presenters.troubles import trouble_notice
from runs.presenters.zones import Names, names_of, zone_id_beside, zone_name

# Planned zones told until their own part has come, which has all of them.
MOST_ZONES = 21


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """`zone_id` is empty where the name says it all."""

    name: str
    zone_id: str
    percent: str


@dataclass(frozen=True, slots=True)
class Version:
    """k6 or an extension: what it ran with, and what its script asked for, empty where it did not."""

    name: str
    version: str
    asked: str


@dataclass(frozen=True, slots=True)
class GrafanaLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """`story`, `zones` and the like are empty where no document of the run can be read.

    `problems` has a sentence for each field that could not be read. `read_at` is when the record was fetched.
    """

    number: str
    title: str
    headline: str
    summary: str
    test_url: str
    stack_name: str
    stack_url: str
    project_title: str
    status: Face
    result: Face
    glance: tuple[Figure, ...]
    reason: Reason | None
    health: tuple[str, ...]
    progress: Progress | None
    marks: tuple[Mark, ...]
    notices: tuple[Notice, ...]
    groups: tuple[FactGroup, ...]
    note: str
    story: Story | None
    profile: ProfileView | None
    zones: tuple[ZoneRow, ...]
    k6_versions: tuple[Version, ...]
    grafana_links: tuple[GrafanaLink, ...]
    live_url: str
    distribution_url: str
    problems: tuple[str, ...]
    read_at: Moment
    is_active: bool


def run_page(run: TestRun, document: RunDocument | None, now: datetime, aborted_by: str = "") -> RunPage:
    """`run` comes with its stack, load test, project and starter; `aborted_by` is who aborted it here, if anybody."""
    stored = record_of(document)
    record = stored and name_who_aborted(stored, aborted_by)
    status, result = status_face(run.status), result_face(run.result, run.status)
    reason = reason_of(record)
    title, gone = run.load_test.title, absence(run, now)
    place = [run.stack.slug, run.run_id]
    return RunPage(
        number=f"#{run.run_id}",
        title=title,
        headline=headline(run),
        summary=summary(run, now),
        test_url=load_test_url(run.stack.slug, run.load_test.test_id),
        stack_name=run.stack.name,
        stack_url=runs_of_stack_url(run.stack.slug),
        project_title=run.project.title,
        status=status,
        result=result,
        glance=run_glance(run, record, now),
        reason=reason,
        health=health_of(record, reason),
        progress=run_progress(run, record, now),
        marks=marks(run, now),
        notices=_notices(run, gone, now),
        groups=fact_groups(run, record, now),
        note=record.note if record else run.note,
        story=story(record, now) if record else None,
        profile=run_profile(run, record, now),
        zones=_zones(record, names_of(run))[:MOST_ZONES],
        k6_versions=versions(record),
        grafana_links=_grafana_links(run),
        live_url=reverse("run_live", args=place),
        distribution_url=reverse("run_distribution", args=place),
        problems=_problems(record, document),
        read_at=ago(document.fetched_at if document else run.last_seen, now),
        is_active=run.active,
    )


def _notices(run: TestRun, gone: Absence | None, now: datetime) -> tuple[Notice, ...]:
    """Why it is gone, and what keeps our record of it from being current, unless nothing will change in it."""
    trouble = None if run.archived else trouble_notice(run.stack, now, as_of=run.last_seen)
    return (*([gone.notice] if gone else []), *([trouble] if trouble else []))


def reason_of(record: RunRecord | None) -> Reason | None:
    """None too for a run that goes on without a word about why."""
    if record is None:
        return None
    reason = explain(
        record.status,
        record.result,
        details=record.result_details,
        current=record.status_details,
        history=record.status_history,
        has_ended=record.ended is not None,
    )
    return reason if not is_active(record.status, record.ended) or reason.message else None


def health_of(record: RunRecord | None, reason: Reason | None) -> tuple[str, ...]:
    if record is None or reason is None:
        return ()
    return health_words(
        status=record.status,
        result=record.result,
        options=record.options,
        reason=reason,
        history=record.status_history,
    )


def _zones(record: RunRecord | None, names: Names) -> tuple[ZoneRow, ...]:
    shares = (record.distribution if record else None) or ()
    return tuple(
        ZoneRow(zone_name(share.load_zone, names), zone_id_beside(share.load_zone, names), percent(share.percent))
        for share in shares
    )


def versions(record: RunRecord | None) -> tuple[Version, ...]:
    """k6 first, then its extensions by name."""
    if record is None:
        return ()
    ran, asked = record.k6_versions, record.k6_dependencies
    names = sorted({*ran, *asked}, key=lambda name: (name != "k6", name))
    return tuple(Version(name, ran.get(name) or NONE, asked.get(name, "")) for name in names)


def _grafana_links(run: TestRun) -> tuple[GrafanaLink, ...]:
    """A run that is gone has no page there any more."""
    own = () if run.archived else (GrafanaLink("Run", grafana_url(run.stack, "runs", run.run_id)),)
    return (
        *own,
        GrafanaLink("Load test", grafana_url(run.stack, "tests", run.load_test.test_id)),
        GrafanaLink("Project", grafana_url(run.stack, "projects", run.project.project_id)),
    )


def _problems(record: RunRecord | None, document: RunDocument | None) -> tuple[str, ...]:
    if document is None:
        return ("Only the row of the list is stored so far, not the whole document.",)
    stored = tuple(str(problem) for problem in document.problems)
    if record is None:
        return (*stored, "The stored document could not be read.")
    return tuple(dict.fromkeys((*stored, *record.problems)))
