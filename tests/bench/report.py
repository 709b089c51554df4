"""What was measured, as a table that says ok or FAIL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One budget: `ours` and `reference` as people read them, `ratio` against `budget`."""

    what: str
    ours: str
    reference: str
    ratio: float
    budget: float
    is_floor: bool

    @property
    def is_kept(self) -> bool:
        return self.ratio >= self.budget if self.is_floor else self.ratio <= self.budget


HEAD = ("what", "ours", "reference", "ratio", "budget", "")


def at_least(what: str, ours: str, reference: str, ratio: float, budget: float) -> Line:
    return Line(what, ours, reference, ratio, budget, is_floor=True)


def at_most(what: str, ours: str, reference: str, ratio: float, budget: float) -> Line:
    return Line(what, ours, reference, ratio, budget, is_floor=False)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def table(lines: Iterable[Line]) -> str:
    cells = [HEAD, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    return "\n".join(_row(row, widths) for row in cells)


def _cells(line: Line) -> tuple[str, ...]:
    sign = ">=" if line.is_floor else "<="
    budget = f"{sign} {line.budget:g}"
    return (line.what, line.ours, line.reference, f"{line.ratio:.2f}", budget, "ok" if line.is_kept else "FAIL")


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers, verdict = cells
    aligned = (cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True))
    return "  ".join([first.ljust(widths[0]), *aligned, verdict])
