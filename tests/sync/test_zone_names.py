"""Names of load zones, read with the other names: what is the matter with them stops nothing else."""

import pytest

from runs.k6api.records import LoadZoneRecord
from runs.k6sim import Fault
from runs.models import Stack
from runs.store import save_load_zones
from runs.store.zones import MOST_NAMES
from tests.builders import make_stack
from tests.sync.simulated import age, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)

PRIVATE = {"berlin-dc-plz": "Berlin data centre", "ops-playground-plz": "Ops playground"}


def zones(**names: str) -> list[LoadZoneRecord]:
    return [LoadZoneRecord(zone, name, available=True, public=False) for zone, name in names.items()]


def saved(stack: Stack, **names: str) -> dict[str, str]:
    save_load_zones(stack, zones(**names))
    return dict(Stack.objects.get(pk=stack.pk).zone_names)


def test_a_sync_brings_the_names_of_private_zones() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        asked = [entry for entry in sim.log.entries() if entry["path"] == "/cloud/v6/load_zones"]

        assert stack.zone_names == PRIVATE
        assert len(asked) == 1


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500, 503])
def test_a_list_of_zones_that_is_refused_stops_no_other_names(code: int) -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        stack.load_tests.update(name="old")
        sim.add_fault(Fault("status", code=code, path=".*load_zones", times=None))
        sync(age(stack, names_at=None))
        sync(age(stack, names_at=None, retry_at=None))

        assert not stack.load_tests.filter(name="old").exists()
        assert stack.names_at is not None
        assert stack.zone_names == PRIVATE


@pytest.mark.parametrize("kind", ["html", "empty", "wrong_shape", "reset", "cut_short", "redirect"])
def test_a_list_of_zones_that_is_no_answer_stops_no_other_names(kind: str) -> None:
    with simulated(40) as (sim, stack):
        sim.add_fault(Fault(kind, path=".*load_zones", times=None))
        sync(stack)

        assert stack.load_tests.exclude(name="").exists()
        assert stack.names_at is not None
        assert stack.zone_names == {}


def test_only_zones_that_are_not_known_by_their_place_are_named_here() -> None:
    found = saved(
        make_stack(), **{"amazon:ie:dublin": "Europe (Ireland)", "amazon:nz:auckland": "Auckland", "own": "Own"}
    )

    assert found == {"amazon:nz:auckland": "Auckland", "own": "Own"}


def test_a_zone_that_is_listed_no_more_keeps_its_name_and_a_renamed_one_gets_its_new_one() -> None:
    stack = make_stack()
    saved(stack, one="First", two="Second")

    assert saved(stack) == {"one": "First", "two": "Second"}
    assert saved(stack, two="Renamed") == {"one": "First", "two": "Renamed"}
    assert saved(stack, two="") == {"one": "First"}


def test_names_are_one_short_line_and_not_endlessly_many() -> None:
    found = saved(make_stack(), **{f"zone {number}": "a \n\t" * 500 for number in range(1_000)})

    assert len(found) == MOST_NAMES
    assert found["zone 0"] == "a " * 50
