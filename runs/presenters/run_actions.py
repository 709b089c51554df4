"""What a person may do to a run, what of it is under way, and how the last of it went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from runs.access import REFUSALS, Deed
from runs.actions import words_of
from runs.actions.ask import state_of
from runs.audit import Outcome
from runs.connection import Hand
from runs.domain.permits import why_not
from runs.models import Kind, PendingAction, TestRun
from runs.presenters.moments import Moment, ago
from runs.presenters.personal_tokens import RecordedName, recorded_name

LAST_SHOWN = timedelta(minutes=15)
REQUESTED = "Requested already; its outcome shows here in a moment."

_LABELS = {
    Kind.ABORT: ("Abort", "stop", "Stops the run now"),
    Kind.DELETE: ("Delete", "trash", "Deletes the run in Grafana"),
    Kind.SAVE: ("Save results", "saved", "Grafana keeps the results past their retention"),
    Kind.UNSAVE: ("Unsave results", "unsaved", "The results get an expiry date again"),
    Kind.STAR: ("Star", "unstarred", "A bookmark; it does not keep anything"),
    Kind.UNSTAR: ("Unstar", "star", "Takes the bookmark away"),
}
CONFIRMED = frozenset({Kind.ABORT, Kind.DELETE})


@dataclass(frozen=True, slots=True)
class ActionButton:
    """`why_not` is empty where the action may be tried. `asks`: it can't be undone, so a question comes first.

    `reason_id` names the element that holds `why_not`; buttons with the same reason share it.
    """

    kind: str
    label: str
    icon: str
    url: str
    tone: str
    hint: str
    asks: bool
    why_not: str
    reason_id: str


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why some actions can't be done now: their labels in one line, and the sentence."""

    reason_id: str
    labels: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ActionNotice:
    """How an action stands. `said` are the API's own words; `who` and `asked` tell who wanted it and when."""

    tone: str
    text: str
    said: str
    who: str
    asked: Moment


@dataclass(frozen=True, slots=True)
class RunActions:
    """`texts` are the sentences of all notices, so that an answer which says the same is not shown twice.

    `name` says under whose name Grafana would record what the reader does; None for whoever may do nothing.
    """

    buttons: tuple[ActionButton, ...]
    hindrances: tuple[Hindrance, ...]
    pending: tuple[ActionNotice, ...]
    last: ActionNotice | None
    name: RecordedName | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        notices = (*self.pending, *([self.last] if self.last else []))
        return tuple(notice.text for notice in notices)


def run_actions(
    run: TestRun,
    open_actions: Sequence[PendingAction],
    last: PendingAction | None,
    now: datetime,
    *,
    may_act: bool,
    hand: Hand | None = None,
    reader: int | None = None,
) -> RunActions:
    """`open_actions` are those without an outcome yet, `last` is the one settled last.

    `hand` is what the reader would act with, `reader` their key.
    """
    under_way = {action.kind for action in open_actions}
    found = [(kind, _why_not(run, kind, under_way, may_act=may_act)) for kind in _offered(run)]
    sentences = [*dict.fromkeys(sentence for _, sentence in found if sentence)]
    buttons = tuple(_button(run, kind, sentence, sentences) for kind, sentence in found)
    return RunActions(
        buttons=buttons,
        hindrances=tuple(_hindrances(buttons, sentences)),
        pending=tuple(_notice(action, "info", now, reader) for action in open_actions),
        last=_last(last, now, reader),
        name=recorded_name(hand) if hand and may_act else None,
    )


def _offered(run: TestRun) -> tuple[Kind, ...]:
    """Of saving and starring, the direction that changes something."""
    star = Kind.UNSTAR if run.is_starred else Kind.STAR
    save = Kind.UNSAVE if run.is_saved else Kind.SAVE
    return (star, save, Kind.ABORT, Kind.DELETE)


def _why_not(run: TestRun, kind: Kind, under_way: set[str], *, may_act: bool) -> str:
    if not may_act:
        return REFUSALS[Deed.ACT]
    return why_not(kind, state_of(run)) or (REQUESTED if kind in under_way else "")


def _button(run: TestRun, kind: Kind, sentence: str, sentences: list[str]) -> ActionButton:
    label, icon, hint = _LABELS[kind]
    return ActionButton(
        kind=str(kind),
        label=label,
        icon=icon,
        url=reverse("run_act", args=[run.stack.slug, run.run_id, kind]),
        tone="danger" if kind in CONFIRMED else "",
        hint=hint,
        asks=kind in CONFIRMED,
        why_not=sentence,
        reason_id=f"why-{sentences.index(sentence) + 1}" if sentence else "",
    )


def _hindrances(buttons: tuple[ActionButton, ...], sentences: list[str]) -> Iterator[Hindrance]:
    for number, sentence in enumerate(sentences, 1):
        labels = [button.label for button in buttons if button.why_not == sentence]
        # A reason that holds for everything needs no list of what it holds for.
        yield Hindrance(f"why-{number}", "" if len(labels) == len(buttons) else ", ".join(labels), sentence)


def _last(action: PendingAction | None, now: datetime, reader: int | None) -> ActionNotice | None:
    """What simply worked can be seen in the run itself, and yesterday's trouble helps nobody."""
    if action is None or action.settled_at is None or now - action.settled_at > LAST_SHOWN:
        return None
    if action.outcome == Outcome.DONE:
        return _notice(action, "info", now, reader) if action.reason else None
    return _notice(action, "bad", now, reader)


def _notice(action: PendingAction, tone: str, now: datetime, reader: int | None) -> ActionNotice:
    return ActionNotice(tone, words_of(action, reader), action.said, action.actor_email, ago(action.asked_at, now))
