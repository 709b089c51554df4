"""Load zones in words: public ones by their place, private ones by the name that their stack has for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from runs.domain.zones import zone_face
from runs.models import Stack, TestRun

SHOWN = 2
Names = Mapping[str, str]
NO_NAMES: Names = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """`short` names two zones at most, `full` all of them with their countries, or their ids where they have names."""

    short: str
    full: str


NOWHERE = ZoneLine("", "")


def names_of(run: TestRun) -> Names:
    """The names that the run's stack has for its zones; none for a run without a stack, as on a shared history."""
    try:
        names: Names = run.stack.zone_names
    except Stack.DoesNotExist:
        return NO_NAMES
    return names


def names_in(stacks: Sequence[Stack]) -> Names:
    """Of several stacks; where two have a name for one id, that of the first."""
    return {zone: name for stack in reversed(stacks) for zone, name in stack.zone_names.items()}


def zone_line(zones: tuple[str, ...], names: Names = NO_NAMES) -> ZoneLine:
    return _line(tuple((zone, names.get(zone, "")) for zone in zones))


@lru_cache(maxsize=512)
def _line(zones: tuple[tuple[str, str], ...]) -> ZoneLine:
    short = [zone_place(zone, {zone: name}) for zone, name in zones]
    rest = f" +{len(short) - SHOWN}" if len(short) > SHOWN else ""
    return ZoneLine(
        ", ".join(short[:SHOWN]) + rest, "; ".join(zone_in_full(zone, {zone: name}) for zone, name in zones)
    )


def zone_name(zone: str, names: Names = NO_NAMES) -> str:
    """ "Dublin, Ireland", "Singapore"; one that is not public by its name, else by its id."""
    face = zone_face(zone)
    if face.kind != "public" and names.get(zone):
        return names[zone]
    return ", ".join(dict.fromkeys(part for part in (face.place, face.country) if part))


def zone_place(zone: str, names: Names = NO_NAMES) -> str:
    """The shortest name: "Dublin"."""
    face = zone_face(zone)
    return face.place.split(",")[0] if face.kind == "public" or not names.get(zone) else names[zone]


def zone_id_beside(zone: str, names: Names = NO_NAMES) -> str:
    """The id of a zone that has a name of its own and is not public; "" for others, which say it all already."""
    return zone if zone_face(zone).kind != "public" and names.get(zone, zone) not in ("", zone) else ""


def zone_in_full(zone: str, names: Names = NO_NAMES) -> str:
    """ "Dublin, Ireland", "Berlin data centre (berlin-dc)"."""
    beside = zone_id_beside(zone, names)
    return f"{zone_name(zone, names)} ({beside})" if beside else zone_name(zone, names)
