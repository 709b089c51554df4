"""What may go wrong when the API is asked something: one tree, no secrets in any of it.

K6Error
  NoAnswer       no complete answer arrived; `sent` says whether a write may have happened
    LeftAlone    nothing was asked: a gate keeps calls from an API that is in trouble or asked for that
  BadAnswer      an answer with a success status that is not the documented one
  Refused        HTTP 4xx or 5xx, one class per status that means something of its own
"""

from typing import Final

NO_ANSWER_WORDS: Final = {
    "unreachable": "the API cannot be reached",
    "tls": "no trusted TLS connection to the API",
    "timeout": "the API did not answer in time",
    "cut_short": "the connection ended before the answer was complete",
    "too_many_calls": "too many calls are waiting already",
    "left_alone": "the API is left alone for now",
}
BAD_ANSWER_WORDS: Final = {
    "not_json": "the answer is not JSON",
    "shape": "the answer does not have the documented shape",
    "too_large": "the answer is too large",
    "redirect": "the API answered with a redirect, which is never followed",
    "status": "the answer has an undocumented status",
}


class K6Error(Exception):
    """A call that did not give what it promises.

    `operation` is the client's method ("abort_run"); `status` the HTTP status, None where there is none;
    `code` and `api_message` are the API's own words ("" if none), free of tokens, the message at most 500
    characters; `details` holds the API's more specific messages. `str()` is one sentence without secrets.
    """

    def __init__(
        self,
        operation: str,
        *,
        status: int | None = None,
        code: str = "",
        api_message: str = "",
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(operation)
        self.operation = operation
        self.status = status
        self.code = code
        self.api_message = api_message
        self.details = details

    def __str__(self) -> str:
        return f"{self.operation}: {self.sentence()}"

    def sentence(self) -> str:
        """What happened, without the operation's name."""
        return "the call failed"


class NoAnswer(K6Error):
    """No complete answer.

    `sent` is False where the request certainly never reached the API (name not found, refused, TLS): a
    write did not happen. True: the outcome of a write is unknown. `reason` is a key of `NO_ANSWER_WORDS`;
    "too_many_calls" is for callers that limit how many calls wait at once, the client never uses it.
    """

    def __init__(self, operation: str, reason: str = "unreachable", *, sent: bool = False) -> None:
        super().__init__(operation)
        self.args = (operation, reason)
        self.reason = reason
        self.sent = sent

    def sentence(self) -> str:
        return NO_ANSWER_WORDS.get(self.reason, "no answer")


class LeftAlone(NoAnswer):
    """Nothing was asked, and nothing will be for `seconds`.

    `cause` is the caller's own word for what went before, `api_message` what the API said then.
    """

    def __init__(self, operation: str, cause: str = "", *, seconds: float = 0.0, api_message: str = "") -> None:
        super().__init__(operation, "left_alone", sent=False)
        self.args = (operation, cause)
        self.cause = cause
        self.seconds = seconds
        self.api_message = api_message


class BadAnswer(K6Error):
    """An answer that is not what the API documents; `reason` is a key of `BAD_ANSWER_WORDS`."""

    sent = True

    def __init__(self, operation: str, reason: str = "shape", *, status: int | None = None) -> None:
        super().__init__(operation, status=status)
        self.args = (operation, reason)
        self.reason = reason

    def sentence(self) -> str:
        words = BAD_ANSWER_WORDS.get(self.reason, "the answer cannot be used")
        return words if self.status is None else f"{words} (HTTP {self.status})"


class Refused(K6Error):
    """HTTP 4xx or 5xx. `retry_after`: seconds the API asks to wait, within 1 s to 1 h, None if not said."""

    sent = True

    def __init__(
        self,
        operation: str,
        status: int = 0,
        *,
        code: str = "",
        api_message: str = "",
        details: tuple[str, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(operation, status=status, code=code, api_message=api_message, details=details)
        self.args = (operation, status)
        self.retry_after = retry_after

    def sentence(self) -> str:
        said = f": {self.api_message}" if self.api_message else ""
        return f"the API refused with HTTP {self.status}{said}"


class BadRequest(Refused):
    """400: the request was not valid."""


class Unauthorized(Refused):
    """401: the token is not accepted."""


class Forbidden(Refused):
    """403: the token is good, but has no access to this."""


class NotFound(Refused):
    """404: not there, or not visible to this token; a distribution that has no data answers so too."""


class Removed(Refused):
    """405 or 410: the operation no longer exists."""


class Conflict(Refused):
    """409: the run's state forbids it (still running, not running, deleted, limit of saved runs reached)."""


class RateLimited(Refused):
    """429: too many requests."""


class ServerError(Refused):
    """5xx: trouble at the API or in front of it. A paused stack answers 503 while it wakes."""


class OtherRefusal(Refused):
    """Any other 4xx."""


_BY_STATUS: Final[dict[int, type[Refused]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: Removed,
    409: Conflict,
    410: Removed,
    429: RateLimited,
}


def refusal_class(status: int) -> type[Refused]:
    """The class for an HTTP status of 400 to 599."""
    if status >= 500:
        return ServerError
    return _BY_STATUS.get(status, OtherRefusal)
