"""A run's way through its statuses: a bar to scale, and the same as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from runs.domain.durations import spell_seconds
from runs.domain.phases import remaining
from runs.domain.reasons import code_words
from runs.domain.status import ENDED, Face, is_active, status_face
from runs.domain.timeline import Segment, timeline
from runs.k6api.records import RunRecord
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import counted

BAR_WIDTH = 1000.0
LEAST_WIDTH, END_WIDTH = 3.0, 6.0
# A stay that takes less than this share of the bar has no words below it; a letter of them takes about so much.
LEAST_NAMED, LETTER = 0.15, 0.0095
# So many stays are listed, the first and the last ones; who told of more has something else to show.
MOST_FIRST, MOST_LAST = 60, 40
# A list longer than this is folded: the bar above it says enough at first sight.
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One stay in a status; `x` and `width` in units of the bar, which is `BAR_WIDTH` long.

    `at` is a percent of the bar for its words below, empty where they have no room; `anchor` says which end of them
    stands there. `details` are the API's words, code and person, each a text of its own. `open`: it still lasts.
    """

    face: Face
    entered: Moment | None
    length: str
    x: str
    width: str
    details: tuple[str, ...]
    open: bool = False
    at: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a live run has before it, as far as the API's estimate goes."""

    x: str
    width: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """`odd` has a sentence for each thing in the history that is not as documented.

    `summary` says in words what the bar shows. `folded` is the title under which a long list is folded, empty for a
    short one. `ahead` is None where nothing is expected, or nobody can tell.
    """

    steps: tuple[Step, ...]
    ahead: Ahead | None
    odd: tuple[str, ...]
    summary: str
    folded: str


def story(record: RunRecord, now: datetime) -> Story:
    is_over = not is_active(record.status, record.ended)
    told = timeline(record.status_history, record.created, record.ended, now, is_over=is_over)
    past = sum(segment.seconds for segment in told.segments)
    rest = remaining(record.status, record.status_history, record.estimated_duration, now) or 0.0
    scale = BAR_WIDTH * past / (past + rest) if past else 0.0
    steps = _steps(told.segments, scale, now)
    ahead = _ahead(scale, rest) if rest and past else None
    words = [f"{step.face.word} {step.length}" for step in steps if step.length] or [step.face.word for step in steps]
    summary = ", ".join([*words, *([ahead.words] if ahead else [])])
    folded = counted(len(told.segments), "status", "statuses") if len(steps) > MOST_OPEN else ""
    return Story(steps, ahead, told.notes, summary, folded)


def _steps(segments: Sequence[Segment], scale: float, now: datetime) -> tuple[Step, ...]:
    """One for each segment; of very many those in the middle are one together."""
    cut = len(segments) > MOST_FIRST + MOST_LAST + 1
    first, last = (MOST_FIRST, len(segments) - MOST_LAST) if cut else (len(segments), len(segments))
    steps, x = [], 0.0
    for place, segment in enumerate(segments):
        if place == first and cut:
            steps.append(_many(segments[first:last], x, scale))
        if not first <= place < last:
            steps.append(_step(segment, x, scale, now))
        x += segment.share * scale
    return tuple(_named(steps))


def _named(steps: Sequence[Step]) -> Iterator[Step]:
    """With words below the bar: they begin with their stay, or end with the bar, and none run into the ones before."""
    taken = 0.0
    for step in steps:
        x, width = float(step.x) / BAR_WIDTH, float(step.width) / BAR_WIDTH
        words = LETTER * len(f"{step.face.word} {step.length}")
        start = min(x, 1 - words)
        if not step.entered or width < LEAST_NAMED or start < taken:
            yield step
            continue
        taken = start + words
        at, anchor = (f"{100 * x:.2f}%", "start") if start == x else ("100%", "end")
        yield replace(step, at=at, anchor=anchor)


def _step(segment: Segment, x: float, scale: float, now: datetime) -> Step:
    """A stay too short to be seen keeps a hair's breadth, an end is a mark, and what took no time is not seen."""
    share = segment.share * scale / BAR_WIDTH
    least = LEAST_WIDTH if segment.seconds else END_WIDTH if segment.status in ENDED else 0.0
    width = max(share * BAR_WIDTH, least)
    length = spell_seconds(segment.seconds) if segment.seconds else ""
    return Step(
        face=status_face(segment.status),
        entered=ago(segment.start, now),
        length=f"{length} so far" if segment.open and length else length,
        x=f"{min(x, BAR_WIDTH - width):.1f}",
        width=f"{width:.1f}",
        details=_details(segment),
        open=segment.open,
    )


def _many(segments: Sequence[Segment], x: float, scale: float) -> Step:
    """Statuses that are not listed one by one."""
    width = sum(segment.share for segment in segments) * scale
    face = Face(f"{counted(len(segments), 'more status', 'more statuses')}, not listed", "neutral", "dash")
    length = spell_seconds(sum(segment.seconds for segment in segments))
    return Step(face, None, length, f"{x:.1f}", f"{width:.1f}", ())


def _ahead(x: float, seconds: float) -> Ahead:
    return Ahead(f"{x:.1f}", f"{BAR_WIDTH - x:.1f}", f"about {spell_seconds(seconds)} under load to go")


def _details(segment: Segment) -> tuple[str, ...]:
    code = code_words(segment.code) if segment.code else ""
    person = f"by {segment.by_user}" if segment.by_user else ""
    return tuple(part for part in (segment.message, code, person) if part)
