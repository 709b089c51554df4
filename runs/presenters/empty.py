"""Why a list has no rows."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from runs.listing import RunQuery
from runs.listing.query import Archived
from runs.presenters.numbers import counted


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a list has no rows, and the way on: a link's address and words, empty where there is none."""

    title: str
    text: str
    url: str = ""
    label: str = ""


NO_MATCH = Empty("No run matches", "Take a filter away, or look for something else.")


def empty_of_filters(query: RunQuery) -> Empty:
    """Where one filter alone leaves nothing of the stacks and tests at hand, what that means."""
    at_hand = RunQuery(teams=query.teams, stacks=query.stacks, tests=query.tests)
    plain = dataclasses.replace(at_hand, sort=query.sort, descending=query.descending)
    days = counted(query.expiring, "day")
    alone: list[tuple[dict[str, Any], Empty]] = [
        (
            {"archived": Archived.ONLY},
            Empty("No archived runs", "Nothing was lost yet: Grafana still shows every run."),
        ),
        ({"expiring": query.expiring}, Empty(f"Nothing expires within {days}", "Saved runs do not expire at all.")),
        ({"saved": True}, Empty("No saved runs", "Saving a run makes Grafana keep its results past their retention.")),
        ({"starred": True}, Empty("No starred runs", "A star is a bookmark; put one on a run to find it here.")),
    ]
    return next((empty for change, empty in alone if query == dataclasses.replace(plain, **change)), NO_MATCH)
