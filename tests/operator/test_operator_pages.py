"""Django's admin: for operators alone, behind the site's own login, to look at everything but secrets."""

import base64
from urllib.parse import quote

import pytest
from django.contrib.admin import ModelAdmin
from django.test import Client
from django.urls import reverse

from runs.models import AuditEvent, PendingAction, PersonalToken, Role, ShareLink, Stack, User
from runs.operator import OPERATOR_SITE
from runs.operator.readonly import SECRETS
from tests.access.world import World, make_world
from tests.builders import browser_of, make_team, make_user
from tests.pages.visiting import Answer, visible

pytestmark = pytest.mark.django_db

MODELS = dict(OPERATOR_SITE._registry)


@pytest.fixture
def world() -> World:
    return make_world()


def operator(minutes_ago: float = 0) -> Client:
    user = make_user(email="operator2@example.com")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return browser_of(user, minutes_ago)


def pages_of(admin: ModelAdmin) -> list[str]:  # type: ignore[type-arg]
    """The list, and the page of each row."""
    name = f"admin:runs_{admin.opts.model_name}"
    rows = admin.model._default_manager.values_list("pk", flat=True)
    return [reverse(f"{name}_changelist"), *(reverse(f"{name}_change", args=[pk]) for pk in rows)]


def every_page(world: World) -> list[str]:
    return [
        "/admin/",
        "/admin/runs/",
        "/admin/jsi18n/",
        *(page for admin in MODELS.values() for page in pages_of(admin)),
    ]


def whole(response: Answer) -> str:
    return str(response.content.decode())


def test_an_operator_sees_each_record_as_a_list_and_on_its_own(world: World) -> None:
    PersonalToken.objects.create(
        user=world.ours.member, stack=world.ours.stack, sealed_token="sealed", token_end="wxyz"
    )
    PendingAction.objects.create(
        stack=world.ours.stack,
        run=world.ours.run,
        kind="star",
        actor_email="a@example.com",
        asked_at=world.ours.run.created,
    )
    client = operator()
    for page in every_page(world):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("role", [None, *Role])
def test_for_everybody_else_who_is_logged_in_there_is_nothing(world: World, role: Role | None) -> None:
    client = browser_of(make_user(make_team() if role else None, role or Role.VIEWER))
    missing = client.get("/no/such/page/")
    for page in every_page(world):
        response = client.get(page)
        assert (response.status_code, visible(response)) == (404, visible(missing)), page


@pytest.mark.parametrize("flags", [{"is_staff": True}, {"is_superuser": True}])
def test_half_an_operator_is_none(flags: dict[str, bool]) -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(**flags)
    assert browser_of(user).get("/admin/").status_code == 404


def test_somebody_closed_out_finds_nothing_either() -> None:
    client = operator()
    User.objects.update(is_active=False)
    assert client.get("/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


def test_without_a_login_there_is_the_site_s_own(world: World) -> None:
    for page in every_page(world):
        response = Client().get(page)
        assert response.status_code == 302
        assert response.headers["Location"] == f"/accounts/login/?next={quote(page)}"
    for gone in ("/admin/login/", "/admin/logout/", "/admin/password_change/", "/admin/autocomplete/"):
        assert Client().get(gone).status_code == 404
        assert operator_again().get(gone).status_code == 404


def operator_again() -> Client:
    user = User.objects.filter(is_superuser=True).first()
    return browser_of(user) if user else operator()


def test_ten_minutes_after_the_login_the_password_is_asked_also_to_look() -> None:
    client = operator(minutes_ago=11)
    response = client.get("/admin/runs/user/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert "look after this site" in visible(client.get(response.headers["Location"]))


def test_no_column_that_holds_a_secret_is_on_any_page() -> None:
    for model, admin in MODELS.items():
        shown = {*admin.get_fields(None), *admin.list_display, *admin.search_fields, *admin.list_filter}  # type: ignore[arg-type]
        assert not shown & SECRETS, model


def test_no_token_and_no_hash_sealed_or_not_is_on_any_page(world: World) -> None:
    stack, user = world.ours.stack, world.ours.member
    PersonalToken.objects.create(user=user, stack=stack, sealed_token="sealed-canary", token_end="wxyz")
    client = operator()
    pages = "".join(whole(client.get(page)) for page in every_page(world))
    link = ShareLink.objects.get(pk=world.ours.link.pk)
    user.refresh_from_db()
    token = "a-token-of-the-tests"
    secrets = [
        *(token, base64.b64encode(token.encode()).decode(), quote(token)),
        *(stack.sealed_token, "sealed-canary", "wxyz", user.password, link.token_hash),
        *(world.ours.share_token, world.ours.invitation_token, world.ours.invitation.token_hash),
        *(str(link.snapshot["document"]["created"]), *([stack.token_end] if len(stack.token_end) > 4 else [])),
    ]
    for secret in secrets:
        assert secret not in pages, secret


@pytest.mark.parametrize(
    "path",
    [
        "stack/?sealed_token__startswith=g",
        "stack/?team__name=x",
        "user/?password__startswith=md5",
        "user/?password__regex=.",
        "sharelink/?token_hash__startswith=a",
        "personaltoken/?stack__sealed_token__startswith=g",
        "auditevent/?ip=1",
    ],
)
def test_no_address_narrows_a_list_by_what_is_not_offered(world: World, path: str) -> None:
    assert operator().get(f"/admin/runs/{path}").status_code == 400


@pytest.mark.parametrize("model", [model for model in MODELS if model is not User])
def test_records_are_not_added_changed_or_removed(world: World, model: type) -> None:
    client, admin = operator(), MODELS[model]
    before = list(admin.model._default_manager.order_by("pk").values())
    for page in pages_of(admin):
        client.post(page, {"name": "changed", "action": "delete_selected", "_selected_action": "1", "_save": "Save"})
        for rest in ("add/", "../delete/", "../history/"):
            assert client.get(page + rest).status_code in {404, 301}, page + rest
        assert 'type="submit" value="Save"' not in whole(client.get(page))
    assert list(admin.model._default_manager.order_by("pk").values()) == before


def test_the_audit_is_there_with_what_belongs_to_no_team() -> None:
    Client().post("/accounts/login/", {"login": "nobody@example.com", "password": "x"})
    page = visible(operator().get("/admin/runs/auditevent/"))

    assert "login_failed" in page


def test_the_way_there_stands_in_an_operator_s_menu_alone() -> None:
    assert 'href="/admin/"' in whole(operator().get("/runs/"))
    assert 'href="/admin/"' not in whole(browser_of(make_user(make_team(), Role.LEAD)).get("/runs/"))


def test_an_operator_opens_no_team_by_it(world: World) -> None:
    client = operator()
    assert client.get(f"/stacks/{world.ours.stack.slug}/settings/").status_code == 404
    assert client.get(f"/teams/{world.ours.stack.team.slug}/audit/").status_code == 404


def test_the_admin_has_no_more_than_what_is_registered_here() -> None:
    assert {Stack, User, AuditEvent} <= set(MODELS)
    assert {model._meta.app_label for model in MODELS} == {"runs"}
