"""How large a snapshot may be. What is too large for a page is left out when it is taken, and the sharer is told."""

import json
from typing import Any

from runs.domain.profile import bare_plan
from runs.sharing.parts import Part, Shows
from runs.sharing.scripts import TOO_MUCH

# Characters of JSON. A page shows at most 100,000 of options; a plan of 6,000 stages has 400,000.
MOST_OPTIONS, MOST_PLAN, MOST_ZONES, MOST_DOCUMENT = 200_000, 400_000, 300_000, 800_000
MOST_HISTORY = 200  # entries of the status history


def bounded(snapshot: dict[str, Any], shows: Shows) -> dict[str, Any]:
    """The snapshot without its largest parts where it has too much.

    `left_out` names the parts that were ticked, `files_left_out` counts texts of the script.
    """
    left_out: list[Part] = []
    document = snapshot["document"]
    if document and _size(document["options"]) > MOST_OPTIONS:
        document["options"] = _plan(document["options"])
        left_out.append(Part.OPTIONS)
    if document:
        document["status_history"] = document["status_history"][-MOST_HISTORY:]
    if _size(snapshot["zones"]) > MOST_ZONES:
        snapshot["zones"] = None
        left_out.append(Part.ADDRESSES)
    if _size(document) > MOST_DOCUMENT:
        snapshot["document"] = None
        left_out += [Part.OPTIONS, Part.NOTE]
    snapshot["left_out"] = [part.value for part in Part if part in left_out and part in shows]
    files = snapshot["script"]["files"] if snapshot["script"] else []
    snapshot["files_left_out"] = sum(file["note"] == TOO_MUCH for file in files)
    return snapshot


def _plan(options: dict[str, object]) -> dict[str, object] | None:
    """What draws the planned load; None where even that is too large."""
    plan = bare_plan(options)
    return plan if _size(plan) <= MOST_PLAN else None


def _size(part: object) -> int:
    return len(json.dumps(part))
