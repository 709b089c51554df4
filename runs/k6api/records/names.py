"""Load tests, projects, load zones, a run's load generators, and what a token is good for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from runs.k6api.records.document import Cleaner
from runs.k6api.records.fields import Fields
from runs.k6api.records.pages import UnreadableRow
from runs.k6api.records.parts import WORD, ZONE

NAME: Final = 1_000
MOST_ZONES: Final = 1_000
MOST_NODES: Final = 10_000


@dataclass(frozen=True, slots=True)
class LoadTestRecord:
    """A load test, which runs belong to."""

    test_id: int
    project_id: int
    name: str
    created: datetime | None
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project; whoever may read its Grafana folder sees its load tests."""

    project_id: int
    name: str
    is_default: bool | None
    grafana_folder_uid: str | None


@dataclass(frozen=True, slots=True)
class LoadZoneRecord:
    """A load zone; `zone_id` is what runs and options call it (`k6_load_zone_id`)."""

    zone_id: str
    name: str
    available: bool | None
    public: bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """One load generator: its size and public address, both the service's own words."""

    size: str | None
    public_ip: str | None


@dataclass(frozen=True, slots=True)
class ZoneNodes:
    """The load generators of one load zone and the zone's share in percent."""

    load_zone: str
    percentage: int | float | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class DistributionRecord:
    """Where a run's load came from."""

    zones: tuple[ZoneNodes, ...]


@dataclass(frozen=True, slots=True)
class AuthRecord:
    """What the auth check says of a token and a stack's URL."""

    stack_id: int
    default_project_id: int | None


def read_load_test(row: object) -> LoadTestRecord:
    fields = _fields(row)
    test_id, name = _id(fields), _name(fields)
    project_id = fields.whole("project_id", least=1)
    if project_id is None:
        raise UnreadableRow("project_id cannot be read", test_id)
    return LoadTestRecord(test_id, project_id, name, fields.moment("created"), fields.moment("updated"))


def read_project(row: object) -> ProjectRecord:
    fields = _fields(row)
    folder = fields.text("grafana_folder_uid", ZONE) or None
    return ProjectRecord(_id(fields), _name(fields), fields.flag("is_default"), folder)


def read_load_zone(row: object) -> LoadZoneRecord:
    fields = _fields(row)
    zone_id = fields.text("k6_load_zone_id", ZONE)
    if not zone_id:
        raise UnreadableRow("k6_load_zone_id cannot be read", fields.whole("id", least=1))
    return LoadZoneRecord(zone_id, _name(fields), fields.flag("available"), fields.flag("public"))


def read_auth(row: object) -> AuthRecord:
    fields = _fields(row)
    stack_id = fields.whole("stack_id", least=1)
    if stack_id is None:
        raise UnreadableRow("stack_id cannot be read")
    return AuthRecord(stack_id, fields.whole("default_project_id", least=1))


def read_distribution(document: object) -> DistributionRecord:
    """`{"distribution": {zone: {percentage, nodes}}}`; UnreadableRow without it, or where no zone can be read."""
    fields = _fields(document)
    shares = fields.inner("distribution")
    if shares is None:
        raise UnreadableRow("distribution cannot be read")
    zones = [(name, shares.inner(name)) for name in shares.names()[:MOST_ZONES]]
    read = tuple(_zone_nodes(name, zone) for name, zone in zones if zone is not None and _is_zone(zone))
    if zones and not read:
        raise UnreadableRow("no load zone can be read")
    return DistributionRecord(read)


def _is_zone(zone: Fields) -> bool:
    return zone.has("percentage") or zone.has("nodes")


def _zone_nodes(name: str, zone: Fields) -> ZoneNodes:
    nodes = tuple(
        Node(node.text("size", WORD), node.text("public_ip", WORD)) for node in zone.items("nodes", MOST_NODES) or ()
    )
    return ZoneNodes(name[:ZONE], zone.percent("percentage"), nodes)


def _fields(row: object) -> Fields:
    if not isinstance(row, dict):
        raise UnreadableRow("the row is not an object")
    return Fields(Cleaner().clean_object(row))


def _id(fields: Fields) -> int:
    found = fields.whole("id", least=1)
    if found is None:
        raise UnreadableRow("id cannot be read")
    return found


def _name(fields: Fields) -> str:
    name = fields.trimmed("name", NAME)
    if not name:
        raise UnreadableRow("name cannot be read", fields.whole("id", least=1))
    return name
