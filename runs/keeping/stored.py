"""Rows and files of scripts together: a row's file is always there, and goes with the last run that refers to it."""

import logging
from collections.abc import Iterable

from django.db import transaction

from runs.domain.archives import RULES, Identity
from runs.keeping import files, room
from runs.keeping.files import Incoming
from runs.models import ScriptFile

# Of a file that was found without a row: nobody has read it since.
STRAY = "stray"
MOST_STRAYS = 20

log = logging.getLogger(__name__)


def take_in(script: Incoming, identity: Identity) -> ScriptFile:
    """The row of these bytes, locked; call it inside the transaction that refers to it.

    The file is looked at under the row's lock: whoever removed it a moment ago has finished, whoever wants to
    waits and then sees the new reference. A process killed before the commit leaves a file without a row, which
    the next run with this script uses and `adopt_strays` finds.
    """
    told = {
        "fingerprint": identity.fingerprint or "",
        "kind": identity.kind,
        "size": script.size,
        "rules": RULES,
    }
    row, is_new = ScriptFile.objects.select_for_update().get_or_create(sha256=script.sha256, defaults=told)
    if not is_new and (row.kind == STRAY or row.rules < RULES):
        ScriptFile.objects.filter(pk=row.pk).update(**told)
    script.move_in()
    return row


def drop_unused(scripts: Iterable[int]) -> None:
    """Removes those of these scripts that no run of any team refers to: file and row, one at a time.

    The file goes first: killed in between, this leaves a row without references, which the next call removes.
    """
    for pk in sorted(scripts):
        with transaction.atomic():
            row = ScriptFile.objects.select_for_update().filter(pk=pk).first()
            if row is not None and not row.keepings.exists():
                files.remove(row.sha256)
                row.delete()


def drop_all_unused() -> None:
    """What killed processes left without a reference."""
    drop_unused(ScriptFile.objects.filter(keepings__isnull=True).values_list("pk", flat=True))


def tidy() -> None:
    """Files and rows that nobody refers to, whatever left them behind."""
    _adopt(_strays())
    drop_all_unused()
    room.taken()


def _strays() -> list[str]:
    """Files without a row: a killed process leaves one."""
    found: list[str] = []
    for number in range(256):
        here = files.digests(f"{number:02x}")
        known = set(ScriptFile.objects.filter(sha256__in=here).values_list("sha256", flat=True)) if here else set()
        found += [sha256 for sha256 in here if sha256 not in known]
    return found


def _adopt(strays: list[str]) -> None:
    """Strays get a row, so that they can be removed like any other that nobody refers to.

    Many of them are no accident: another database's files, or this one was restored from an old backup. They stay.
    """
    if len(strays) > MOST_STRAYS:
        log.error("%d files in MEDIA_ROOT are not known to this database: none was removed.", len(strays))
        return
    for sha256 in strays:
        size = files.path_of(sha256).stat().st_size
        ScriptFile.objects.get_or_create(sha256=sha256, defaults={"kind": STRAY, "size": size})
