"""A run beside its neighbours, and how it differs from the last one that passed: changed things first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from runs.domain.diffs import Difference, differences
from runs.domain.durations import spell_seconds
from runs.domain.status import Face, result_face, status_face
from runs.keeping import script_of
from runs.models import ScriptFile, TestRun
from runs.neighbours import LOOKED_BACK, Neighbours
from runs.presenters.json_text import short_json
from runs.presenters.links import run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import NONE, percent, vuh, whole
from runs.presenters.records import record_of
from runs.presenters.same_script import changes_url
from runs.presenters.zones import Names, names_of, zone_line, zone_name

MOST_OPTIONS, LONGEST_VALUE, LONGEST_FACT = 25, 120, 300


@dataclass(frozen=True, slots=True)
class Neighbour:
    label: str
    number: str
    url: str
    face: Face
    created: Moment


@dataclass(frozen=True, slots=True)
class Change:
    """`by` says how much more or less, empty where that says nothing. `kind` is changed, added or removed.

    `url` leads to the change itself, where it has a page.
    """

    name: str
    before: str
    after: str
    by: str = ""
    kind: str = "changed"
    url: str = ""


@dataclass(frozen=True, slots=True)
class NeighboursView:
    """`baseline` is the last passed run before this one, None where there is none; `why_none` then says so.

    `same` names what does not differ from it.
    """

    links: tuple[Neighbour, ...]
    baseline: Neighbour | None
    why_none: str
    changes: tuple[Change, ...]
    options: tuple[Change, ...]
    options_said: str
    same: str


def run_neighbours(run: TestRun, found: Neighbours, now: datetime) -> NeighboursView:
    """`run` comes with its stack, zone set and document."""
    links = tuple(_link(label, run, other, now) for label, other in _sides(found))
    if found.passed is None:
        return NeighboursView(links, None, _why_none(found), (), (), "", "")
    facts = tuple(_facts(run, found.passed))
    options, said = _options(run, found.passed)
    changes = tuple(_cut(fact) for fact in facts if fact.before != fact.after)
    same = [fact.name for fact in facts if fact.before == fact.after]
    same += [] if options or said else ["options"]
    return NeighboursView(
        links=links,
        baseline=_link("Last passed before", run, found.passed, now),
        why_none="",
        changes=changes,
        options=options,
        options_said=said,
        same=", ".join(name.lower() if name not in {"VUs", "VUH"} else name for name in same),
    )


def _cut(fact: Change) -> Change:
    """Only now: two long texts may differ at their ends."""
    return replace(fact, before=short_json(fact.before, LONGEST_FACT), after=short_json(fact.after, LONGEST_FACT))


def _why_none(found: Neighbours) -> str:
    if found.previous is None:
        return "This is the first run of its load test that is known here."
    return f"None of the runs before this one passed; at most {LOOKED_BACK} were looked at."


def _sides(found: Neighbours) -> Iterator[tuple[str, TestRun]]:
    """The run before may be the last passed one too."""
    is_both = found.previous is not None and found.previous == found.passed
    if found.previous:
        yield "Previous run, the last that passed" if is_both else "Previous run", found.previous
    if found.next:
        yield "Next run", found.next
    if found.passed and not is_both:
        yield "Last that passed before", found.passed


def _link(label: str, run: TestRun, other: TestRun, now: datetime) -> Neighbour:
    """The stack of both is the same one."""
    face = result_face(other.result, other.status) if other.result else status_face(other.status)
    number = f"#{other.run_id}"
    return Neighbour(label, number, run_url(run.stack.slug, other.run_id), face, ago(other.created, now))


def _facts(run: TestRun, other: TestRun) -> Iterator[Change]:
    faces = [result_face(one.result, one.status).word for one in (other, run)]
    yield Change("Result", faces[0], faces[1])
    then, now = _length(other), _length(run)
    yield _number("Duration", then, now, _seconds(then), _seconds(now))
    yield _number("VUs", other.max_vus, run.max_vus, whole(other.max_vus), whole(run.max_vus))
    spent = [vuh(one.total_vuh, is_estimate=one.active) for one in (other, run)]
    yield _number("VUH", _float(other), _float(run), spent[0], spent[1])
    names = names_of(run)  # the stack of both is the same one
    yield Change("Load zones", _zones(other, names), _zones(run, names))
    yield from _script(run, other)


def _zones(run: TestRun, names: Names) -> str:
    """With their shares where the document has them, the largest first."""
    record = record_of(getattr(run, "document", None))
    shares = sorted(
        (record.distribution if record else None) or (), key=lambda one: (-(one.percent or 0), one.load_zone)
    )
    if shares:
        return "; ".join(f"{zone_name(share.load_zone, names)} {percent(share.percent)}" for share in shares)
    return zone_line(tuple(run.zone_set.zones), names).full if run.zone_set else NONE


def _script(run: TestRun, other: TestRun) -> Iterator[Change]:
    """Nothing where one of them is not known: no script is the same as another that nobody has seen."""
    then, now = script_of(other), script_of(run)
    if then and now and then.fingerprint and now.fingerprint:
        url = changes_url(run, other)
        yield Change("Script", _mark(then), _mark(now), "what changed", url=url)


def _mark(script: ScriptFile) -> str:
    """Enough of a fingerprint to tell scripts apart by eye."""
    return script.fingerprint[:8]


def _length(run: TestRun) -> int | None:
    """None for a run that goes on, even where the API gives an end that lies in the future."""
    return None if run.active else run.duration


def _seconds(length: int | None) -> str:
    return NONE if length is None else spell_seconds(length)


def _float(run: TestRun) -> float | None:
    return None if run.total_vuh is None else float(run.total_vuh)


def _number(name: str, before: float | None, after: float | None, before_text: str, after_text: str) -> Change:
    by = ""
    if before and after is not None:
        share = round(100 * (after - before) / before)
        by = f"{share:+,}\u202f%".replace("-", "\u2212") if share else ""
    return Change(name, before_text, after_text, by)


def _options(run: TestRun, other: TestRun) -> tuple[tuple[Change, ...], str]:
    """What differs in the options, and a sentence where that is not all or not known."""
    before, after = (record_of(getattr(one, "document", None)) for one in (other, run))
    if before is None or after is None or before.options is None or after.options is None:
        return (), "The options of both runs are not known."
    found = differences(_own(before.options), _own(after.options))
    shown = tuple(_change(item) for item in found.items[:MOST_OPTIONS])
    said = []
    if len(found.items) > MOST_OPTIONS:
        least = "At least " if found.is_partial else ""
        said.append(f"{least}{len(found.items) - MOST_OPTIONS:,} more differences in the options are not listed.")
    if found.is_partial:
        said.append("The options are too large to be compared as a whole.")
    return shown, " ".join(said)


def _own(options: Mapping[str, object]) -> Mapping[str, object]:
    """Without the load zones, which are compared on their own."""
    cloud = options.get("cloud")
    if not isinstance(cloud, Mapping):
        return options
    return {**options, "cloud": {name: value for name, value in cloud.items() if name != "distribution"}}


def _change(item: Difference) -> Change:
    return Change(short_json(item.path, LONGEST_VALUE), _value(item.before), _value(item.after), kind=item.kind)


def _value(value: object) -> str:
    return NONE if value is None else short_json(value, LONGEST_VALUE)
