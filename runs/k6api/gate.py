"""Whoever decides whether the API may be asked now, and hears how each attempt went."""

from typing import Final, Protocol

from runs.k6api.errors import K6Error


class Gate(Protocol):
    """Asked around every single attempt, repeated ones included."""

    def enter(self, operation: str) -> None:
        """Before an attempt. Raises `K6Error` where none may be made now."""

    def leave(self, error: K6Error | None) -> None:
        """After it: None for an answer that is the documented one."""

    def lets_in_after(self, seconds: float) -> bool:
        """Whether another attempt, that many seconds from now, would be let in."""


class Open:
    """No gate at all."""

    def enter(self, operation: str) -> None:
        pass

    def leave(self, error: K6Error | None) -> None:
        pass

    def lets_in_after(self, seconds: float) -> bool:
        del seconds
        return True


OPEN: Final = Open()
