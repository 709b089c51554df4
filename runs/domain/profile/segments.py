"""The part of a test's load that one k6 instance runs: `executionSegment` and `executionSegmentSequence`.

k6 cuts the whole (0 to 1) into segments and deals VUs out one by one, so that every segment has its share at
any number of VUs. The order is that of a list as long as the common denominator of the segments' lengths; its
places are given in turn, the longest segment first, to a segment that has not yet more than its share
(observed in the k6 sources: `lib/execution_segment.go`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from runs.domain.profile.reading import RefusedError, TooLargeError, shown

# Steps of dealing out places: k6 takes them all, and long where the round is long.
_MOST_STEPS = 40_000
_MOST_SEGMENTS = 200
_PERCENT = re.compile(r"[+-]?[0-9]{1,20}%")
_RATIO = re.compile(r"[+-]?[0-9]{1,20}(/[0-9]{1,20}|(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?)|[+-]?\.[0-9]{1,20}")

Segment = tuple[Fraction, Fraction]
WHOLE: Segment = (Fraction(0), Fraction(1))


@dataclass(frozen=True, slots=True)
class Share:
    """One segment's share. `part` is its length. Of a round of `round_length` VUs, `places` are its own, counted
    from 0, as far as the first `known` places; None where the segment is the whole.
    """

    part: Fraction = Fraction(1)
    round_length: int = 1
    places: Sequence[int] | None = None
    known: int = 1

    def of(self, count: int) -> int:
        """How many of the first `count` VUs are in this segment; TooLargeError where that cannot be followed here."""
        if self.places is None:
            return count
        if count > self.known < self.round_length:
            raise TooLargeError("“executionSegment” is divided too finely to be calculated here.")
        rounds, rest = divmod(count, self.round_length)
        return rounds * len(self.places) + bisect_left(self.places, rest)

    def number_of(self, position: int) -> int:
        """The number, from 1, that its VU at a position, from 0, has in the whole test."""
        if self.places is None:
            return position + 1
        rounds, rest = divmod(position, len(self.places))
        return rounds * self.round_length + self.places[rest] + 1


def read_share(segment: object, sequence: object) -> Share:
    """The share that two options name; RefusedError as k6 refuses them."""
    own = None if segment is None else _segment(segment)
    given = None if sequence is None else _sequence(sequence)
    if given is not None and (own or WHOLE) not in given:
        raise RefusedError("“executionSegment” is not one of “executionSegmentSequence”.")
    filled = _filled(given, own)
    if len(filled) == 1:
        return Share()
    if len(filled) > _MOST_SEGMENTS:
        raise TooLargeError("“executionSegmentSequence” has too many segments to be calculated here.")
    lengths = [end - start for start, end in filled]
    round_length = math.lcm(*(length.denominator for length in lengths))
    known = min(round_length, _MOST_STEPS // len(filled))
    position = filled.index(own or WHOLE)
    return Share(lengths[position], round_length, _places(lengths, position, round_length, known), known)


def canonical(segment: object, sequence: object) -> dict[str, object]:
    """The two options as numbers alone, those that are given and can be read."""
    found: dict[str, object] = {}
    if segment is not None:
        found["executionSegment"] = ":".join(str(end) for end in _segment(segment))
    if sequence is not None:
        points = _sequence(sequence)
        found["executionSegmentSequence"] = ",".join(str(at) for at in [points[0][0], *(end for _, end in points)])
    return found


def _segment(value: object) -> Segment:
    if not isinstance(value, str):
        raise RefusedError(f"“executionSegment” is not text: {shown(value)}.")
    start, colon, end = value.partition(":")
    return _checked(_ratio(start), _ratio(end)) if colon else _checked(Fraction(0), _ratio(value or "1"))


def _sequence(value: object) -> list[Segment]:
    if not isinstance(value, str):
        raise RefusedError(f"“executionSegmentSequence” is not text: {shown(value)}.")
    points = [_ratio(point) for point in value.split(",", _MOST_SEGMENTS + 2)]
    if len(points) < 2:
        raise RefusedError("“executionSegmentSequence” needs at least two points.")
    return [_checked(start, end) for start, end in pairwise(points)]


def _ratio(value: str) -> Fraction:
    """A percentage, a decimal number or a fraction."""
    if _PERCENT.fullmatch(value):
        return Fraction(int(value[:-1]), 100)
    if not _RATIO.fullmatch(value) or re.search(r"/0+\Z", value):
        raise RefusedError(f"“executionSegment” has a point that is not a share: {shown(value)}.")
    return Fraction(value)


def _checked(start: Fraction, end: Fraction) -> Segment:
    if not 0 <= start < end <= 1:
        raise RefusedError("“executionSegment” has to increase, from 0 or more to at most 1.")
    return start, end


def _filled(sequence: list[Segment] | None, own: Segment | None) -> list[Segment]:
    """All segments from 0 to 1: those that are given, and what is missing before and after them."""
    segments = sequence or [own or WHOLE]
    before = [(Fraction(0), segments[0][0])] if segments[0][0] > 0 else []
    after = [(segments[-1][1], Fraction(1))] if segments[-1][1] < 1 else []
    return [*before, *segments, *after]


def _places(lengths: list[Fraction], position: int, round_length: int, known: int) -> list[int]:
    """The places of one segment in a round, of a long round those among the first `known`."""
    shares = [int(length * round_length) for length in lengths]
    order = sorted(range(len(shares)), key=lambda number: -shares[number])
    counts, places = [0] * len(shares), []
    for place in range(known):
        for number in order:
            if place * shares[number] >= counts[number] * round_length:
                counts[number] += 1
                if number == position:
                    places.append(place)
                break
    return places
