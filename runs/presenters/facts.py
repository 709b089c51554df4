"""Single facts of a run's page."""

from dataclasses import dataclass

from runs.domain.durations import spell_seconds
from runs.presenters.moments import Moment
from runs.presenters.numbers import NONE


@dataclass(frozen=True, slots=True)
class Fact:
    """`iso` is set for moments, `url` for what has an address."""

    label: str
    value: str
    hint: str = ""
    iso: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: str
    facts: tuple[Fact, ...]
    hint: str = ""


def moment_fact(label: str, moment: Moment | None, absent: str = NONE) -> Fact:
    return Fact(label, moment.exact, moment.relative, moment.iso) if moment else Fact(label, absent)


def seconds_fact(label: str, seconds: float | None, hint: str = "") -> Fact:
    """A duration; unknown ones are a dash."""
    return Fact(label, NONE if seconds is None else spell_seconds(seconds), hint)


def yes_no(label: str, flag: bool | None, hint: str = "") -> Fact:
    return Fact(label, NONE if flag is None else "Yes" if flag else "No", hint)
