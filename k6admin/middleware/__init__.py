"""What holds for every answer: its headers and its line in the log, the reader's clock, the login."""

from k6admin.middleware.clock import TimeZoneMiddleware
from k6admin.middleware.headers import PromisedHeadersMiddleware
from k6admin.middleware.login import LoginRequiredMiddleware, PasswordAgainMiddleware
from k6admin.middleware.pace import PaceMiddleware
from k6admin.middleware.probes import ProbeMiddleware
from k6admin.middleware.proxies import TrustedProxyMiddleware
from k6admin.middleware.request_log import RequestLogMiddleware
from k6admin.middleware.sessions import SessionAgeMiddleware
from k6admin.middleware.shared import SharedPagesMiddleware

__all__ = [
    "LoginRequiredMiddleware",
    "PaceMiddleware",
    "PasswordAgainMiddleware",
    "ProbeMiddleware",
    "PromisedHeadersMiddleware",
    "RequestLogMiddleware",
    "SessionAgeMiddleware",
    "SharedPagesMiddleware",
    "TimeZoneMiddleware",
    "TrustedProxyMiddleware",
]
