"""Fingerprints made by earlier rules, made anew from the kept files, a slice at a time in the background.

Until a script's turn has come, its old fingerprint stays: it still equals that of other scripts of the same rules.
"""

import logging
from time import monotonic

from django.db.models import QuerySet

from runs.domain.archives import RULES, identify
from runs.keeping import files
from runs.keeping.stored import STRAY
from runs.models import ScriptFile

MOST_AT_ONCE = 500
LONGEST_READING = 5.0  # seconds, of one file

log = logging.getLogger(__name__)


def is_renewal_due() -> bool:
    """Whether any script was read by earlier rules."""
    return _old().exists()


def renew_some(seconds: float) -> bool:
    """Reads kept scripts again, the newest first, for at most so many seconds. Whether some are left.

    A file that can't be read, or not as a whole any more, keeps what is known of it, and is not tried again.
    """
    end = monotonic() + seconds - LONGEST_READING
    for row in _old().order_by("-pk")[:MOST_AT_ONCE]:
        if monotonic() > end:
            return True
        _renew(row)
    return is_renewal_due()


def _old() -> QuerySet[ScriptFile]:
    return ScriptFile.objects.filter(rules__lt=RULES).exclude(kind=STRAY)


def _renew(row: ScriptFile) -> None:
    told: dict[str, object] = {"rules": RULES}
    try:
        identity = identify(files.path_of(row.sha256))
    except OSError as error:
        log.warning("script %s can't be read: %s", row.sha256[:12], error)
    else:
        if identity.fingerprint:
            told |= {"fingerprint": identity.fingerprint, "kind": identity.kind}
    ScriptFile.objects.filter(pk=row.pk, rules=row.rules).update(**told)
