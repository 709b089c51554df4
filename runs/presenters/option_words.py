"""A run's options in words: what may fail it, what it does, how its stages go, how it is labelled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runs.domain.durations import parse_duration, spell_seconds
from runs.domain.profile import run_plan, scenarios_of
from runs.domain.profile.reading import RefusedError, whole_number
from runs.presenters.numbers import counted

MOST_THRESHOLDS, MOST_SCENARIOS, MOST_STAGES, MOST_TAGS = 100, 50, 20, 50
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Threshold:
    """`consequence` says what a crossed one does to the run while it goes on."""

    metric: str
    expression: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Stage:
    duration: str
    target: str


@dataclass(frozen=True, slots=True)
class ScenarioWords:
    """`stages` are VUs, or a rate: `target_is` says which. `more` says how many stages are not listed."""

    name: str
    executor: str
    words: str
    target_is: str
    stages: tuple[Stage, ...]
    more: str


@dataclass(frozen=True, slots=True)
class OptionWords:
    """`refused` is a sentence for options that k6 refuses, "" for others. `cut` has a sentence for each list that is
    longer than a page has room for.
    """

    refused: str
    thresholds: tuple[Threshold, ...]
    scenarios: tuple[ScenarioWords, ...]
    tags: tuple[tuple[str, str], ...]
    cut: tuple[str, ...]


def option_words(options: Mapping[str, object] | None, k6_version: str = "") -> OptionWords | None:
    """Of options as they are stored, which is without secrets, by the k6 version of the run. None where the API gave
    none.
    """
    if options is None:
        return None
    thresholds = list(_thresholds(options.get("thresholds")))
    scenarios = scenarios_of(options, k6_version)
    refused = run_plan(options, k6_version).refused
    tags = _mapping(options.get("tags"))
    lists = (
        ("threshold", thresholds, MOST_THRESHOLDS),
        ("scenario", scenarios, MOST_SCENARIOS),
        ("tag", tags, MOST_TAGS),
    )
    return OptionWords(
        refused=f"k6 refuses these options. {refused}" if refused else "",
        thresholds=tuple(thresholds[:MOST_THRESHOLDS]),
        scenarios=tuple(_scenario(str(name), scenarios[name]) for name in list(scenarios)[:MOST_SCENARIOS]),
        tags=tuple((_text(name), _text(tags[name])) for name in list(tags)[:MOST_TAGS]),
        cut=tuple(
            f"{counted(len(found) - most, f'more {what}')} below." for what, found, most in lists if len(found) > most
        ),
    )


def _thresholds(value: object) -> Iterator[Threshold]:
    """Each metric has a list of expressions, or of objects with the expression and what to do.

    A list without any is legal, and makes k6 keep the metric's numbers without judging them.
    """
    for metric, given in _mapping(value).items():
        if given is None or given == []:
            yield Threshold(_text(metric), "", "nothing could fail it: it has no condition")
            continue
        for one in given if isinstance(given, list) else [given]:
            rule = _mapping(one)
            yield Threshold(_text(metric), _text(rule.get("threshold") if rule else one), _consequence(rule))


def _consequence(rule: Mapping[str, object]) -> str:
    if rule.get("abortOnFail") is not True:
        return ""
    delay = rule.get("delayAbortEval")
    return f"aborts the run, not before {_length(delay)}" if delay else "aborts the run"


def _scenario(name: str, value: object) -> ScenarioWords:
    config = {key: item for key, item in _mapping(value).items() if item is not None}
    stages = config.get("stages")
    listed = stages if isinstance(stages, list) else []
    executor = config.get("executor")
    words = _SENTENCES.get(executor, _unknown)(config) if isinstance(executor, str) else _unknown(config)
    more = len(listed) - MOST_STAGES
    return ScenarioWords(
        name=_text(name),
        executor=_text(executor),
        words="; ".join([words, *_extras(config)]),
        target_is=_per(config, "Iterations") if "rate" in _text(executor) else "VUs",
        stages=tuple(_stage(stage) for stage in listed[:MOST_STAGES]),
        more=f"{counted(more, 'more stage')} below." if more > 0 else "",
    )


def _stage(value: object) -> Stage:
    stage = _mapping(value)
    return Stage(_length(stage.get("duration")), _text(stage.get("target")))


def _extras(config: Mapping[str, object]) -> Iterator[str]:
    if parse_duration(config.get("startTime", 0)).seconds != 0:
        yield f"starts after {_length(config['startTime'])}"
    if config.get("exec"):
        yield f"runs {_text(config['exec'])}()"
    if isinstance(_mapping(config.get("options")).get("browser"), Mapping):
        yield "in a browser"


def _amount(value: object, one: str, many: str = "") -> str:
    """The value with its unit, text and floats as k6 reads them; as it came where it is no whole number."""
    try:
        number = whole_number(value)
    except RefusedError:
        number = None
    return f"{_text(value)} {many or one + 's'}" if number is None else counted(number, one, many)


def _vus(config: Mapping[str, object], key: str = "vus") -> str:
    return _amount(config.get(key, 1), "VU")


def _per(config: Mapping[str, object], what: str) -> str:
    """ "iterations/s", "iterations per 1 min"."""
    unit = _length(config.get("timeUnit", "1s"))
    return f"{what}/s" if unit == "1 s" else f"{what} per {unit}"


def _rate(config: Mapping[str, object], key: str, default: object = None) -> str:
    return _amount(config.get(key, default), _per(config, "iteration"), _per(config, "iterations"))


def _stages_of(config: Mapping[str, object]) -> str:
    stages = config.get("stages")
    return counted(len(stages), "stage") if isinstance(stages, list) else "no stages"


def _constant_vus(config: Mapping[str, object]) -> str:
    return f"{_vus(config)}{_for(config)}"


def _for(config: Mapping[str, object]) -> str:
    given = config.get("duration")
    return ", for how long is not given" if given is None else f" for {_length(given)}"


def _ramping_vus(config: Mapping[str, object]) -> str:
    return f"from {_vus(config, 'startVUs')} through {_stages_of(config)}"


def _shared(config: Mapping[str, object]) -> str:
    return f"{_iterations(config)} shared by {_vus(config)}, {_at_most(config)}"


def _per_vu(config: Mapping[str, object]) -> str:
    vus = _vus(config)
    return f"{_iterations(config)} {'by' if vus == '1 VU' else 'by each of'} {vus}, {_at_most(config)}"


def _iterations(config: Mapping[str, object]) -> str:
    return _amount(config.get("iterations", 1), "iteration")


def _at_most(config: Mapping[str, object]) -> str:
    return f"at most {_length(config.get('maxDuration', '10m'))}"


def _constant_rate(config: Mapping[str, object]) -> str:
    return f"{_rate(config, 'rate')}{_for(config)}, {_band(config)}"


def _ramping_rate(config: Mapping[str, object]) -> str:
    return f"from {_rate(config, 'startRate', 0)} through {_stages_of(config)}, {_band(config)}"


def _band(config: Mapping[str, object]) -> str:
    least, most = _vus(config, "preAllocatedVUs"), _amount(config.get("maxVUs"), "VU")
    if "preAllocatedVUs" not in config:
        return "with how many VUs is not given"
    is_one = "maxVUs" not in config or least == most
    return f"with {least}" if is_one else f"with {least.rpartition(' ')[0]} to {most}"


def _outside(config: Mapping[str, object]) -> str:
    return f"VUs controlled from outside, {_vus(config)} at first"


def _unknown(config: Mapping[str, object]) -> str:
    """What an executor that is not known here was given."""
    shown = [f"{_text(key)} {_text(config[key])}" for key in list(config)[:10] if key != "executor"]
    return ", ".join(shown) or "nothing else is said about it"


_SENTENCES = {
    "constant-vus": _constant_vus,
    "ramping-vus": _ramping_vus,
    "shared-iterations": _shared,
    "per-vu-iterations": _per_vu,
    "constant-arrival-rate": _constant_rate,
    "ramping-arrival-rate": _ramping_rate,
    "externally-controlled": _outside,
}


def _length(value: object) -> str:
    """A duration in words; one that cannot be read as it came."""
    seconds = parse_duration(value).seconds
    return _text(value) if seconds is None else spell_seconds(seconds)


def _text(value: object) -> str:
    """A value in a few words, cut before it is spelt out."""
    if isinstance(value, Mapping):
        return counted(len(value), "setting")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return counted(len(value), "item")
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not given"}[value]
    if isinstance(value, int) and abs(value) < 10**15:
        return f"{value:,}"
    text = value if isinstance(value, str) else f"{value:.6g}" if isinstance(value, float) else "a very large number"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
