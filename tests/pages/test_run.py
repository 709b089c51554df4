"""A run's page: every field of the API's document in words, whatever the document is like."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import Role, RunDocument, Stack, TestRun
from runs.store import mark_gone, mark_not_visible
from tests.builders import NOON, make_run, make_runs, make_stack
from tests.pages.visiting import Answer, visible, visitor
from tests.samples import sample, sample_names
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def open_run(run: TestRun, role: Role = Role.VIEWER) -> Answer:
    return visitor(run.stack, role).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/")


def test_every_field_of_a_run_is_there_in_words() -> None:
    stack = make_stack(name="Shop EU")
    document = {**sample("run_failed"), "started_by": "mira@example.com", "note": "slower since Monday"}
    (run,) = make_runs(stack, document)
    stack.load_tests.update(name="Checkout")
    stack.projects.update(name="Web shop")
    said = visible(open_run(run))

    for part in ("Checkout", "Web shop", "Shop EU", f"#{document['id']}", "Completed", "Failed"):
        assert part in said
    for part in ("mira@example.com", "Created", "Ended", "Execution duration", "Estimated duration", "VUs, at most"):
        assert part in said
    for part in (
        "VUH",
        "Retention expiry",
        "Saved",
        "Starred",
        "Load zones",
        "Options",
        *document["k6_versions"].values(),
    ):
        assert part in said
    assert "slower since Monday" in said


@pytest.mark.parametrize("name", sample_names("run_"))
def test_every_documented_shape_has_a_page(name: str) -> None:
    stack = make_stack()
    (run,) = make_runs(stack, sample(name))
    response = open_run(run)

    assert response.status_code == 200
    assert f"#{run.run_id}" in visible(response)
    assert "could not be read" not in visible(response)


def test_a_run_without_a_document_is_shown_as_the_list_knows_it() -> None:
    run = make_run(run_id=5, note="kept in the row")
    RunDocument.objects.all().delete()
    response = open_run(run)

    assert response.status_code == 200
    assert "Only the row of the list is stored so far" in visible(response)
    assert "ada@example.com" in visible(response)


@pytest.mark.parametrize("body", [None, [], "x", 5, {}, {"id": "x"}, {"value": []}, {"id": 5, "created": 5}])
def test_a_stored_document_that_makes_no_sense_breaks_nothing(body: Any) -> None:
    run = make_run(run_id=5)
    RunDocument.objects.update(body=body if body is not None else "null")
    response = open_run(run)

    assert response.status_code == 200
    assert "could not be read" in visible(response)


def hostile(**fields: Any) -> TestRun:
    return make_run(make_stack(name=f"S {ATTACK}"), 5, **fields)


HOSTILE: list[dict[str, Any]] = [
    {"note": ATTACK},
    {"started_by": ATTACK},
    {"status": ATTACK, "result": ATTACK},
    {"options": {ATTACK: ATTACK, "scenarios": {ATTACK: {"executor": ATTACK}}}},
    {"k6_versions": {ATTACK: ATTACK}, "k6_dependencies": {ATTACK: ATTACK}},
    {"distribution": [{"load_zone": ATTACK, "percent": 100}]},
    {"result_details": {"type": "error", "message": ATTACK, "code": 8035}, "result": "error"},
    {
        "status_history": [
            {"type": ATTACK, "entered": f"{NOON:%FT%TZ}", "extra": {"by_user": ATTACK, "message": ATTACK}}
        ]
    },
    {"cost": {"total_vuh": ATTACK, "breakdown": {"reductions": ATTACK}}},
    {"note": "\u202egnp.exe", "started_by": "a\u0000b@example.com"},
    {"max_vus": 2**62, "execution_duration": 10**15, "estimated_duration": -5},
    {"options": {"a": [[[[[[[[[["deep"]]]]]]]]]]}},
    {"status_history": [{"type": "running"}, {}, None, 5, {"entered": "0000-00-00"}]},
    {"ended": NOON - timedelta(days=900)},
    {"note": "x" * 100_000},
]


@pytest.mark.parametrize("fields", HOSTILE, ids=lambda fields: "+".join(fields)[:30])
def test_a_hostile_document_is_shown_as_text(fields: dict[str, Any]) -> None:
    run = hostile(**fields)
    run.stack.load_tests.update(name=f"T {ATTACK}")
    run.stack.projects.update(name=f"P {ATTACK}")
    response = open_run(run)
    page = response.content.decode()

    assert response.status_code == 200
    assert "<script>alert" not in page
    assert "<img" not in page
    assert visitor(run.stack).get("/runs/").content.decode().count("<img") == 0


def test_secrets_in_options_are_masked() -> None:
    run = make_run(options={"cloud": {"token": "abcdef0123456789secret"}, "env": {"API_KEY": "hunter2hunter2"}})
    page = open_run(run).content.decode()

    assert "abcdef0123456789secret" not in page
    assert "hunter2hunter2" not in page


def test_a_run_that_is_not_there_and_one_of_another_team_are_the_same_answer() -> None:
    mine, foreign = make_stack(), make_run(run_id=5)
    client = visitor(mine, Role.LEAD)
    missing = client.get(f"/stacks/{mine.slug}/runs/5/")
    hidden = client.get(f"/stacks/{foreign.stack.slug}/runs/5/")

    assert missing.status_code == hidden.status_code == 404
    assert visible(missing) == visible(hidden)


def test_a_run_that_grafana_no_longer_shows_says_since_when() -> None:
    stack = make_stack()
    gone, unseen = make_run(stack, 1), make_run(stack, 2)
    mark_gone(stack, 1, "deleted", NOON)
    mark_not_visible(stack, [2], NOON)

    assert "gone from Grafana since Sun 1 Nov 2026, 12:00:00 UTC." in visible(open_run(gone))
    assert "Grafana has not shown this run since Sun 1 Nov 2026, 12:00:00 UTC." in visible(open_run(unseen))


def test_a_link_s_preview_says_how_it_went() -> None:
    run = make_run(run_id=7, result="failed")
    page = open_run(run).content.decode()

    assert f'<meta property="og:title" content="Failed: {run.load_test.title}">' in page
    assert "Run #7: Completed, Failed." in page


def queries_for(stack: Stack, run: TestRun) -> int:
    client = visitor(stack)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/stacks/{stack.slug}/runs/{run.run_id}/").status_code == 200
    return len(queries)


def test_a_page_costs_the_same_number_of_queries_however_much_the_run_holds() -> None:
    small, large = make_stack(), make_stack()
    bare = make_run(small, 1, options=None, distribution=None, cost=None, status_history=[])
    zones = [{"load_zone": f"zone-{i}", "percent": 1} for i in range(60)]
    steps = [{"type": "running", "entered": NOON.isoformat()} for _ in range(60)]
    full = make_runs(large, *(sample(name) for name in sample_names("run_")))
    rich = make_run(large, 1, distribution=zones, status_history=steps, options={f"o{i}": i for i in range(200)})

    assert len(full) > 5
    assert queries_for(small, bare) == queries_for(large, rich) <= 12


@pytest.mark.django_db(transaction=True)
def test_a_run_that_ended_is_shown_without_asking_the_api() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.log.clear()
        run = stack.runs.filter(active=False).first()
        assert run is not None
        assert open_run(run).status_code == 200

        assert sim.log.entries() == []
