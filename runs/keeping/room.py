"""How much of the store of scripts is taken, and whether there is room for more."""

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum

from runs.k6api.script import MOST_SCRIPT
from runs.models import ScriptFile

TAKEN = "script-store-taken"


def taken() -> int:
    """Bytes, counted now. Pages have the number from the cache, as of when it last changed."""
    size: int = ScriptFile.objects.aggregate(size=Sum("size"))["size"] or 0
    cache.set(TAKEN, size, timeout=None)
    return size


def taken_lately() -> int:
    """Bytes as last counted; 0 where nobody has counted yet."""
    return int(cache.get(TAKEN, 0))


def is_open() -> bool:
    """Counted now. Closed where the largest script would not fit, so that none is fetched in vain."""
    return _has_room(taken())


def is_open_lately() -> bool:
    return _has_room(taken_lately())


def left() -> int:
    """Bytes, as last counted."""
    most: int = settings.SCRIPT_STORE_MAX
    return max(0, most - taken_lately())


def _has_room(size: int) -> bool:
    most: int = settings.SCRIPT_STORE_MAX
    return bool(most - size >= min(MOST_SCRIPT, most // 10))
