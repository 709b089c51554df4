"""Switches: standing ways in which the simulated API behaves, each as a client may meet it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields


class Unset:
    """The type of UNSET, which tells "not overridden" from an override that is null."""


UNSET = Unset()
ORDERS = ("ascending", "descending", "shuffled")
REMOVED = (404, 405, 410)


@dataclass(slots=True)
class Switches:
    """All off at first. `next_link` and `count` take any JSON value and then stand on every page.

    `orderby_rejected`: 400 for `$orderby` on `/test_runs`. `save_removed`: the status of save and unsave.
    `hidden_projects`: a token that lost folders. `frozen`: the clock stands, no run is born. `dates_ignored` and
    `skip_ignored`: lists of runs as if those were not asked for. `page_cap`: no page has more rows.
    """

    orderby_rejected: bool = False
    save_removed: int | None = None
    save_limit_reached: bool = False
    order: str = "ascending"
    hidden_projects: frozenset[int] = frozenset()
    dead_token: bool = False
    frozen: bool = False
    next_link: object = UNSET
    count: object = UNSET
    dates_ignored: bool = False
    skip_ignored: bool = False
    page_cap: int | None = None

    def set(self, values: Mapping[str, object]) -> None:
        """Set several at once, or none: ValueError names the first that is unknown or bad."""
        read = {name: self._read(name, value) for name, value in values.items()}
        for name, value in read.items():
            setattr(self, name, value)

    def reset(self) -> None:
        fresh = Switches()
        for one in fields(self):
            setattr(self, one.name, getattr(fresh, one.name))

    def state(self) -> dict[str, object]:
        """For showing: an override that is not set is left out."""
        shown = {one.name: getattr(self, one.name) for one in fields(self)}
        shown["hidden_projects"] = sorted(self.hidden_projects)
        return {name: value for name, value in shown.items() if value is not UNSET}

    @staticmethod
    def _read(name: str, value: object) -> object:
        if name not in _READERS:
            raise ValueError(f"There is no switch {name!r}.")
        try:
            return _READERS[name](value)
        except (TypeError, ValueError):
            raise ValueError(f"The switch {name!r} cannot be {value!r}.") from None


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _removed(value: object) -> int | None:
    if value is None or value is False:
        return None
    if value not in REMOVED:
        raise ValueError
    return int(str(value))


def _order(value: object) -> str:
    if value not in ORDERS:
        raise ValueError
    return str(value)


def _projects(value: object) -> frozenset[int]:
    if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(one, int) for one in value):
        raise TypeError
    return frozenset(value)


def _cap(value: object) -> int | None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError
    return None if value is None else int(str(value))


_READERS: dict[str, Callable[[object], object]] = {
    "orderby_rejected": _boolean,
    "save_removed": _removed,
    "save_limit_reached": _boolean,
    "order": _order,
    "hidden_projects": _projects,
    "dead_token": _boolean,
    "frozen": _boolean,
    "next_link": lambda value: value,
    "count": lambda value: value,
    "dates_ignored": _boolean,
    "skip_ignored": _boolean,
    "page_cap": _cap,
}
