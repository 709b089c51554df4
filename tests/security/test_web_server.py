"""What the web server passes on of a request: nothing a visitor says about the site, no file, no part of a form."""

import socket

import pytest
from django.conf import settings

from k6admin.ports import HOST
from runs.models import Team
from tests.builders import make_run, make_stack
from tests.hostile.serving import Site, served, site
from tests.pages.visiting import visitor
from tests.worker.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)

TOO_LARGE = 10 * 1024**3
KIND = "multipart/form-data; boundary=B"
PART = "--B\r\nContent-Disposition: form-data; "
FORM = "".join(
    [
        f'{PART}name="file"; filename="x"\r\n\r\n{"y" * 100_000}\r\n',
        f'{PART}name="name"\r\n\r\nTests\r\n--B--\r\n',
    ]
)


def test_nobody_says_under_which_path_the_site_lies() -> None:
    """(W9) Links are kept for everybody: one request with a path in a header would lead all others astray."""
    stack = make_stack()
    make_run(stack, 5)
    with site(visitor(stack)) as web:
        astray = web.get("/elsewhere/runs/", SCRIPT_NAME="/elsewhere")
        page = web.get("/runs/")

    assert (astray.status, page.status) == (404, 200)
    assert f'href="/stacks/{stack.slug}/runs/5/"' in page.text
    assert "/elsewhere" not in page.text


def test_https_is_believed_of_no_visitor_of_this_machine() -> None:
    """(W6) Only of a proxy that TRUSTED_PROXIES names."""
    with served(
        DJANGO_SETTINGS_MODULE="tests.security.https_settings",
        DATABASE_URL=database_url(),
        BASE_URL="https://k6admin.example.com",
        ALLOWED_HOSTS=HOST,
        CACHE_URL="locmemcache://",
        K6_API_URL=settings.K6_API_URL,
    ) as port:
        answer = Site(port).get("/accounts/login/", **{"X-Forwarded-Proto": "https"})

    assert answer.status == 301


def begun(web: Site, form: str, length: int) -> socket.socket:
    """A form of which no more than this comes."""
    connection = socket.create_connection((HOST, web.port), timeout=60)
    lines = [f"Host: {HOST}", f"Cookie: {web.cookies}", f"X-CSRFToken: {'a' * 32}", f"Content-Length: {length}"]
    kind = "Content-Type: application/x-www-form-urlencoded"
    connection.sendall("\r\n".join(["POST /teams/new/ HTTP/1.1", *lines, kind, "", form]).encode())
    return connection


def test_the_beginning_of_a_form_is_no_form() -> None:
    with site(visitor(make_stack())) as web:
        cut = begun(web, "name=Tests of the checko", 40)
        cut.shutdown(socket.SHUT_WR)
        answer = cut.recv(100)
        cut.close()

    assert not answer.startswith(b"HTTP/1.1 302 ")
    assert not Team.objects.filter(name__startswith="Tests").exists()


def test_a_file_is_passed_over_and_one_larger_than_any_form_refused_before_it_comes() -> None:
    """(Q2) Of whoever sends it, login or none."""
    with site(visitor(make_stack())) as web:
        made = web.begin_post("/teams/new/", FORM.encode(), **{"Content-Type": KIND}).result()
        with socket.create_connection((HOST, web.port), timeout=60) as connection:
            lines = [f"Host: {HOST}", f"Cookie: {web.cookies}", f"Content-Type: {KIND}", f"Content-Length: {TOO_LARGE}"]
            connection.sendall("\r\n".join(["POST /accounts/login/ HTTP/1.1", *lines, "", ""]).encode())
            refused = connection.recv(1_000)

    assert (made.status, Team.objects.filter(name="Tests").count()) == (302, 1)
    assert refused.startswith(b"HTTP/1.1 413 ")
