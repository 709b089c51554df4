"""(W2) (W5) (W6) (W9) The site as a process of its own, at an https address behind a proxy: headers and cookies."""

import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from k6admin.ports import HOST
from runs.models import Role
from tests.builders import PASSWORD, make_run, make_stack, make_user
from tests.hostile.serving import Answer, served
from tests.pages.visiting import POLICY
from tests.worker.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "k6admin.example.com"
ORIGIN = f"https://{NAME}"
PROMISED = {
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass
class Browser:
    """Asks as the proxy in front does; keeps cookies."""

    port: int
    cookies: dict[str, str]
    set_cookies: list[str]

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: Any) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9", "Cookie": jar}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{ORIGIN}/", "Origin": ORIGIN}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, urlencode(form).encode() if form is not None else None, sent)
            answer = connection.getresponse()
            given = answer.headers.get_all("Set-Cookie") or []
            for cookie in given:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            self.set_cookies += given
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: Any) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, form: dict[str, str], **headers: Any) -> Answer:
        return self.ask("POST", path, {"csrfmiddlewaretoken": self.cookies["__Host-csrf"], **form}, **headers)

    def log_in(self, email: str) -> Answer:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": PASSWORD})


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """A web process that believes the proxy."""
    with served(
        DJANGO_SETTINGS_MODULE="tests.security.https_settings",
        DATABASE_URL=database_url(),
        BASE_URL=ORIGIN,
        ALLOWED_HOSTS=NAME,
        TRUSTED_PROXIES=HOST,
        CACHE_URL="locmemcache://",
        K6_API_URL=settings.K6_API_URL,
    ) as port:
        yield port


@pytest.fixture
def proxied(port: int) -> Browser:
    return Browser(port, {}, [])


def raw(port: int, request: str) -> bytes:
    with socket.create_connection((HOST, port), timeout=120) as connection:
        connection.sendall(request.encode())
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def wrong(answer: Answer) -> list[str]:
    """The promised headers that an answer lacks, and what it tells and should not."""
    told = answer.headers
    found = [f"{name}: {told.get(name)}" for name, value in PROMISED.items() if told.get(name) != value]
    policy = {part.strip() for part in told.get("content-security-policy", "").split(";")}
    server = told.get("server", "")
    return [
        *found,
        *([f"policy: {policy}"] if policy != POLICY else []),
        *(["frames"] if told.get("x-frame-options") != "DENY" else []),
        *(["devices"] if "camera=()" not in told.get("permissions-policy", "") else []),
        *(["referrer"] if told.get("referrer-policy") not in {"same-origin", "no-referrer"} else []),
        *([f"server: {server}"] if any(sign.isdigit() for sign in server) else []),
        *(["powered by"] if "x-powered-by" in told else []),
    ]


def test_every_kind_of_answer_of_the_running_site_has_the_promised_headers(proxied: Browser) -> None:
    """(W5) (W6) And https is asked for again for a year."""
    stack = make_stack()
    make_run(stack, 5)
    member = make_user(stack.team, Role.MEMBER)
    stranger = proxied.get("/accounts/login/"), proxied.get("/runs/"), proxied.get("/s/none/")
    login = proxied.log_in(member.email)
    kinds = {
        "login": (stranger[0], 200),
        "redirect": (stranger[1], 302),
        "shared": (stranger[2], 404),
        "logged in": (login, 302),
        "page": (proxied.get("/runs/"), 200),
        "fragment": (proxied.get("/runs/", HX_Request="true"), 200),
        "bad host": (proxied.get("/runs/", Host="evil.example"), 400),
        "forbidden": (proxied.get(f"/stacks/{stack.slug}/settings/"), 403),
        "forged": (proxied.ask("POST", "/teams/new/", {"name": "x"}), 403),
        "missing": (proxied.get("/no/such/page/"), 404),
        "method": (proxied.post("/runs/", {}), 405),
        "refused": (proxied.post("/teams/new/", {"name": ""}), 422),
        "too large": (proxied.post("/teams/new/", {"name": "x" * 3_000_000}), 400),
        "trace": (proxied.ask("TRACE", "/runs/"), 405),
        "health": (proxied.get("/healthz"), 200),
    }

    assert {name: answer.status for name, (answer, _) in kinds.items()} == {
        k: status for k, (_, status) in kinds.items()
    }
    by_http = proxied.get("/runs/", X_Forwarded_Proto="http")
    assert {name: found for name, (answer, _) in kinds.items() if (found := wrong(answer))} == {}
    assert (by_http.status, by_http.headers["location"]) == (301, f"{ORIGIN}/runs/")


def test_cookies_are_this_host_s_alone_and_out_of_reach(proxied: Browser) -> None:
    """(W2) (W6) A login and a saved profile work with them, and with the Referer that browsers send."""
    user = make_user(make_stack().team)
    assert proxied.log_in(user.email).status == 302
    assert proxied.get("/runs/").status == 200
    saved = proxied.post("/accounts/profile/", {"name": "Ada", "time_zone": "UTC"})
    user.refresh_from_db()

    assert (saved.status, user.name) == (302, "Ada")
    assert set(proxied.cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in proxied.set_cookies:
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
        assert not any(flag.lower().startswith("domain") for flag in flags)


def test_a_form_from_elsewhere_or_from_nowhere_is_refused(proxied: Browser) -> None:
    """(W1) Over https one of `Origin` and `Referer` must say that it came from here."""
    user = make_user(make_stack().team)
    proxied.log_in(user.email)
    elsewhere: list[dict[str, str]] = [
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": f"http://{NAME}"},
        {"Origin": "", "Referer": ""},
    ]
    for headers in elsewhere:
        refused = proxied.post("/accounts/profile/", {"name": "Eve", "time_zone": "UTC"}, **headers)
        user.refresh_from_db()
        assert (refused.status, user.name) == (403, ""), headers


def test_trace_is_refused_and_echoes_nothing(proxied: Browser) -> None:
    """(W6) Anonymous or not, also where a probe is answered."""
    for path in ("/", "/runs/", "/healthz", "/accounts/login/", "/s/none/"):
        lines = [f"TRACE {path} HTTP/1.1", f"Host: {NAME}", "X-Forwarded-Proto: https", "X-Canary: zq7"]
        told = raw(proxied.port, "\r\n".join([*lines, "Connection: close", "", ""]))
        assert b" 200 " not in told.split(b"\r\n")[0], path
        assert b"zq7" not in told


def test_no_link_leads_where_a_header_says(proxied: Browser) -> None:
    """(W9) A shared page, an invitation, a forgotten password: refused, or at the configured address."""
    stack = make_stack()
    make_run(stack, 5)
    proxied.log_in(make_user(stack.team, Role.LEAD).email)
    share, invite = f"/stacks/{stack.slug}/runs/5/share/", f"/teams/{stack.team.slug}/invitations/"
    for path, form in ((share, {}), (invite, {"email": "new@example.com", "role": "viewer"})):
        refused = proxied.post(path, form, Host="evil.example")
        made = proxied.post(path, form, X_Forwarded_Host="evil.example", X_Forwarded_Server="evil.example")
        assert (refused.status, made.status) == (400, 200), path
        assert ORIGIN.encode() in made.body
        assert b"evil.example" not in refused.body + made.body
