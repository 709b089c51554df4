"""Where a run's load was to come from, and where it really came from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import sqrt

from django.urls import reverse

from runs.domain.status import Status
from runs.domain.zones import ALIASES, ZoneFace, project, zone_face
from runs.k6api.records import RunRecord
from runs.models import RunDistribution, TestRun
from runs.presenters.notices import Notice
from runs.presenters.numbers import NONE, counted, percent
from runs.presenters.records import record_of
from runs.presenters.zones import Names, names_of, zone_id_beside, zone_name

# The map in units of its own; templates/runs/_world.html is drawn for this size.
MAP_WIDTH, MAP_HEIGHT = 1000.0, 500.0
# So many zones are listed, and so many of those that differ are named.
MOST_ZONES, MOST_NAMED = 100, 5
# Shares are rounded somewhere on their way: a smaller difference, in percent, is none.
LEAST_DIFFERENCE = 0.6
# Nodes are there from the first of these on.
_WITH_NODES = frozenset({Status.INITIALIZING, Status.RUNNING, Status.PROCESSING_METRICS})


_HINTS = {"private": "Private load zone", "unknown": "{}, which is not on Grafana's list"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle on the map, its area by percent. `kind` is "planned" or "actual"."""

    x: str
    y: str
    r: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One load zone; a dash where one of the two sides does not have it. `hint` is its id, or what kind it is."""

    name: str
    hint: str
    planned: str
    actual: str
    nodes: str
    sizes: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunDistributionView:
    """`summary` says in words what the map shows, `differs` where the actual distribution is not the planned one.

    `more` says how many zones are not listed. `notice` says why there is no actual distribution.

    `addresses` are all public addresses of the nodes, each once, as a firewall's list wants them.
    """

    number: str
    title: str
    run_url: str
    url: str
    zones: tuple[ZoneLine, ...]
    more: str
    spots: tuple[Spot, ...]
    beside: tuple[str, ...]
    summary: str
    differs: str
    has_actual: bool
    has_planned: bool
    notice: Notice | None
    address_count: str
    addresses: str


@dataclass(slots=True)
class _Zone:
    """What both sides say of one place, whichever way they write its id."""

    zone_id: str
    names: Names
    planned: float | None = None
    actual: float | None = None
    sizes: Counter[str] = field(default_factory=Counter)
    addresses: list[str] = field(default_factory=list)

    @property
    def face(self) -> ZoneFace:
        return zone_face(self.zone_id)

    @property
    def name(self) -> str:
        return zone_name(self.zone_id, self.names)

    @property
    def hint(self) -> str:
        """Its id, or what kind it is."""
        hint = _HINTS.get(self.face.kind, "{}").format(self.zone_id)
        beside = zone_id_beside(self.zone_id, self.names)
        return f"{hint} {beside}" if beside and beside not in hint else hint


def run_distribution(run: TestRun, actual: RunDistribution | None, trouble: str = "") -> RunDistributionView:
    """`actual` is None where the API could not be asked, and without zones where it has none; `trouble` says what
    stood in the way. A run of a shared page has no stack, and so no address.
    """
    actual = actual if actual and actual.zones else None
    record = record_of(getattr(run, "document", None))
    zones = _merged(record, actual, names_of(run))
    addresses = [*dict.fromkeys(address for zone in zones for address in zone.addresses)]
    place = [run.stack.slug, run.run_id] if run.stack_id else None
    return RunDistributionView(
        number=f"#{run.run_id}",
        title=run.load_test.title,
        run_url=reverse("run", args=place) if place else "",
        url=reverse("run_distribution", args=place) if place else "",
        zones=tuple(_line(zone) for zone in zones[:MOST_ZONES]),
        more=f"{counted(len(zones) - MOST_ZONES, 'more load zone')}, not listed." if len(zones) > MOST_ZONES else "",
        spots=tuple(_spots(zones)),
        beside=tuple(zone.name for zone in zones[:MOST_ZONES] if zone.face.lat is None),
        summary=_summary(zones[:MOST_ZONES]),
        differs=_differs(zones) if actual else "",
        has_actual=actual is not None,
        has_planned=any(zone.planned is not None for zone in zones),
        notice=None if actual else _notice(run, record, trouble),
        address_count=counted(len(addresses), "address", "addresses") if addresses else "",
        addresses="\n".join(addresses),
    )


def _merged(record: RunRecord | None, actual: RunDistribution | None, names: Names) -> list[_Zone]:
    """The zones of both sides, the largest share first."""
    found: dict[str, _Zone] = {}

    def zone(zone_id: str) -> _Zone:
        return found.setdefault(ALIASES.get(zone_id, zone_id), _Zone(zone_id, names))

    for share in (record.distribution if record else None) or ():
        one = zone(share.load_zone)
        one.planned = (one.planned or 0) + float(share.percent or 0)
    for zone_id, share_of_all, nodes in actual.zones if actual else ():
        one = zone(zone_id)
        one.actual = (one.actual or 0) + float(share_of_all or 0)
        for size, address in nodes:
            one.sizes[size or "unknown size"] += 1
            one.addresses += [address] if address else []
    return sorted(found.values(), key=_share, reverse=True)


def _share(zone: _Zone) -> float:
    return (zone.planned if zone.actual is None else zone.actual) or 0.0


def _line(zone: _Zone) -> ZoneLine:
    nodes = sum(zone.sizes.values())
    return ZoneLine(
        name=zone.name,
        hint=zone.hint,
        planned=percent(zone.planned),
        actual=percent(zone.actual),
        nodes=f"{nodes:,}" if zone.actual is not None else NONE,
        sizes=", ".join(f"{number:,}\u00a0\u00d7\u00a0{size}" for size, number in zone.sizes.most_common()),
        addresses=tuple(zone.addresses),
    )


def _spots(zones: Iterable[_Zone]) -> Iterator[Spot]:
    """The planned ring and the actual disc of each zone whose place is known."""
    for zone in zones:
        face = zone.face
        if face.lat is None or face.lon is None:
            continue
        x, y = project(face.lat, face.lon, MAP_WIDTH, MAP_HEIGHT)
        for kind, share in (("planned", zone.planned), ("actual", zone.actual)):
            if share is not None:
                label = f"{zone.name}: {percent(share)} {kind}"
                yield Spot(f"{x:.1f}", f"{y:.1f}", f"{_radius(share):.1f}", kind, label)


def _radius(share: float) -> float:
    return 4 + sqrt(min(max(share, 0.0), 100.0)) * 1.6


def _summary(zones: Iterable[_Zone]) -> str:
    parts = []
    for zone in zones:
        sides = [("planned", zone.planned), ("actual", zone.actual)]
        shares = ", ".join(f"{percent(share)} {kind}" for kind, share in sides if share is not None)
        parts.append(f"{zone.name}: {shares}")
    return "; ".join(parts)


def _differs(zones: Iterable[_Zone]) -> str:
    """Empty where the plan was kept, or nothing was planned."""
    zones = list(zones)
    if all(zone.planned is None for zone in zones):
        return ""
    found = [zone for zone in zones if abs((zone.planned or 0) - (zone.actual or 0)) >= LEAST_DIFFERENCE]
    if not found:
        return ""
    named = [
        f"{zone.name} {percent(zone.planned or 0)} planned, {percent(zone.actual or 0)} actual"
        for zone in found[:MOST_NAMED]
    ]
    rest = [f"{len(found) - MOST_NAMED:,} more"] if len(found) > MOST_NAMED else []
    return f"Not as planned: {'; '.join(named + rest)}."


def _notice(run: TestRun, record: RunRecord | None, trouble: str) -> Notice:
    """Why there is no actual distribution: the reason that is known, in that order."""
    if trouble:
        return Notice("warn", f"The actual distribution could not be read. {trouble}")
    if run.archived:
        return Notice("info", "The run was gone from Grafana before its actual distribution was kept here.")
    if run.active:
        return Notice("info", "Grafana has no nodes for this run yet: they are told once it has been validated.")
    return Notice("info", _why_none(record) if record else "Grafana has no actual distribution for this run.")


def _why_none(record: RunRecord) -> str:
    """Of a run that ended; what the API does not say is told by how far the run came."""
    reached = {entry.type for entry in record.status_history}
    if record.distribution is None and Status.RUNNING in reached:
        return "It was under load without any load zone: k6 ran on somebody's own machine and only sent its results."
    if record.distribution is None:
        return "It was never validated, so no load zone was ever chosen for it."
    if record.status == Status.ABORTED and reached and not reached & _WITH_NODES:
        return "It ended before any node was started."
    return "Grafana has no actual distribution for this run."
