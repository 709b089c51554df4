"""How much of the store of scripts is taken, in all and by one team, and whether there is room for more.

Where several teams have stacks, one team has half of the store at most: it can't take the others' room.
"""

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum

from runs.k6api.script import MOST_SCRIPT
from runs.models import RunKeeping, ScriptFile, Stack

TAKEN = "script-store-taken"
TEAM_COUNTED_FOR = 60  # seconds


def taken() -> int:
    """Bytes, counted now. Pages have the number from the cache, as of when it last changed."""
    size: int = ScriptFile.objects.aggregate(size=Sum("size"))["size"] or 0
    cache.set(TAKEN, size, timeout=None)
    return size


def taken_lately() -> int:
    """Bytes as last counted; 0 where nobody has counted yet."""
    return int(cache.get(TAKEN, 0))


def is_open(team: int) -> bool:
    """Counted now. Closed where the largest script would not fit, so that none is fetched in vain."""
    return _has_room(taken()) and left_for_team(team) > 0


def is_open_lately() -> bool:
    return _has_room(taken_lately())


def left(team: int) -> int:
    """Bytes for one more script of the team, as last counted."""
    most: int = settings.SCRIPT_STORE_MAX
    return max(0, min(most - taken_lately(), left_for_team(team)))


def left_for_team(team: int) -> int:
    """Bytes of the team's share, counted at most once a minute; no less than what is left where nobody counted."""
    share = team_share()
    if taken_lately() < share // 2:
        return share - taken_lately()  # the team has no more than all have
    return max(0, share - taken_by_team(team))


def full_teams() -> list[int]:
    """Teams that have used up their share; no query while the store is far from it."""
    if taken_lately() < team_share() // 2:
        return []
    teams = Stack.objects.order_by().values_list("team", flat=True).distinct()
    return [team for team in teams if not left_for_team(team)]


def team_share() -> int:
    """The most that one team may take, in bytes."""
    most: int = settings.SCRIPT_STORE_MAX
    is_alone = len(Stack.objects.order_by().values("team").distinct()[:2]) < 2
    return most if is_alone else most // 2


def taken_by_team(team: int) -> int:
    """Bytes of all scripts that runs of the team have, whoever shares them; at most a minute old."""
    key = f"{TAKEN}-by-{team}"
    size: int | None = cache.get(key)
    if size is None:
        mine = RunKeeping.objects.filter(run__stack__team=team, script__isnull=False)
        size = ScriptFile.objects.filter(pk__in=mine.values("script")).aggregate(size=Sum("size"))["size"] or 0
        cache.set(key, size, TEAM_COUNTED_FOR)
    return size


def _has_room(size: int) -> bool:
    most: int = settings.SCRIPT_STORE_MAX
    return bool(most - size >= min(MOST_SCRIPT, most // 10))
