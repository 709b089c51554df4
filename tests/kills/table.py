"""What came of a trial, for people."""

from collections.abc import Iterable

from tests.kills.killing import Kill
from tests.kills.marks import Phase
from tests.kills.trial import Found

WORDS = {
    Phase.FETCH: "in a fetch",
    Phase.TRANSACTION: "in an open transaction",
    Phase.COMMIT: "in a commit",
    Phase.DONE: "after a commit, before anybody was told",
    Phase.ELSEWHERE: "between all of these",
}
MOST_PROBLEMS = 30


def told(found: Found, seconds: float) -> str:
    return "\n".join([*_head(found, seconds), *_phases(found.kills), *_kept(found), *_verdict(found.problems), ""])


def _head(found: Found, seconds: float) -> Iterable[str]:
    yield f"\n{len(found.kills)} kills in {seconds:.0f} s, seed {found.seed}."
    yield f"{found.walks} times somebody took the lease; {found.changes} changes upstream meanwhile.\n"


def _phases(kills: list[Kill]) -> Iterable[str]:
    yield f"{'phase':<42}{'kills':>6}{'mid-walk':>10}{'of two':>8}"
    for phase, words in WORDS.items():
        yield _row(words, [kill for kill in kills if kill.phase is phase])
    yield _row("all", kills)


def _row(words: str, kills: list[Kill]) -> str:
    beside = sum(bool(kill.beside) for kill in kills)
    return f"{words:<42}{len(kills):>6}{sum(kill.is_mid_walk for kill in kills):>10}{beside:>8}"


def _kept(found: Found) -> Iterable[str]:
    yield "\nSeen and still there: " + ", ".join(f"{number:,} {name}" for name, number in found.kept.items()) + "."
    if found.takeovers:
        yield "Taken over by themselves after " + ", ".join(f"{one:.0f} s" for one in found.takeovers) + "."


def _verdict(problems: list[str]) -> Iterable[str]:
    yield f"\n{len(problems)} problems:" if problems else "\nNothing was lost, doubled or left different."
    yield from problems[:MOST_PROBLEMS]
