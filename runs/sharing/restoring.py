"""A snapshot back in the shapes that pages are presented from. No run of it is in the database and none has a stack
that is, so that whatever presents it can ask neither the database nor the API for more.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from runs.domain.archives import Script
from runs.domain.profile import stored_plan
from runs.models import LoadTest, RunDistribution, RunDocument, ShareLink, Stack, Starter, TestRun
from runs.sharing.parts import Part, Shows, read_shows
from runs.sharing.scripts import restored_script

# A document of the API has them, a shared page doesn't.
_NO_IDS = {"test_id": 1, "project_id": 1}


@dataclass(frozen=True)
class Shared:
    """`taken` is when the snapshot was made, `until` when the link ends. `sharer` is empty unless names are shown."""

    title: str
    shows: Shows
    taken: datetime
    until: datetime
    sharer: str


@dataclass(frozen=True)
class SharedRun:
    """`document` is None where none could be read."""

    about: Shared
    run: TestRun
    document: RunDocument | None
    actual: RunDistribution | None
    script: Script | None


@dataclass(frozen=True)
class SharedHistory:
    """`runs` oldest first."""

    about: Shared
    runs: tuple[TestRun, ...]


def restore(link: ShareLink) -> SharedRun | SharedHistory:
    """A run that was removed here for good is not in any history any more either."""
    snapshot: dict[str, Any] = link.snapshot
    about = _about(link)
    if "rows" in snapshot:
        rows = _still_kept(link, snapshot["rows"])
        return SharedHistory(about, tuple(_run(row, about.title) for row in rows))
    document, zones, script = snapshot["document"], snapshot["zones"], snapshot["script"]
    return SharedRun(
        about,
        run=_named(_run(snapshot["row"], about.title), snapshot.get("zone_names")),
        document=_document(document, about.shows) if document else None,
        actual=None if zones is None else RunDistribution(zones=zones),
        script=restored_script(script) if script else None,
    )


def _document(stored: dict[str, Any], shows: Shows) -> RunDocument:
    options = stored.get("options")
    if isinstance(options, dict) and Part.OPTIONS not in shows:
        stored = {**stored, "options": stored_plan(options)}
    return RunDocument(body={**stored, **_NO_IDS})


def _named(run: TestRun, names: dict[str, str] | None) -> TestRun:
    """The run in an empty stack that is in no database, with the names of its load zones and nothing else."""
    run.stack = Stack(zone_names=names or {})
    return run


def _still_kept(link: ShareLink, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    runs = TestRun.objects.filter(stack=link.stack_id, run_id__in=[row["run_id"] for row in rows])
    kept = set(runs.values_list("run_id", flat=True))
    return [row for row in rows if row["run_id"] in kept]


def _about(link: ShareLink) -> Shared:
    shows = read_shows(link.shows)
    sharer = link.creator_email if "names" in shows else ""
    taken = datetime.fromisoformat(link.snapshot["taken"])
    return Shared(link.snapshot["title"], shows, taken, link.expires, sharer)


def _run(row: dict[str, Any], title: str) -> TestRun:
    hours, starter = row["total_vuh"], row.get("starter")
    run = TestRun(
        run_id=row["run_id"],
        status=row["status"],
        result=row["result"],
        active=row["active"],
        created=datetime.fromisoformat(row["created"]),
        ended=datetime.fromisoformat(row["ended"]) if row["ended"] else None,
        duration=row["duration"],
        max_vus=row["max_vus"],
        total_vuh=None if hours is None else Decimal(hours),
        note=row.get("note", ""),
    )
    run.load_test = LoadTest(name=title)
    run.starter = Starter(email=starter) if starter else None
    return run
