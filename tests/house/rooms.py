"""The rooms of the house and what each may import. `docs/architecture.md` says the same in words."""

from dataclasses import dataclass

from tests.house.imports import is_within


@dataclass(frozen=True)
class Room:
    """`only`: rooms that it may import; None means every room on its own floor or below it."""

    name: str
    floor: int
    only: tuple[str, ...] | None = None


GROUND, FACES, TOP = 0, 4, 5
WIRE, RECORDS = "runs.k6api", "runs.k6api.records"
SIMULATOR, ITS_COMMAND = "runs.k6sim", "runs.management.commands.k6sim"

ROOMS = (
    Room(WIRE, GROUND, ()),
    Room("runs.domain", GROUND, (RECORDS,)),
    Room(SIMULATOR, GROUND, ()),
    Room("runs.sealing", GROUND, ()),
    Room("runs.database", 1, ()),
    Room("runs.models", 1, ("runs.domain", "runs.sealing")),
    Room("runs.audit_guard", 1, ()),
    Room("runs.access", 2, ("runs.models",)),
    Room("runs.audit", 2, ("runs.models",)),
    Room("runs.caps", 2, ("runs.models",)),
    Room("runs.store", 2, ("runs.models", RECORDS, "runs.domain", "runs.sealing")),
    Room("runs.troubles", 2, (WIRE,)),
    Room("runs.concurrency", 2, ()),
    Room("runs.callers", 2, ()),
    Room("runs.breaker", 2, ("runs.models", "runs.troubles", WIRE)),
    Room(
        "runs.connection", 2, ("runs.models", "runs.sealing", "runs.breaker", "runs.concurrency", "runs.callers", WIRE)
    ),
    Room("runs.sync", 3),
    Room("runs.keeping", 3),
    Room("runs.actions", 3),
    Room("runs.live", 3),
    Room("runs.distribution", 3),
    Room("runs.scripts", 3),
    Room("runs.neighbours", 3),
    Room("runs.stacks", 3),
    Room("runs.sharing", 3),
    Room("runs.teams", 3),
    Room("runs.rotation", 3),
    Room("runs.people", 3),
    Room("runs.paging", 3),
    Room("runs.refresh", 3),
    Room("runs.listing", 3),
    Room("runs.attention", 3),
    Room("runs.presenters", FACES),
    Room("runs.forms", FACES),
    Room("runs.views", FACES),
    Room("runs.tasks", FACES),
    Room("runs.lanes", FACES, ()),
    Room("runs.management", FACES),
    Room("runs.templatetags", FACES),
    Room("runs.mail", FACES),
    Room("runs.operator", FACES),
    Room("runs.account_events", FACES),
    Room("runs.client_ip", FACES),
    Room("runs.checks", FACES),
    Room("runs.apps", FACES),
    Room("k6admin", TOP),
)


def room_of(module: str) -> Room | None:
    return next((room for room in ROOMS if is_within(module, room.name)), None)
