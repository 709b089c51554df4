"""A lead decides whether a stack's scripts are kept, sees what there is, and is told before the store is full."""

import pytest
from django.core.cache import cache
from django.test import Client

from runs.keeping import room
from runs.models import AuditEvent, Keep, Role, RunKeeping, ScriptFile, Stack
from tests.builders import make_run, make_runs, make_stack, make_user, run_document
from tests.keeping.scripts import known_script
from tests.pages.visiting import Answer, browser_of, visible, visitor

pytestmark = pytest.mark.django_db


def settings_page(client: Client, stack: Stack) -> Answer:
    return client.get(f"/stacks/{stack.slug}/settings/")


def switch(client: Client, stack: Stack, keep: str) -> Answer:
    return client.post(f"/stacks/{stack.slug}/scripts/", {"keep": keep}, follow=True)


def events(stack: Stack) -> list[str]:
    found = AuditEvent.objects.filter(stack_slug=stack.slug, action__startswith="scripts_").order_by("id")
    return list(found.values_list("action", flat=True))


def test_a_lead_switches_it_off_and_on_and_both_are_in_the_audit_once() -> None:
    stack = make_stack()
    lead = visitor(stack, Role.LEAD)
    off = visible(switch(lead, stack, "no"))
    switch(lead, stack, "no")
    is_off = not Stack.objects.get(pk=stack.pk).keeps_scripts
    on = visible(switch(lead, stack, "yes"))

    assert "Scripts of this stack are not kept" in off
    assert is_off
    assert "no longer kept from now on" in off
    assert "so that it outlives the run in Grafana" in on
    assert Stack.objects.get(pk=stack.pk).keeps_scripts
    assert events(stack) == ["scripts_switched_off", "scripts_switched_on"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_nobody_else_does(role: Role) -> None:
    stack = make_stack()

    assert switch(visitor(stack, role), stack, "no").status_code == 403
    assert switch(visitor(make_stack(), Role.LEAD), stack, "no").status_code == 404
    assert Stack.objects.get(pk=stack.pk).keeps_scripts


def test_the_settings_say_what_is_kept_what_is_due_and_what_was_given_up() -> None:
    stack = make_stack()
    one, two, three, four = make_runs(stack, *(run_document(number) for number in range(1, 5)))
    for run in (one, two):
        known_script(run, "a")
    known_script(three, "b")
    RunKeeping.objects.create(run=four, script_state=Keep.FAILED, said="no answer")
    stack.runs.exclude(pk=four.pk).update(keep_at=None)
    known_script(make_run(), "c")
    said = visible(settings_page(visitor(stack, Role.LEAD), stack))

    assert "Kept so far: 2 scripts, 2.4 KB." in said
    assert "1 run still to be asked for" in said
    assert "Of 1 run the script could not be kept" in said


def test_of_a_disconnected_stack_nothing_is_still_to_be_asked_for() -> None:
    stack = make_stack()
    make_run(stack)
    before = visible(settings_page(visitor(stack, Role.LEAD), stack))
    Stack.objects.filter(pk=stack.pk).update(sealed_token="")
    said = visible(settings_page(visitor(stack, Role.LEAD), stack))

    assert "1 run still to be asked for" in before
    assert "still to be asked for" not in said
    assert "While the stack is disconnected nothing is asked for." in said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (8_999_999_999, ""),
        (9_200_000_000, "The store of scripts is 92 % full. Past 10.0 GB no more scripts are kept"),
        (9_950_000_000, "The store of scripts is full (99 % of 10.0 GB): no more scripts are kept."),
    ],
)
def test_leads_and_only_they_are_told_from_ninety_percent_on(size: int, said: str) -> None:
    stack = make_stack()
    ScriptFile.objects.create(sha256="a" * 64, kind="tar", size=size)
    room.taken()
    lead, member = visitor(stack, Role.LEAD), visitor(stack, Role.MEMBER)
    seen = [visible(browser.get("/runs/")) for browser in (lead, member, browser_of(make_user()))]
    cache.clear()

    assert said in seen[0]
    assert ["The store of scripts" in page for page in seen] == [bool(said), False, False]
