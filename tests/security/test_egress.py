"""(S3) (T4) Where this site's own calls can be led: nowhere, neither by an address nor by an answer."""

import json
from urllib.parse import quote

import pytest
from django.test import override_settings

from runs.models import Role
from tests.builders import run_document
from tests.hostile.scene import ENDED, NOTHING, scene
from tests.pages.visiting import visible
from tests.stand_in import StandIn, answer, closed_port

pytestmark = pytest.mark.django_db(transaction=True)

IDS = [
    "1/abort",
    "..%2fprojects",
    "1%3Fx",
    "1%23",
    quote("٣"),
    "1" + "0" * 30,
    "-1",
    "0x1",
    "1%0d%0aX-Y:z",
    "1%00",
    "+1",
]
RESTS = ["", "live/", "distribution/", "script/", "script/download/", "script/changes/"]


@pytest.mark.parametrize("run_id", IDS)
def test_what_is_no_id_is_nothing_here_and_is_never_asked_for(run_id: str) -> None:
    """(S3)"""
    with scene() as place:
        member = place.person()
        base = f"/stacks/{place.stack.slug}/runs/{run_id}/"
        looks = {member.get(base + rest).status_code for rest in RESTS}
        acts = {member.post(f"{base}{kind}/", {"confirm": "yes"}).status_code for kind in ("star", "abort", "note")}
        tests = member.get(f"/stacks/{place.stack.slug}/tests/{run_id}/").status_code
        asked = place.asked()

    assert looks | acts | {tests} <= {404, 405}
    assert asked == []


def test_a_closed_port_and_a_name_that_is_none_read_the_same() -> None:
    """(S3)"""
    with scene() as place:
        lead, said = place.person(Role.LEAD), set()
        for url in (f"http://127.0.0.1:{closed_port()}", "https://no-such-name.invalid"):
            with override_settings(K6_API_URL=url):
                place.wait_is_over()
                said.add(visible(lead.post(f"/stacks/{place.stack.slug}/check/")).partition("Checked")[2][:200])

    assert len(said) == 1


LINKS = [
    "{elsewhere}/cloud/v6/test_runs?$skip=1000",
    "//{elsewhere_host}/x",
    "http://{api_host}@{elsewhere_host}/x",
    "http://127.0.0.1:{other_port}/cloud/v6/test_runs",
    "ftp://{api_host}/cloud/v6/test_runs",
    "http://{api_host}/cloud/v6/projects?x=stolen",
    "/cloud/v6/projects?x=stolen",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_next_page_elsewhere_is_never_asked_for_and_what_is_here_stays(link: str) -> None:
    """(T4) Its address says at most that there is more."""
    with StandIn(answer(200)) as elsewhere, scene() as place:
        names = {
            "elsewhere": elsewhere.url,
            "elsewhere_host": f"localhost:{elsewhere.port}",
            "api_host": f"127.0.0.1:{place.api.port}",
            "other_port": elsewhere.port,
        }
        page = {"value": [run_document(ENDED)], "@nextLink": link.format(**names)}
        place.routes[:] = [(r"GET /cloud/v6/test_runs\?.*", answer(200, json.dumps(page).encode())), (".*", NOTHING)]
        before = place.stack.runs.count()
        place.sync()
        stolen = place.asked(".*(stolen|/x).*")

        assert place.asked(r"GET /cloud/v6/test_runs\?.*")
        assert (elsewhere.connections, stolen) == (0, [])
        assert place.stack.runs.count() == before
