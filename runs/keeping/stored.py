"""Rows and files of scripts together: a row's file is always there, and goes with the last run that refers to it."""

from collections.abc import Iterable

from django.db import transaction

from runs.domain.archives import Identity
from runs.keeping import files, room
from runs.keeping.files import Incoming
from runs.models import ScriptFile

# Of a file that was found without a row: nobody has read it since.
STRAY = "stray"


def take_in(script: Incoming, identity: Identity) -> ScriptFile:
    """The row of these bytes, locked; call it inside the transaction that refers to it.

    The file is looked at under the row's lock: whoever removed it a moment ago has finished, whoever wants to
    waits and then sees the new reference. A process killed before the commit leaves a file without a row, which
    the next run with this script uses and `adopt_strays` finds.
    """
    told = {"fingerprint": identity.fingerprint or "", "kind": identity.kind, "size": script.size}
    row, is_new = ScriptFile.objects.select_for_update().get_or_create(sha256=script.sha256, defaults=told)
    if not is_new and row.kind == STRAY:
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
    adopt_strays()
    drop_all_unused()
    room.taken()


def adopt_strays() -> None:
    """Files without a row get one, so that they can be removed like any other that nobody refers to."""
    for number in range(256):
        found = files.digests(f"{number:02x}")
        known = set(ScriptFile.objects.filter(sha256__in=found).values_list("sha256", flat=True)) if found else set()
        for sha256 in set(found) - known:
            size = files.path_of(sha256).stat().st_size
            ScriptFile.objects.get_or_create(sha256=sha256, defaults={"kind": STRAY, "size": size})
