"""A planned load in words: what its charts show, as sentences and as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runs.domain.durations import spell_seconds
from runs.domain.profile import Profile
from runs.domain.profile.curves import Point, side_by_side, thinned
from runs.presenters.charts import number_words
from runs.presenters.numbers import counted

MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A bend of the plan in words. VUs are whole, also where a ramp is on its way."""

    at: str
    vus: str
    rate: str


def within(seconds: float, word: str) -> str:
    """ "over 30 min", "after 30 min" by the word; of what is too short to be told "within 1 s"."""
    return "within 1 s" if 0 < seconds < 1 else f"{word} {spell_seconds(seconds)}"


def vus_words(plan: Profile, max_vus: int | None) -> str:
    """The API's number goes before that of the options, where they differ."""
    said = _summary([(at, float(round(vus))) for at, vus in plan.total], "VU", "VUs")
    if max_vus is None or max_vus == plan.peak:
        return said[:1].upper() + said[1:]
    return f"{counted(max_vus, 'VU')} at most, by the API's count. By the options: {said}"


def rate_words(plan: Profile) -> str:
    said = _summary(plan.rate, "iteration/s", "iterations/s")
    return said[:1].upper() + said[1:]


def _summary(points: Sequence[Point], one: str, many: str) -> str:
    peak = max(value for _, value in points)
    if all(value == peak for _, value in points):
        return f"{counted(peak, one, many)} all the time, {within(points[-1][0], 'over')}."
    at = next(at for at, value in points if value == peak)
    return (
        f"up to {counted(peak, one, many)}, first after {spell_seconds(at)}; "
        f"{number_words(points[0][1])} at the start, {number_words(points[-1][1])} at the end, "
        f"{within(points[-1][0], 'over')}."
    )


def kept_words(peak: int, kept: int) -> str:
    """The VUs of the peak that the curve does not show, because no target asks for them."""
    return (
        f"k6 reserves up to {counted(peak, 'VU')}, {kept:,} more than the targets that are drawn, "
        "for iterations that are still finishing (gracefulStop, gracefulRampDown)."
    )


def rows(plan: Profile) -> Iterator[Row]:
    """The bends of the curves; of very many, the ends and the peaks."""
    total, rate = thinned(plan.total, MOST_ROWS), thinned(plan.rate, MOST_ROWS)
    for at, vus, per_second in side_by_side(total, rate):
        yield Row(spell_seconds(at), f"{round(vus):,}", number_words(per_second))


def notes(plan: Profile, max_vus: int | None, most_bands: int) -> Iterator[str]:
    """`most_bands`: of more scenarios than these the sum alone is drawn."""
    if max_vus is not None and plan.peak is not None and max_vus != plan.peak:
        sum_of_all = counted(plan.peak, "VU")
        yield f"The options add up to {sum_of_all}; the API says {max_vus:,} at most, and its number counts."
    if plan.kept and plan.peak:
        yield kept_words(plan.peak, plan.kept)
    for scenario in plan.scenarios:
        if scenario.may_end_early:
            yield f"{scenario.name}: ends as soon as its iterations are done; drawn is the longest that it may take."
        if scenario.ceiling != scenario.vus:
            yield f"{scenario.name}: k6 adds VUs up to maxVUs as it needs them; drawn is that maximum."
    if len(plan.scenarios) > most_bands:
        yield f"{counted(len(plan.scenarios), 'scenario')} are drawn as their sum alone."
    if len(plan.total) > MOST_ROWS:
        yield f"The table has the ends and the peaks of {len(plan.total):,} points."
    yield from plan.notes
