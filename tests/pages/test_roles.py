"""Who may do what, address by address: the whole matrix of the spine."""

import pytest
from django.test import Client

from runs.models import AuditEvent, Membership, Role, Stack
from tests.builders import make_run, make_stack, make_team, make_user
from tests.pages.visiting import HTMX, browser_of, visible

pytestmark = pytest.mark.django_db

VIEWER, MEMBER, LEAD = Role.VIEWER, Role.MEMBER, Role.LEAD
READING = ["/runs/", "/stacks/", "/stacks/{s}/progress/", "/stacks/{s}/tests/7/", "/stacks/{s}/runs/5/"]
# Address, method, and from which role on.
MATRIX: list[tuple[str, str, Role]] = [
    *((address, "get", VIEWER) for address in READING),
    ("/stacks/{s}/tests/7/refresh/", "post", MEMBER),
    ("/stacks/{s}/sync/", "post", MEMBER),
    ("/stacks/new/", "get", LEAD),
    ("/stacks/new/", "post", LEAD),
    ("/stacks/{s}/settings/", "get", LEAD),
    ("/stacks/{s}/settings/", "post", LEAD),
    ("/stacks/{s}/check/", "post", LEAD),
    ("/stacks/{s}/set-aside/forget/", "post", LEAD),
]
OF_ONE_STACK = [(address, method) for address, method, _ in MATRIX if "{s}" in address]


@pytest.fixture
def stack() -> Stack:
    """Its token is worth nothing, and the API is nowhere: only who may ask is looked at."""
    stack = make_stack()
    make_run(stack, 5)
    return stack


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("address", "method", "least"), MATRIX)
def test_a_role_may_do_this_or_is_told_that_it_may_not(
    stack: Stack, address: str, method: str, least: Role, role: Role
) -> None:
    client = browser_of(make_user(stack.team, role))
    response = client.generic(method.upper(), address.format(s=stack.slug))

    if role.rank >= least.rank:
        assert response.status_code in {200, 286, 302, 422}
    else:
        assert response.status_code == 403
        assert "Only" in visible(response)
        assert "of the team can" in visible(response)


@pytest.mark.parametrize(("address", "method", "least"), MATRIX)
def test_nobody_gets_anything_without_a_login(stack: Stack, address: str, method: str, least: Role) -> None:
    path = address.format(s=stack.slug)
    response = Client().generic(method.upper(), path)
    missing = Client().generic(method.upper(), path.replace(stack.slug, "none-at-all"))

    assert response.status_code == missing.status_code == 302
    is_page = method == "get" or path.endswith(("/new/", "/settings/"))
    assert response.headers["Location"] == f"/accounts/login/?next={path if is_page else '/'}"


@pytest.mark.parametrize(("address", "method"), OF_ONE_STACK)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["browser", "htmx"])
def test_the_lead_of_another_team_learns_no_more_than_that_there_is_nothing(
    stack: Stack, address: str, method: str, headers: dict[str, str]
) -> None:
    client = browser_of(make_user(make_stack().team, LEAD))
    foreign = client.generic(method.upper(), address.format(s=stack.slug), headers=headers)
    missing = client.generic(method.upper(), address.format(s="none-at-all"), headers=headers)

    assert foreign.status_code == missing.status_code == 404
    assert visible(foreign) == visible(missing)


def test_a_run_of_one_s_own_stack_is_not_found_below_another_stack(stack: Stack) -> None:
    mine = make_stack(stack.team)
    client = browser_of(make_user(stack.team))

    assert client.get(f"/stacks/{stack.slug}/runs/5/").status_code == 200
    assert client.get(f"/stacks/{mine.slug}/runs/5/").status_code == 404


def test_a_role_that_was_taken_away_ends_with_the_next_request(stack: Stack) -> None:
    user = make_user(stack.team, LEAD)
    client, settings = browser_of(user), f"/stacks/{stack.slug}/settings/"
    answers = [client.get(settings).status_code]
    Membership.objects.filter(user=user).update(role=VIEWER)
    answers.append(client.get(settings).status_code)
    Membership.objects.filter(user=user).delete()
    answers.append(client.get(settings).status_code)

    assert answers == [200, 403, 404]


def test_a_lead_of_one_team_cannot_put_a_stack_into_another(stack: Stack) -> None:
    other = make_team()
    user = make_user(stack.team, LEAD)
    Membership.objects.create(team=other, user=user, role=MEMBER)
    page = browser_of(user).get("/stacks/new/").content.decode()

    assert f'<option value="{stack.team.pk}"' in page
    assert f'<option value="{other.pk}"' not in page


@pytest.mark.parametrize(("address", "method", "least"), [row for row in MATRIX if row[1] == "post"])
def test_a_change_is_a_post_with_a_token_of_this_site(stack: Stack, address: str, method: str, least: Role) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(stack.team, LEAD))
    path = address.format(s=stack.slug)

    for headers in ({}, HTMX, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        response = client.post(path, headers=headers)
        assert response.status_code == 403
        assert "This form went stale" in visible(response)
    if path not in {"/stacks/new/", f"/stacks/{stack.slug}/settings/"}:
        assert client.get(path).status_code == 405


NO_IDS = ["0" * 20, "9" * 19, "1e3", "-1", "5%2f..", "5%3Fx", "5%23", "%D9%A5", "9" * 400, "5/abort/x"]


@pytest.mark.parametrize("ident", NO_IDS, ids=lambda ident: ident[:20])
def test_an_id_that_is_none_is_not_found(stack: Stack, ident: str) -> None:
    client = browser_of(make_user(stack.team))
    for kind in ("runs", "tests"):
        assert client.get(f"/stacks/{stack.slug}/{kind}/{ident}/").status_code == 404


CHANGES = [
    ("/stacks/{s}/sync/", VIEWER, "sync"),
    ("/stacks/{s}/tests/7/refresh/", VIEWER, "sync"),
    ("/stacks/{s}/settings/", MEMBER, "manage_stacks"),
    ("/stacks/{s}/check/", MEMBER, "check_stack"),
]


@pytest.mark.parametrize(("address", "role", "deed"), CHANGES)
def test_a_refused_change_is_one_event_and_a_refused_look_is_none(
    stack: Stack, address: str, role: Role, deed: str
) -> None:
    client = browser_of(make_user(stack.team, role))
    client.post(address.format(s=stack.slug))
    client.get(f"/stacks/{stack.slug}/settings/")
    events = AuditEvent.objects.values_list("action", "outcome", "team_id")

    assert list(events) == [(deed, "refused", stack.team_id)]


def test_a_sync_that_was_asked_for_is_one_event() -> None:
    stack = make_stack()
    Stack.objects.update(fresh_at=None)
    browser_of(make_user(stack.team, MEMBER)).post(f"/stacks/{stack.slug}/sync/")

    assert [(event.action, event.outcome) for event in AuditEvent.objects.all()] == [("sync_asked_for", "done")]
