"""Where a visitor comes from. `X-Forwarded-For` counts only from a proxy named in TRUSTED_PROXIES."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address of the last hop that is not one of our own proxies."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if not is_trusted(address):
        return address
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        hop_address = hop.strip()
        if not is_address(hop_address):
            break
        address = hop_address
        if not is_trusted(address):
            break
    return address


def is_trusted(address: str) -> bool:
    return is_address(address) and any(
        ipaddress.ip_address(address) in ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES
    )


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def request_id(request: HttpRequest) -> str:
    """The name under which this request stands in the log, as the middleware wrote it into the request's headers."""
    return request.headers.get("X-Request-Id", "")[:64]
