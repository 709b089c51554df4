"""(A1) What one team enters changes nothing of another team's: over HTTP, with a simulated API for both."""

import pytest

from runs.concurrency import ConcurrencyLimit
from runs.k6sim import Simulator
from runs.models import PersonalToken, Role, Stack
from tests.builders import browser_of, make_stack, make_team, make_user
from tests.sync.simulated import age, difference, simulated, sync, walk_again

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ["completed", 'status":', "127.0.0.1", "https://"]


def enter_everywhere(sim: Simulator, stack: Stack, token: str) -> list[int]:
    """Typed by a lead of another team wherever a token can be typed, while no call can be made."""
    lead = browser_of(make_user(stack.team, Role.LEAD))
    form = {"name": "Theirs", "grafana_url": sim.grafana_url, "stack_id": sim.stack_id, "token": token}
    return [
        lead.post("/stacks/new/", {**form, "team": stack.team_id}).status_code,
        lead.post(f"/stacks/{stack.slug}/settings/", form).status_code,
        lead.post(f"/accounts/tokens/{stack.slug}/", {"token": token}).status_code,
    ]


def test_words_entered_as_tokens_change_no_record_of_another_team(monkeypatch: pytest.MonkeyPatch) -> None:
    with simulated(30) as (sim, stack):
        sync(stack)
        theirs = make_stack(make_team(), stack_id=sim.stack_id, grafana_url=sim.grafana_url)
        full = ConcurrencyLimit(most_of_one=1, most_in_all=1)
        held = full.acquire(0)
        assert held
        with monkeypatch.context() as patch:
            patch.setattr("runs.connection.calls", full)
            assert {code for word in WORDS for code in enter_everywhere(sim, theirs, word)} == {422}
        finished = stack.runs.filter(status="completed").latest("created")
        sim.edit_run(finished.run_id, {"note": "changed, so that it is written anew"})
        walk_again(age(stack))
        finished.refresh_from_db()
        page = browser_of(make_user(stack.team)).get(f"/stacks/{stack.slug}/runs/{finished.run_id}/")

        assert (finished.status, finished.note) == ("completed", "changed, so that it is written anew")
        assert difference(sim, stack) == set()
        assert page.status_code == 200
        assert stack.trouble == ""
        assert not PersonalToken.objects.exists()
        assert not Stack.objects.filter(name="Theirs").exists()
