"""CSV as RFC 4180 has it, in which no cell is a formula to whatever program opens it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

# What spreadsheets take for the beginning of a formula, also in the wide forms of East Asian keyboards; and what they
# drop at a cell's beginning before they look.
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_DROPPED = "\t\r\n\0"
GUARD = "'"


def cell(value: object) -> str | int | float | Decimal:
    """Numbers stay numbers, times are ISO 8601, nothing is "". A text that could be a formula begins with a quote."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    risky = text.startswith(tuple(_DROPPED)) or text.lstrip().startswith(_FORMULA)
    return GUARD + text if risky else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One text a row, ended by CR LF; cells with quotes, commas or line ends are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
