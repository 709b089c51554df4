"""Load zones in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from runs.domain.zones import zone_face

SHOWN = 2


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """`short` names two zones at most, `full` all of them with their countries."""

    short: str
    full: str


NOWHERE = ZoneLine("", "")


@lru_cache(maxsize=512)
def zone_line(zones: tuple[str, ...]) -> ZoneLine:
    faces = [zone_face(zone) for zone in zones]
    names = [face.place.split(",")[0] for face in faces]
    rest = f" +{len(names) - SHOWN}" if len(names) > SHOWN else ""
    return ZoneLine(", ".join(names[:SHOWN]) + rest, "; ".join(zone_name(zone) for zone in zones))


def zone_name(zone: str) -> str:
    """ "Dublin, Ireland", "Singapore"; an id that is not public as it is."""
    face = zone_face(zone)
    return ", ".join(dict.fromkeys(part for part in (face.place, face.country) if part))


def zone_names(zones: Iterable[str]) -> list[str]:
    return [zone_name(zone) for zone in zones]
