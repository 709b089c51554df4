"""Headers of every answer, whether Django gives it or the web server."""

from csp.utils import build_policy
from django.conf import settings

POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
PROMISED = {
    "Permissions-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def refusal_headers() -> dict[str, str]:
    """The same, and those of other middleware, for an answer that the web server gives before Django is reached."""
    return {
        **PROMISED,
        "Content-Security-Policy": build_policy(),
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        **_transport_security(),
    }


def _transport_security() -> dict[str, str]:
    if not settings.SECURE_HSTS_SECONDS:
        return {}
    return {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"}
