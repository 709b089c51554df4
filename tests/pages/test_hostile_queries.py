"""Addresses that somebody typed to break the list: named and ignored, on either database, never a 500."""

import pytest

from runs.models import LoadTest, Role
from tests.builders import make_run, make_stack
from tests.pages.visiting import visitor

pytestmark = pytest.mark.django_db

CURSORS = [
    "after=null_1",
    "before=null_1",
    "sort=-duration&after=-3000000000_1",
    "sort=duration&before=-3000000000_1",
    "sort=vuh&after=99999999999999999_1",
    "sort=-vuh&before=999999999999999.9999_999999999999999999",
    "sort=vus&after=99999999999999999_1",
    "after=99999999999999999_1",
    "sort=expiry&after=null_999999999999999999",
]


@pytest.mark.parametrize("query", CURSORS)
def test_a_cursor_that_no_page_gave_is_no_way_to_an_error(query: str) -> None:
    run = make_run()
    client = visitor(run.stack, Role.VIEWER)

    assert client.get(f"/runs/?{query}").status_code == 200
    assert client.get(f"/stacks/{run.stack.slug}/tests/{run.load_test.test_id}/?{query}").status_code == 200


@pytest.mark.parametrize("order", ["", "&sort=vus", "&archived=all"])
def test_a_search_that_finds_two_thousand_names_is_answered(order: str) -> None:
    """(Q2)"""
    stack = make_stack()
    run = make_run(stack)
    names = [LoadTest(stack=stack, test_id=9000 + n, name=f"zqtest {n}") for n in range(2000)]
    LoadTest.objects.bulk_create(names)
    LoadTest.objects.filter(pk=run.load_test_id).update(name="zqtest of the run")
    page = visitor(stack, Role.VIEWER).get(f"/runs/?q=zqtest{order}")

    assert page.status_code == 200
    assert str(run.run_id) in page.content.decode()


@pytest.mark.parametrize("header", ["http://[", "javascript:alert(1)", "//evil.example/x", "\x7f"])
def test_an_htmx_call_without_a_session_leads_to_the_login_whatever_its_header_holds(header: str) -> None:
    client = visitor(make_stack(), Role.VIEWER)
    client.logout()
    answer = client.get("/runs/", headers={"HX-Request": "true", "HX-Current-URL": header})

    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=/")
