"""What watches the site: `/healthz` says that the process is there, `/readyz` that it can serve."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.builders import make_team
from tests.pages.visiting import visitor

pytestmark = pytest.mark.django_db

PROBES = ["/healthz", "/readyz"]


@pytest.mark.parametrize("path", PROBES)
def test_it_is_answered_without_a_login(path: str) -> None:
    response = Client().get(path)

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "evil.example", "", "a b", "[::1"])
def test_a_load_balancer_may_call_the_host_whatever_it_likes(path: str, host: str) -> None:
    response = Client().get(path, headers={"Host": host})

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PROBES)
def test_it_is_not_sent_to_https(path: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert Client().get("/runs/").status_code == 301
        assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/x", "//healthz", "/readyzz"])
def test_what_only_looks_like_it_is_checked_like_any_other_address(path: str) -> None:
    assert Client().get(path, headers={"Host": "evil.example"}).status_code == 400


def test_health_asks_the_database_nothing_whoever_asks(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = visitor(make_team())
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_readiness_is_cheap_enough_to_be_asked_every_second(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = visitor(make_team())
    client.get("/readyz")
    with django_assert_num_queries(2):
        assert client.get("/readyz").status_code == 200


@pytest.fixture
def one_migration_missing(transactional_db: None) -> Iterator[None]:
    name = max(Path(settings.BASE_DIR, "runs/migrations").glob("0*.py")).stem
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'runs' AND name = %s", [name])
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('runs', %s, %s)", [name, timezone.now()]
        )


@pytest.mark.usefixtures("one_migration_missing")
def test_a_database_that_lacks_a_migration_is_not_ready() -> None:
    ready, health = Client().get("/readyz"), Client().get("/healthz")

    assert (ready.status_code, ready.content) == (503, b"migrations are missing\n")
    assert health.status_code == 200


def test_a_database_that_does_not_answer_is_not_ready() -> None:
    def out_of_reach(*_: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(out_of_reach):
        ready, health = Client().get("/readyz"), Client().get("/healthz")

    assert (ready.status_code, ready.content) == (503, b"no database\n")
    assert health.status_code == 200


def test_the_middleware_is_above_whatever_asks_for_a_host_or_a_session(settings: Settings) -> None:
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    assert order.index("PromisedHeadersMiddleware") < order.index("ProbeMiddleware")
    assert order.index("ProbeMiddleware") < order.index("SessionMiddleware") < order.index("CommonMiddleware")
