"""A browser that goes to the issuer and comes back."""

import http.client
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from tests.pages.visiting import Answer


def sent(client: Client, path: str = "/accounts/company/login/", **fields: str) -> str:
    """The issuer's address that the site leads to."""
    return str(client.post(path, fields).headers["Location"])


def asked_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def back_from(address: str) -> str:
    """The path on our site that the issuer sends the browser to."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = urlsplit(str(connection.getresponse().headers["Location"]))
    connection.close()
    return f"{location.path}?{location.query}"


def sign_in(client: Client, path: str = "/accounts/company/login/", **fields: str) -> Answer:
    return client.get(back_from(sent(client, path, **fields)))


def may_lead_to(answer: Answer) -> list[str]:
    """Where the page's forms may end, beside this site."""
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    return [place for place in rules["form-action"].split() if place != "'self'"]
