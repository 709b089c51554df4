"""Each request has an id, in its answer, its lines and the audit; and what proxies say counts from ours alone."""

import logging
import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from pytest_django import Settings

from k6admin.logs import REQUEST_ID
from k6admin.middleware import RequestLogMiddleware, TrustedProxyMiddleware
from runs.models import AuditEvent, Role
from tests.builders import make_stack, make_team
from tests.pages.visiting import visitor

pytestmark = pytest.mark.django_db

OURS = re.compile(r"[0-9a-f]{32}")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "k6admin.access"]


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "k6admin.access")


@pytest.fixture
def _behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]


def test_a_request_leaves_one_line_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    visitor(make_team()).get("/runs/?q=somebody+I+know")

    [line] = lines(caplog)
    assert re.fullmatch(r"GET /runs/ 200 \d+ ms 127\.0\.0\.1", line)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_what_watches_the_site_leaves_none_while_all_is_well(caplog: pytest.LogCaptureFixture, path: str) -> None:
    Client().get(path)
    assert lines(caplog) == []
    Client().post(path)
    assert len(lines(caplog)) == 1


def test_static_files_leave_none_but_missing_ones_do(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        client = Client()
        assert client.get("/static/app.css").status_code == 200
        assert client.get("/static/none.css").status_code == 404

    assert len(lines(caplog)) == 1


def test_a_stranger_s_id_is_replaced_by_one_of_our_own() -> None:
    response = Client().get("/runs/", headers={"X-Request-Id": "theirs"})
    assert OURS.fullmatch(response.headers["X-Request-Id"])
    assert response.headers["X-Request-Id"] != Client().get("/runs/").headers["X-Request-Id"]


@pytest.mark.usefixtures("_behind_a_proxy")
def test_a_trusted_proxy_s_id_is_kept() -> None:
    response = Client().get("/runs/", headers={"X-Request-Id": "edge-1:42.a_B"})
    assert response.headers["X-Request-Id"] == "edge-1:42.a_B"


@pytest.mark.usefixtures("_behind_a_proxy")
@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", "a\x00b", "a\nb"])
def test_an_id_that_is_none_is_replaced_even_from_a_trusted_proxy(given: str) -> None:
    seen = Client().get("/runs/", HTTP_X_REQUEST_ID=given).headers["X-Request-Id"]
    assert OURS.fullmatch(seen)


@pytest.mark.usefixtures("_behind_a_proxy")
def test_the_audit_has_the_id_that_the_answer_has() -> None:
    stack = make_stack()
    response = visitor(stack, Role.MEMBER).post(f"/stacks/{stack.slug}/sync/", headers={"X-Request-Id": "edge-7"})

    assert response.headers["X-Request-Id"] == "edge-7"
    assert AuditEvent.objects.get(action__contains="sync").request_id == "edge-7"


def test_every_line_of_a_request_has_its_id_and_what_comes_after_has_none() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend([REQUEST_ID.get(), request.headers["X-Request-Id"]])
        return HttpResponse()

    response = RequestLogMiddleware(view)(RequestFactory().get("/runs/"))
    seen += [REQUEST_ID.get(), response.headers["X-Request-Id"]]
    response.close()

    assert len(set(seen)) == 1
    assert OURS.fullmatch(seen[0])
    assert REQUEST_ID.get() == ""


@pytest.mark.parametrize("status", [500, 503])
def test_a_failure_is_a_warning(caplog: pytest.LogCaptureFixture, status: int) -> None:
    RequestLogMiddleware(lambda _: HttpResponse(status=status))(RequestFactory().get("/runs/")).close()
    assert [record.levelname for record in caplog.records if record.name == "k6admin.access"] == ["WARNING"]


@pytest.mark.usefixtures("_behind_a_proxy")
@pytest.mark.parametrize(("address", "is_secure"), [("127.0.0.1", True), ("192.0.2.9", False), ("", False)])
def test_https_is_believed_of_a_trusted_proxy_alone(settings: Settings, address: str, is_secure: bool) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.is_secure())
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR=address)
    TrustedProxyMiddleware(view)(request)

    assert seen == [is_secure]


def test_the_proxies_word_is_checked_before_anybody_asks_for_it(settings: Settings) -> None:
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    assert order[:3] == ["TrustedProxyMiddleware", "RequestLogMiddleware", "SecurityMiddleware"]
