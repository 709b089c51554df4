"""X1 and X4: people who click at the same moment, over real HTTP, at a site of real threads."""

import html
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.test import Client

from runs.actions import ask, note_digest, write_note
from runs.audit import Actor
from runs.connection import web_client
from runs.k6sim import Fault
from runs.models import Kind, PendingAction, Role, State
from tests.actions.acting import connects, ended, events, running, writes
from tests.actions.test_settling import settle
from tests.builders import make_user
from tests.hostile.serving import Site, site
from tests.pages.visiting import visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}


def of_two_people(web: Site, people: tuple[Client, Client]) -> tuple[Site, Site]:
    return Site(web.port, people[0]), Site(web.port, people[1])


@pytest.mark.parametrize("kind", [Kind.ABORT, Kind.DELETE])
def test_of_twenty_clicks_by_two_people_one_is_passed_on_and_the_others_are_told(kind: Kind) -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        run = running(stack) if kind is Kind.ABORT else ended(stack)
        people = visitor(stack, Role.MEMBER), visitor(stack, Role.LEAD)
        # Long enough for the others to come while the first still waits.
        sim.add_fault(Fault("slow", method="DELETE" if kind is Kind.DELETE else "POST", seconds=1))
        with site(patience=60.0) as web:
            doors = of_two_people(web, people)
            path, form = f"/stacks/{stack.slug}/runs/{run.run_id}/{kind}/", b"confirm=yes&lose=script&lose=distribution"
            clicks = [doors[number % 2].begin_post(path, form, **HTMX) for number in range(20)]
            answers = [click.result() for click in clicks]

        assert len(writes(sim, run)) == 1
        assert [answer.status for answer in answers] == [200] * 20
        told = [html.unescape(answer.text) for answer in answers]
        asked = sum("requested already" in text or "is gone from Grafana" in text for text in told)
        assert asked >= 19
        assert PendingAction.objects.filter(run=run, kind=kind).count() == 1
        outcomes = Counter(outcome for what, outcome, _ in events(run) if what == f"run_{kind}")
        assert outcomes["refused"] == 19
        assert outcomes["done"] == (1 if kind is Kind.DELETE else 0)


def test_of_two_editors_at_once_one_is_saved_and_the_other_keeps_the_text_and_is_told() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack), note="")
        people = visitor(stack, Role.MEMBER), visitor(stack, Role.LEAD)
        path = f"/stacks/{stack.slug}/runs/{run.run_id}/note/"
        with site(patience=60.0) as web:
            doors = of_two_people(web, people)
            for turn in range(5):
                seen = note_digest(str(sim.document(run.run_id)["note"]))
                texts = [f"turn {turn}, person {number}" for number in range(2)]
                sent = [
                    door.begin_post(path, urlencode({"note": text, "seen": seen}).encode(), **HTMX)
                    for door, text in zip(doors, texts, strict=True)
                ]
                answers = [one.result() for one in sent]
                stands = str(sim.document(run.run_id)["note"])

                assert sorted(answer.status for answer in answers) == [200, 409]
                saved = [text for text, answer in zip(texts, answers, strict=True) if answer.status == 200]
                assert saved == [stands]
                [told] = [answer.text for answer in answers if answer.status == 409]
                assert all(text in told for text in texts if text != stands)
        assert len(writes(sim, run)) == 5


def test_a_note_saved_between_another_s_reading_and_writing_is_not_written_over() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack), note="")
        first, second = (Actor(make_user(stack.team)) for _ in range(2))
        seen, turns = note_digest(""), iter([True])

        class Meanwhile:
            """The second one's way to the API: after the reading, the first one saves."""

            def __enter__(self) -> object:
                self.client = web_client(stack)
                return self.client.__enter__()

            def __exit__(self, *error: object) -> None:
                self.client.__exit__(None, None, None)
                if next(turns, False):
                    write_note(run, "theirs", seen, first, connects(stack))

        answer = write_note(run, "mine", seen, second, Meanwhile)  # type: ignore[arg-type]

        assert sim.document(run.run_id)["note"] == "theirs"
        assert (answer.theirs, answer.answer.action) == ("theirs", None)
        assert events(run) == [("run_note", "done", ""), ("run_note", "refused", "changed_meanwhile")]
        assert not PendingAction.objects.exclude(state=State.SETTLED).exists()


def test_an_action_that_was_given_up_while_it_was_prepared_is_not_carried_out() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))

        def prepare() -> tuple[()]:
            """It takes so long that a worker looks whether the run is gone."""
            settle(stack)
            return ()

        answer = ask(run, Kind.DELETE, Actor(make_user(stack.team)), connects(stack), prepare=prepare)

        assert writes(sim, run) == []
        assert answer.action is not None
        assert (answer.action.outcome, answer.action.reason) == ("failed", "no_effect")
        assert events(run) == [("run_delete", "failed", "no_effect")]
