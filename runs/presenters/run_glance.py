"""A run in six figures: when, for how long, how hard, from where, at what price, for how long it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from runs.domain.durations import spell_seconds
from runs.domain.phases import phases
from runs.domain.profile import run_plan
from runs.domain.status import Status
from runs.domain.zones import zone_face
from runs.k6api.records import RunRecord
from runs.models import TestRun
from runs.presenters.moments import ago
from runs.presenters.numbers import NONE, counted, percent, vuh, whole
from runs.presenters.retention import keep
from runs.presenters.zones import Names, names_of, zone_id_beside, zone_place

# So many zones are told with their shares; of more only their number.
MOST_ZONES = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is what the eye looks for; `hints` are what belongs to it, each a line."""

    label: str
    value: str
    hints: tuple[str, ...] = ()
    iso: str = ""


def outside_glance(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[Figure, ...]:
    """What people outside see: neither who started it nor for how long it is kept."""
    when, *rest = run_glance(run, record, now)[:-1]
    return (replace(when, hints=when.hints[:1]), *rest)


def run_glance(run: TestRun, record: RunRecord | None, now: datetime) -> tuple[Figure, ...]:
    """`run` comes with its starter and zone set; `record` is None where no document of it can be read."""
    return (
        _when(run, now),
        _length(run, record, now),
        _load(run, record),
        _zones(run, record),
        _cost(run, record),
        _kept(run, now),
    )


def _when(run: TestRun, now: datetime) -> Figure:
    created = ago(run.created, now)
    by = f"by {run.starter.email}" if run.starter else "by nobody's name: a stack token"
    return Figure("Started", created.relative, (created.exact, by), created.iso)


def _length(run: TestRun, record: RunRecord | None, now: datetime) -> Figure:
    split = phases(record.status_history if record else (), run.created, run.ended, now, is_over=not run.active)
    so_far = " so far" if run.active else ""
    all_in_all = f"{_seconds(split.wall)} in all{so_far}" if split.wall is not None else ""
    if split.load is None:
        return Figure("Under load", _no_load(run), _given(all_in_all))
    estimate = record.estimated_duration if record else None
    expected = f"of about {spell_seconds(estimate)}" if estimate and split.is_loading else ""
    length = f"{_seconds(split.load)}{so_far if split.is_loading else ''}"
    return Figure("Under load", length, _given(expected, all_in_all))


def _no_load(run: TestRun) -> str:
    """A run that came to its end was under load, whatever its history leaves out; one that was aborted may not."""
    if run.active:
        return "not yet"
    return "never" if run.status == Status.ABORTED else "not told"


def _load(run: TestRun, record: RunRecord | None) -> Figure:
    most, browser = (record.max_vus, record.max_browser_vus) if record else (run.max_vus, None)
    planned = run_plan(record.options, record.k6_version).peak if most is None and record and record.options else None
    if planned is not None:
        return Figure("At most", counted(planned, "VU"), ("by its options",))
    value = NONE if most is None else counted(most, "VU")
    of_them = "" if not browser else "all in a browser" if browser == most else f"{whole(browser)} of them in a browser"
    return Figure("At most", value, _given(of_them))


def _zones(run: TestRun, record: RunRecord | None) -> Figure:
    shares = [(share.load_zone, share.percent) for share in (record.distribution if record else None) or ()]
    if not shares:
        shares = [(zone, None) for zone in (run.zone_set.zones if run.zone_set else ())]
    if len(shares) == 1:
        zone, names = shares[0][0], names_of(run)
        hint = zone_face(zone).country or f"a private load zone {zone_id_beside(zone, names)}".rstrip()
        return Figure("From", zone_place(zone, names), _given(hint))
    value = counted(len(shares), "load zone") if shares else NONE
    return Figure("From", value, _places(shares, names_of(run)))


def _places(shares: Sequence[tuple[str, float | None]], names: Names) -> tuple[str, ...]:
    """The largest ones; a share that is not known is left out."""
    largest = sorted(shares, key=lambda share: -(share[1] or 0))[:MOST_ZONES]
    places = [(zone_place(zone, names), share) for zone, share in largest]
    words = [place if share is None else f"{place} {percent(share)}" for place, share in places]
    rest = len(shares) - len(largest)
    return _given(", ".join(words), f"and {rest:,} more" if rest > 0 else "")


def _cost(run: TestRun, record: RunRecord | None) -> Figure:
    cost = record.cost if record else None
    total = cost.total_vuh if cost else run.total_vuh
    if total is None:
        return Figure("Cost", NONE, ("not known yet" if run.active else "not told",))
    reduced = cost is not None and cost.reduction_rate and cost.base_total_vuh
    off = f"{percent(cost.reduction_rate)} off {vuh(cost.base_total_vuh)}" if cost and reduced else ""
    return Figure("Cost", f"{vuh(total, is_estimate=run.active)} VUH", _given("an estimate" if run.active else "", off))


def _kept(run: TestRun, now: datetime) -> Figure:
    found = keep(run, now)
    return Figure("Results", found.text, _given(found.exact, found.why)) if found else Figure("Results", NONE)


def _seconds(seconds: float | None) -> str:
    return NONE if seconds is None else spell_seconds(seconds)


def _given(*words: str) -> tuple[str, ...]:
    return tuple(word for word in words if word)
