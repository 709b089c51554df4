from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.zones import ALIASES, PUBLIC_ZONES, project, zone_face


def test_the_21_public_zones_are_placed_on_the_globe() -> None:
    assert len(PUBLIC_ZONES) == 21
    assert len({(zone.lat, zone.lon) for zone in PUBLIC_ZONES.values()}) == 21
    for zone_id in PUBLIC_ZONES:
        face = zone_face(zone_id)
        assert face.kind == "public"
        assert face.place
        assert face.country
        assert face.lat is not None
        assert face.lon is not None
        assert -90 < face.lat < 90
        assert -180 < face.lon < 180


@pytest.mark.parametrize(
    ("zone_id", "place", "country", "north", "east"),
    [
        ("amazon:sa:cape town", "Cape Town", "South Africa", False, True),
        ("amazon:br:sao paulo", "São Paulo", "Brazil", False, False),
        ("amazon:us:palo alto", "Palo Alto, California", "United States", True, False),
        ("amazon:jp:osaka", "Osaka", "Japan", True, True),
    ],
)
def test_a_zone_lies_in_its_own_quarter_of_the_world(
    zone_id: str, place: str, country: str, north: bool, east: bool
) -> None:
    face = zone_face(zone_id)
    assert (face.place, face.country) == (place, country)
    assert face.lat is not None
    assert face.lon is not None
    assert (face.lat > 0, face.lon > 0) == (north, east)


def test_the_documentations_spelling_of_dublin_is_dublin_and_keeps_its_id() -> None:
    face = zone_face("amazon:eu:dublin")
    assert (face.place, face.country) == ("Dublin", "Ireland")
    assert face.zone_id == "amazon:eu:dublin"


def test_every_alias_leads_to_a_public_zone() -> None:
    assert set(ALIASES.values()) <= set(PUBLIC_ZONES)
    assert not set(ALIASES) & set(PUBLIC_ZONES)


def test_an_id_of_the_public_form_that_nobody_knows_is_named_but_never_placed() -> None:
    face = zone_face("amazon:nz:new plymouth")
    assert (face.place, face.country, face.kind) == ("New Plymouth", "NZ", "unknown")
    assert face.lat is None
    assert face.lon is None


@pytest.mark.parametrize("zone_id", ["my-cluster", "london", "amazon:london", "::", "a:b:c:d", "<b>x</b>", ""])
def test_any_other_id_is_a_private_zone_shown_by_its_name_and_never_placed(zone_id: str) -> None:
    face = zone_face(zone_id)
    assert (face.place, face.kind) == (zone_id, "private")
    assert face.lat is None
    assert face.lon is None


@given(st.text(max_size=60))
def test_a_zone_is_placed_if_and_only_if_it_is_public(zone_id: str) -> None:
    face = zone_face(zone_id)
    assert face.zone_id == zone_id
    assert (face.lat is not None) == (face.lon is not None) == (face.kind == "public")


def test_the_map_has_its_middle_at_zero_and_its_corners_at_the_edges() -> None:
    assert project(0, 0, 360, 180) == (180, 90)
    assert project(90, -180, 360, 180) == (0, 0)
    assert project(-90, 180, 360, 180) == (360, 180)


def test_north_is_up_and_east_is_right() -> None:
    london, sydney = project(51.5, -0.1, 720, 360), project(-33.9, 151.2, 720, 360)
    assert london[0] < sydney[0]
    assert london[1] < sydney[1]


@given(st.floats(), st.floats())
def test_nothing_is_drawn_outside_the_map(lat: float, lon: float) -> None:
    x, y = project(lat, lon, 100, 50)
    assert 0 <= x <= 100
    assert 0 <= y <= 50
    assert math.isfinite(x)
    assert math.isfinite(y)
