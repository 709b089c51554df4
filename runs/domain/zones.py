"""Load zones: where the load comes from, and where that lies on a map.

A zone's identity is its id. The 21 public zones are known by place; a private zone's id is the name that
its owner gave it, and where it stands is nobody's business but theirs, so it is never placed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneFace:
    """A zone for people. `lat` and `lon` are degrees north and east, None where the place is not known.

    `kind` is "public", "private", or "unknown" (an id of the public form that is not on our list).
    """

    zone_id: str
    place: str
    country: str
    lat: float | None
    lon: float | None
    kind: str


# Ids as in Grafana's list of public load zones; coordinates are those of the city centres.
_PLACES: tuple[tuple[str, str, str, float, float], ...] = (
    ("amazon:us:columbus", "Columbus, Ohio", "United States", 39.96, -83.00),
    ("amazon:us:ashburn", "Ashburn, Virginia", "United States", 39.04, -77.49),
    ("amazon:us:palo alto", "Palo Alto, California", "United States", 37.44, -122.14),
    ("amazon:us:portland", "Portland, Oregon", "United States", 45.52, -122.68),
    ("amazon:ca:montreal", "Montreal", "Canada", 45.50, -73.57),
    ("amazon:br:sao paulo", "S\u00e3o Paulo", "Brazil", -23.55, -46.63),
    ("amazon:ie:dublin", "Dublin", "Ireland", 53.35, -6.26),
    ("amazon:gb:london", "London", "United Kingdom", 51.51, -0.13),
    ("amazon:fr:paris", "Paris", "France", 48.86, 2.35),
    ("amazon:de:frankfurt", "Frankfurt", "Germany", 50.11, 8.68),
    ("amazon:it:milan", "Milan", "Italy", 45.46, 9.19),
    ("amazon:se:stockholm", "Stockholm", "Sweden", 59.33, 18.07),
    ("amazon:sa:cape town", "Cape Town", "South Africa", -33.92, 18.42),
    ("amazon:bh:bahrain", "Manama", "Bahrain", 26.23, 50.59),
    ("amazon:in:mumbai", "Mumbai", "India", 19.08, 72.88),
    ("amazon:sg:singapore", "Singapore", "Singapore", 1.35, 103.82),
    ("amazon:au:sydney", "Sydney", "Australia", -33.87, 151.21),
    ("amazon:cn:hong kong", "Hong Kong", "China", 22.32, 114.17),
    ("amazon:jp:tokyo", "Tokyo", "Japan", 35.68, 139.69),
    ("amazon:jp:osaka", "Osaka", "Japan", 34.69, 135.50),
    ("amazon:kr:seoul", "Seoul", "South Korea", 37.57, 126.98),
)
PUBLIC_ZONES: dict[str, ZoneFace] = {row[0]: ZoneFace(*row, "public") for row in _PLACES}

# An example of the API documentation spells Dublin's zone so; the zone itself is listed under `ie`.
ALIASES: dict[str, str] = {"amazon:eu:dublin": "amazon:ie:dublin"}


def zone_face(zone_id: str) -> ZoneFace:
    """The face of any zone id; the id that came in is kept, whatever it looks like."""
    key = " ".join(zone_id.split()).lower()
    known = PUBLIC_ZONES.get(ALIASES.get(key, key))
    if known is not None:
        return ZoneFace(zone_id, known.place, known.country, known.lat, known.lon, "public")
    parts = [part.strip() for part in zone_id.split(":")]
    if len(parts) == 3 and all(parts):
        return ZoneFace(zone_id, parts[2].title(), parts[1].upper(), None, None, "unknown")
    return ZoneFace(zone_id, zone_id, "", None, None, "private")


def project(lat: float, lon: float, width: float, height: float) -> tuple[float, float]:
    """Equirectangular projection of degrees onto a map of the whole world, (0, 0) at its top left.

    Longitude and latitude grow evenly over width and height, so a map of twice the width keeps its
    proportions. Values outside the globe land on its edge.
    """
    north = min(90.0, max(-90.0, lat)) if math.isfinite(lat) else 0.0
    east = min(180.0, max(-180.0, lon)) if math.isfinite(lon) else 0.0
    return (east + 180) / 360 * width, (90 - north) / 180 * height
