"""(T1) A token and the secrets of runs, followed through all that happens to them: nowhere written, nowhere shown."""

import base64
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from runs.connection import open_token
from runs.keeping import keep_slice
from runs.models import AuditEvent, Invitation, Membership, PersonalToken, Role, RunKeeping, Stack, TestRun, User
from tests.builders import PASSWORD, browser_of, make_user
from tests.hostile.scene import ENDED, NOTED, RUNNING, Scene, scene
from tests.security.searching import addresses, database_files, found_in, hearing, mails, pages, sessions, tables
from tests.security.secretive import (
    IN_NOTE,
    NODE,
    OWN_TOKEN,
    SECRETS,
    STARTER,
    STOPPER,
    TOKEN,
    TOKENS,
    UNWILLING,
    willing,
)
from tests.sharing.desk import path_of

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = "-"


def entered(place: Scene, token: str, **fields: Any) -> dict[str, Any]:
    stack = place.stack
    good = {"name": stack.name, "grafana_url": stack.grafana_url, "stack_id": stack.stack_id, "token": token}
    return {**good, "team": stack.team_id, **fields}


def logged_in(place: Scene, role: Role) -> Client:
    """By the form, so that what a login keeps is looked through as well."""
    user, client = make_user(place.stack.team, role), Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def enter_tokens(place: Scene, lead: Client) -> None:
    """Typed well and badly, in time and when the password is asked for first."""
    settings_page, own = f"/stacks/{place.stack.slug}/settings/", f"/accounts/tokens/{place.stack.slug}/"
    later = browser_of(make_user(place.stack.team, Role.LEAD), minutes_ago=11)
    for token in (f"{TOKEN[:9]} {TOKEN}", f"{TOKEN}\n{TOKEN}", f"{TOKEN}\N{SNOWMAN}", TOKEN):
        for form in (entered(place, token, stack_id="none"), entered(place, token, name="")):
            assert lead.post(settings_page, form).status_code == 422
            assert lead.post("/stacks/new/", form).status_code == 422
            assert later.post(settings_page, form).status_code == 302
    assert lead.post(settings_page, entered(place, f"Bearer {TOKEN}\n")).status_code == 302
    assert lead.post(own, {"token": f"{OWN_TOKEN} x"}).status_code == 422
    assert lead.post(own, {"token": OWN_TOKEN}).status_code == 302
    assert later.post(own, {"token": OWN_TOKEN}).status_code == 302


def ask_for_everything(place: Scene, client: Client) -> None:
    """Each thing that can be done with a run, each of which makes a call."""
    for run_id in (ENDED, RUNNING):
        for kind in ("star", "save", "abort", "unstar"):
            client.post(place.url(run_id, f"{kind}/"), {"confirm": "yes"}, follow=True)
        client.post(place.url(run_id, "note/"), {"note": f"Bearer {IN_NOTE}", "seen": NOBODY}, follow=True)
        for rest in ("live/", "distribution/", "script/", "script/download/"):
            response = client.get(place.url(run_id, rest))
            assert response.status_code < 500, rest
            if response.streaming:
                b"".join(response)
    client.post(f"/stacks/{place.stack.slug}/check/")
    client.post(f"/stacks/{place.stack.slug}/sync/")
    client.post(f"/stacks/{place.stack.slug}/tests/7/refresh/")


def rotate(settings: Settings) -> None:
    new, old = Fernet.generate_key().decode(), settings.TOKEN_KEYS[0]
    settings.TOKEN_KEYS = [new, old]
    call_command("rotate_token_keys")
    settings.TOKEN_KEYS = [new]


def share(place: Scene, member: Client) -> list[str]:
    """With nothing ticked: a run and its history."""
    return [
        path_of(member.post(place.url(ENDED, "share/"))),
        path_of(member.post(f"/stacks/{place.stack.slug}/tests/7/share/")),
    ]


def live_through_it(place: Scene, settings: Settings) -> list[str]:
    """All that happens to a token in its life. The paths of what was shared."""
    lead, member = logged_in(place, Role.LEAD), logged_in(place, Role.MEMBER)
    place.routes[:] = willing(place.stack.stack_id)
    enter_tokens(place, lead)
    place.sync()
    keep_slice(place.stack)
    ask_for_everything(place, lead)
    shared = share(place, member)
    place.routes[:] = UNWILLING
    lead.post(f"/stacks/{place.stack.slug}/settings/", entered(place, f"{TOKEN}2"))
    lead.post(f"/accounts/tokens/{place.stack.slug}/", {"token": f"{OWN_TOKEN}2"})
    for _ in range(2):
        place.wait_is_over()
        ask_for_everything(place, lead)
        ask_for_everything(place, member)
        place.wait_is_over()
        keep_slice(place.stack)
        place.wait_is_over()
        assert "[redacted]" in place.sync().trouble_said
    rotate(settings)
    lead.post(f"/teams/{place.stack.team.slug}/invitations/", {"email": "new@example.com", "role": Role.VIEWER})
    Client().post("/accounts/password/reset/", {"email": "person@example.com"})
    return shared


def everybody(place: Scene) -> dict[str, Client]:
    team = place.stack.team
    people = {role.value: browser_of(make_user(team, role)) for role in Role}
    operator = make_user()
    User.objects.filter(pk=operator.pk).update(is_staff=True, is_superuser=True)
    return {"nobody": Client(), "stranger": browser_of(make_user()), "operator": browser_of(operator), **people}


def place_of(place: Scene, shared: str, run_id: int) -> dict[str, object]:
    team = place.stack.team
    names: dict[str, object] = {"stack": place.stack.slug, "team": team.slug, "run_id": run_id, "test_id": 7}
    member, invitation = Membership.objects.filter(team=team).latest("pk"), Invitation.objects.latest("pk")
    others = {"uidb36": "1", "key": "none", "pk": 1, "link": 1, "app_label": "runs", "token": shared.split("/")[2]}
    return {**names, "member_id": member.pk, "invitation_id": invitation.pk, **others}


def looked_at(place: Scene, shared: list[str]) -> dict[str, str]:
    """Every page of everybody; of the run that goes on, and has not been asked for, what a member sees of it."""
    found: dict[str, str] = {}
    people, names = everybody(place), place_of(place, shared[0], ENDED)
    for who, client in people.items():
        found |= pages(who, client, addresses(names))
    own = [path for path in addresses({**names, "run_id": RUNNING}) if f"/{RUNNING}/" in path]
    return found | pages("member", people["member"], [*own, *(path.replace(str(RUNNING), str(NOTED)) for path in own)])


def leaks(places: dict[str, str], secrets: list[str]) -> dict[str, list[str]]:
    return {where: found for where, text in places.items() if (found := found_in(text, secrets))}


def test_no_secret_is_written_or_shown_whatever_happens_to_it(settings: Settings) -> None:
    """(T1) Entered, mistyped, used, echoed, rotated, shared: no table, file, log, mail, session or page has it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SENDS_MAIL = True
    with hearing() as lines, scene(token=TOKEN) as place:
        shared = live_through_it(place, settings)
        written = {**tables(), **database_files(), **sessions(), **mails()}
        shown = looked_at(place, shared)
        for_strangers = pages("anybody", Client(), shared)
        stack = Stack.objects.get(pk=place.stack.pk)
        log = {f"line {number}": line for number, line in enumerate(lines)}
        assert open_token(stack) == TOKEN

    assert PersonalToken.objects.count() == 1
    assert mail.outbox
    assert AuditEvent.objects.filter(action="run_abort").exists()
    assert RunKeeping.objects.filter(script__isnull=False).exists()
    assert STARTER in shown[f"/stacks/{stack.slug}/runs/{ENDED}/ as viewer"]
    assert stack.name in shown[f"/admin/runs/stack/{stack.pk}/change/ as operator"]
    assert leaks({**written, **shown, **for_strangers, **log}, [*TOKENS, *SECRETS]) == {}
    assert leaks(for_strangers, [STARTER, STOPPER, NODE]) == {}
    not_of_the_team = {where: text for where, text in shown.items() if where.endswith((" as nobody", " as stranger"))}
    audit = {"audit": written["runs_auditevent"]}
    # A note is its team's text: they read it as it was written, and nobody else reads any of it.
    assert TestRun.objects.filter(note__contains=IN_NOTE).exists()
    assert IN_NOTE in shown[f"/stacks/{stack.slug}/runs/{ENDED}/ as viewer"]
    assert leaks({**audit, **sessions(), **mails(), **log, **for_strangers, **not_of_the_team}, [IN_NOTE]) == {}


def test_what_is_looked_for_would_be_found() -> None:
    """(T1) In each of the shapes that it could have."""
    for shape in (TOKEN, "x" + TOKEN, "xy" + TOKEN):
        assert found_in(base64.b64encode(shape.encode()).decode(), [TOKEN])
    assert found_in("a%2Bb", ["a+b"])
