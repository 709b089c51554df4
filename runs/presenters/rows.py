"""One run as a line of a list."""

from dataclasses import dataclass
from datetime import datetime

from runs.actions.ask import state_of
from runs.domain.durations import spell_seconds
from runs.domain.permits import why_not
from runs.domain.status import Face, result_face, status_face
from runs.models import Kind, TestRun
from runs.presenters.absence import absence
from runs.presenters.links import act_url, load_test_url, run_url
from runs.presenters.moments import Moment, ago, span
from runs.presenters.numbers import NONE, vuh, whole
from runs.presenters.retention import Keep, keep
from runs.presenters.zones import NOWHERE, ZoneLine, names_of, zone_line

NOTE_SHOWN = 140
# So many characters stand side by side in the column of VUH: up to 999,999.99.
LONGEST_VUH = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape behind a run's number, with the words for it."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class StarButton:
    """Puts a star on a run or takes it away. `is_on`: it has one now."""

    url: str
    label: str
    icon: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """`place` is the project and the stack; `full_name` has the load test before it. `anchor` is the row's id.

    `faded`: our record is older than what Grafana shows, because Grafana shows it no more. `names_test`: the
    list has runs of several load tests, so that each row says of which.
    """

    anchor: str
    number: str
    url: str
    status: Face
    result: Face
    test_title: str
    test_url: str
    place: str
    full_name: str
    started_by: str
    created: Moment
    duration: str
    vus: str
    vuh: str
    zones: ZoneLine
    note: str
    keep: Keep | None
    marks: tuple[Mark, ...]
    star: StarButton | None
    faded: bool
    names_test: bool


STARRED = Mark("star", "Starred")


def run_row(run: TestRun, now: datetime, *, may_star: bool = False, names_test: bool = True) -> RunRow:
    """`run` has its stack, load test, project, starter and zone set, so nothing is asked of the database."""
    slug = run.stack.slug
    star = _star_button(run) if may_star else None
    # The button tells of the star, the retention column of an archived run.
    told_elsewhere = {STARRED.icon, "archived"} if star else {"archived"}
    place = f"{run.project.title} \u00b7 {run.stack.name}"
    return RunRow(
        anchor=f"row-{slug}-{run.run_id}",
        number=f"#{run.run_id}",
        url=run_url(slug, run.run_id),
        status=status_face(run.status),
        result=result_face(run.result, run.status),
        test_title=run.load_test.title,
        test_url=load_test_url(slug, run.load_test.test_id),
        place=place,
        full_name=f"{run.load_test.title} \u00b7 {place}",
        started_by=run.starter.email if run.starter else "",
        created=ago(run.created, now),
        duration=duration_text(run, now),
        vus=whole(run.max_vus),
        vuh=_in_its_column(vuh(run.total_vuh, is_estimate=run.active)),
        zones=zone_line(tuple(run.zone_set.zones), names_of(run)) if run.zone_set else NOWHERE,
        note=_excerpt(run.note),
        keep=keep(run, now),
        marks=tuple(mark for mark in marks(run, now) if mark.icon not in told_elsewhere),
        star=star,
        faded=run.archived or run.not_visible_since is not None,
        names_test=names_test,
    )


def _in_its_column(number: str) -> str:
    """A number too long for its column may go on in the next line, after a comma and nowhere else."""
    return number if len(number) <= LONGEST_VUH else number.replace(",", ",\u200b")


def _star_button(run: TestRun) -> StarButton | None:
    """None where the run's state allows neither."""
    kind = Kind.UNSTAR if run.is_starred else Kind.STAR
    if why_not(kind, state_of(run)):
        return None
    label = f"Take the star from run #{run.run_id}" if run.is_starred else f"Star run #{run.run_id}"
    url = act_url(run.stack.slug, run.run_id, kind)
    return StarButton(url, label, "star" if run.is_starred else "unstarred", run.is_starred)


def duration_text(run: TestRun, now: datetime) -> str:
    """From creation to the end; for a run that goes on, how long it has been."""
    if run.active:
        return f"{span(max(0.0, (now - run.created).total_seconds()))} so far"
    return NONE if run.duration is None else spell_seconds(run.duration)


def marks(run: TestRun, now: datetime) -> tuple[Mark, ...]:
    found = [STARRED] if run.is_starred else []
    gone = absence(run, now)
    if gone:
        found.append(Mark(gone.icon, gone.words))
    return tuple(found)


def _excerpt(note: str) -> str:
    line = " ".join(note.split())
    return line if len(line) <= NOTE_SHOWN else f"{line[: NOTE_SHOWN - 1].rstrip()}\u2026"
