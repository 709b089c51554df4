"""The store of scripts: how full it is, and what a stack has in it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from runs.keeping import room
from runs.keeping.wanted import MOST_COUNTED, Holdings
from runs.models import Stack
from runs.presenters.numbers import counted
from runs.presenters.sizes import size_words

WARNED_FROM = 90  # percent


@dataclass(frozen=True, slots=True)
class KeepingCard:
    """`sentences` say what there is; `label` and `value` are those of the switch."""

    sentences: tuple[str, ...]
    url: str
    label: str
    value: str


def keeping_card(stack: Stack, holdings: Holdings) -> KeepingCard:
    return KeepingCard(
        sentences=tuple(_sentences(stack, holdings)),
        url=reverse("stack_scripts", args=[stack.slug]),
        label="Stop keeping scripts" if stack.keeps_scripts else "Keep scripts",
        value="no" if stack.keeps_scripts else "yes",
    )


_ON = "When a run has ended its script is fetched once and kept here, so that it outlives the run in Grafana."
_OFF = "Scripts of this stack are not kept: they go with their runs in Grafana. What was kept before stays."
_DISCONNECTED = "While the stack is disconnected nothing is asked for. What was kept before stays."


def _sentences(stack: Stack, holdings: Holdings) -> list[str]:
    kept = f"Kept so far: {counted(holdings.scripts, 'script')}, {size_words(holdings.size)}."
    if not stack.is_connected:
        return [_DISCONNECTED, kept]
    said = [_ON if stack.keeps_scripts else _OFF, kept, *_team_fullness(stack)]
    if holdings.due:
        said.append(f"{_runs(holdings.due)} still to be asked for, newest first, beside the sync.")
    if holdings.failed:
        said.append(
            f"Of {_runs(holdings.failed)} the script could not be kept; "
            "each run's page says why, and when it is tried again."
        )
    return said


def _team_fullness(stack: Stack) -> list[str]:
    """From 90 % of the team's share on."""
    share, left = room.team_share(), room.left_for_team(stack.team_id)
    if share == settings.SCRIPT_STORE_MAX or share - left < share * WARNED_FROM / 100:
        return []
    end = "no more of its scripts are kept" if not left else "past that no more of its scripts are kept"
    taken, most = size_words(room.taken_by_team(stack.team_id)), size_words(share)
    return [f"The team's scripts take {taken} of the {most} that one team may take here; {end}."]


def _runs(number: int) -> str:
    return f"{MOST_COUNTED:,}+ runs" if number > MOST_COUNTED else counted(number, "run")


def fullness() -> str:
    """A sentence for leads from 90 % on, as of when the number last changed; empty below."""
    percent = int(100 * room.taken_lately() / settings.SCRIPT_STORE_MAX)
    if percent < WARNED_FROM:
        return ""
    most = size_words(settings.SCRIPT_STORE_MAX)
    if room.is_open_lately():
        return (
            f"The store of scripts is {percent} % full. Past {most} no more scripts are kept: "
            "whoever runs this site can raise SCRIPT_STORE_MAX_GB."
        )
    return (
        f"The store of scripts is full ({percent} % of {most}): no more scripts are kept. Whoever runs this site can "
        "raise SCRIPT_STORE_MAX_GB; what was left out is then fetched by itself, as long as Grafana has it."
    )
