"""(Q1) (Q2) Addresses and forms made up to break or to guess: an answer, a bounded one, and never an error of ours."""

import pytest

from runs.models import Role, TestRun
from tests.access.matrix import documented
from tests.access.world import fill
from tests.builders import make_run, make_stack
from tests.hostile.scene import scene
from tests.pages.visiting import visitor

pytestmark = pytest.mark.django_db

ODD = ["%00", "%ED%A0%80", "abc"]
LONG = ["0", "-1", "1" + "0" * 30, "%C2%B2", "%D9%A3", "9" * 5000, "x" * 60_000, "%25_%5C"]
NAMES = ["after", "before", "sort", "q", "page", "days", "who", "outcome", "action", "from", "file", "against", "next"]
GUESSES = ["stack__token__startswith=g", "order=password", "a=1&a=2&a[]=3", "&".join(["q=x"] * 500)]
LISTS = ["/runs/", "/stacks/", "/accounts/login/"]


def looks(run: TestRun) -> list[str]:
    """Every address of its team and of itself that can be looked at."""
    place = {"stack": run.stack.slug, "team": run.stack.team.slug, "run_id": run.run_id, "test_id": 7}
    looks = [line.address for line in documented() if line.method == "GET"]
    own = [address for address in looks if address.startswith(("/stacks/<", "/teams/<"))]
    return [path for address in own if "<member_id>" not in address for path in fill(address, dict(place))]


def test_no_value_of_any_parameter_is_an_error() -> None:
    """(Q1) (Q2) On every page, all names at once: a page knows some of them and must not mind the others."""
    run = make_run(make_stack())
    client, audit = visitor(run.stack, Role.LEAD), f"/teams/{run.stack.team.slug}/audit/"
    asked = [(path, value) for value in ODD for path in looks(run)]
    asked += [(path, value) for value in LONG for path in (*LISTS, audit)]
    found = {}
    for path, value in asked:
        response = client.get(f"{path}?" + "&".join(f"{name}={value}" for name in NAMES))
        if response.streaming:  # whoever exports has one place in the line until it is read
            b"".join(response)
        if response.status_code not in {200, 286, 302, 400, 404}:
            found[path, value[:20]] = response.status_code
    statuses = {client.get(f"{path}?{guess}").status_code for guess in GUESSES for path in (*LISTS, audit)}

    assert found == {}
    assert statuses <= {200, 302, 400}


def test_a_form_of_300_000_ids_is_refused() -> None:
    """(Q2)"""
    with scene() as place:
        body = "&".join(f"id={number}" for number in range(300_000))
        for path in (place.url(101, "note/"), "/stacks/new/", "/teams/new/", place.url(101, "share/")):
            answer = place.person(Role.LEAD).post(path, body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code == 400, path
        assert place.asked() == []


@pytest.mark.parametrize("field", ["is_staff", "role", "team", "stack", "owner", "created_by", "user", "status"])
def test_a_field_that_no_form_has_changes_nothing_of_an_action(field: str) -> None:
    """(I3) Of a star, and of a form that is refused."""
    with scene() as place:
        before = list(TestRun.objects.order_by("pk").values("stack_id", "status", "note", "archived"))
        client = place.person()
        client.post(place.url(101, "star/"), {field: "1"})
        client.post(place.url(101, "purge/"), {field: "lead", "confirm": "yes"})
        after = list(TestRun.objects.order_by("pk").values("stack_id", "status", "note", "archived"))

        assert after == before
