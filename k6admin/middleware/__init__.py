"""What holds for every answer: headers, the reader's clock, that a login comes first, and for how long it lasts."""

from k6admin.middleware.clock import TimeZoneMiddleware
from k6admin.middleware.headers import PromisedHeadersMiddleware
from k6admin.middleware.login import LoginRequiredMiddleware, PasswordAgainMiddleware
from k6admin.middleware.sessions import SessionAgeMiddleware
from k6admin.middleware.shared import SharedPagesMiddleware

__all__ = [
    "LoginRequiredMiddleware",
    "PasswordAgainMiddleware",
    "PromisedHeadersMiddleware",
    "SessionAgeMiddleware",
    "SharedPagesMiddleware",
    "TimeZoneMiddleware",
]
