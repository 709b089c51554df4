"""Numbers for pages: grouped digits, fixed places, a dash for what is not known."""

from decimal import Decimal

from runs.presenters.charts import number_words

NONE = "\u2013"
SMALLEST_VUH = Decimal("0.01")


def whole(number: int | None) -> str:
    return NONE if number is None else f"{number:,}"


def vuh(hours: Decimal | None, *, is_estimate: bool = False) -> str:
    """Virtual user hours with two places; an estimate of the API's is marked as one."""
    if hours is None:
        return NONE
    if 0 < hours < SMALLEST_VUH:
        return f"< {SMALLEST_VUH}"
    return f"\u2248 {hours:,.2f}" if is_estimate else f"{hours:,.2f}"


def percent(share: Decimal | float | None) -> str:
    """At most two places, none that say nothing."""
    if share is None:
        return NONE
    return f"{share:,.2f}".rstrip("0").rstrip(".") + "\u202f%"


def counted(number: float, one: str, many: str = "") -> str:
    """ "1 run", "1,204 runs"; of a float the three digits that matter: "0.5 iterations/s"."""
    digits = f"{number:,}" if isinstance(number, int) else number_words(number)
    return f"{digits} {one if number == 1 else many or one + 's'}"
