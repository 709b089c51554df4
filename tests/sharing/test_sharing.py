"""Sharing a page: who may, what is asked, what the audit keeps, and the address that is shown once."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from runs.models import AuditEvent, Role, ShareLink
from tests.builders import make_stack, make_user
from tests.pages.visiting import browser_of, visible
from tests.presenters.html import read
from tests.sharing.desk import ORIGIN, at_a_desk, link_of, path_of

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, str, str, str]]:
    rows = AuditEvent.objects.order_by("id")
    return [(event.action, event.outcome, event.object_kind, event.object_id) for event in rows]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEAD])
def test_a_member_shares_a_run_with_nothing_ticked_for_seven_days(role: Role) -> None:
    desk = at_a_desk(role)
    link = link_of(desk.share())

    assert link.shows == []
    assert link.run is not None
    assert link.run.run_id == 5
    assert abs(link.expires - timezone.now() - timedelta(days=7)) < timedelta(minutes=5)
    assert events() == [("link_created", "done", "link", str(link.pk))]


def test_a_history_is_shared_from_the_page_of_its_load_test() -> None:
    desk = at_a_desk()
    link = link_of(desk.share_history("note"))

    assert (link.run, link.test_id, link.shows) == (None, 7, ["note"])
    assert events() == [("link_created", "done", "link", str(link.pk))]


def test_the_form_offers_every_part_unticked_and_seven_days() -> None:
    desk = at_a_desk()
    page = desk.client.get(desk.url()).content.decode()

    for part in ("note", "script", "options", "names", "addresses"):
        assert f'<input type="checkbox" name="{part}"' in page
    assert " checked" not in page
    assert 'name="days" value="7"' in page


def test_what_makes_no_sense_for_a_history_is_neither_offered_nor_taken() -> None:
    desk = at_a_desk()
    page = desk.client.get(f"/stacks/{desk.stack.slug}/tests/7/").content.decode()

    assert 'name="note"' in page
    assert 'name="script"' not in page
    assert link_of(desk.share_history("script", "addresses", "names")).shows == ["names"]


@pytest.mark.parametrize("days", ["0", "91", "-1", "1e3", "x", "9" * 400, "7.5", "٣x"])
def test_a_link_never_lives_longer_than_90_days_nor_less_than_one(days: str) -> None:
    desk = at_a_desk()
    response = desk.ask(days=days, note="on")

    assert response.status_code == 422
    assert not ShareLink.objects.exists()
    assert "checked" in read(response.content.decode()).one("input", id="share-note").attrs


def test_ninety_days_are_fine() -> None:
    left = link_of(at_a_desk().share(days="90")).expires - timezone.now()
    assert timedelta(days=89) < left <= timedelta(days=90)


def test_a_viewer_shares_nothing_and_is_told_so_as_one_event() -> None:
    desk = at_a_desk(Role.VIEWER)
    answers = [desk.ask(), desk.ask_history()]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Only members and leads of the team can share a page with people outside." in visible(answers[0])
    assert events() == [("link_created", "refused", "run", "5"), ("link_created", "refused", "load test", "7")]
    assert "Share" not in visible(desk.client.get(desk.url()))


def test_nobody_shares_what_they_do_not_see() -> None:
    desk = at_a_desk()
    other = browser_of(make_user(make_stack().team, Role.LEAD))
    foreign, missing = other.post(desk.url("share/")), other.post(desk.url("share/").replace("/5/", "/6/"))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert visible(foreign) == visible(missing)
    assert Client().post(desk.url("share/")).status_code == 302
    assert not ShareLink.objects.exists()
    assert events() == []


def test_the_address_is_shown_once_and_kept_nowhere() -> None:
    """(P1)"""
    desk = at_a_desk()
    made = desk.ask()
    token = path_of(made).split("/")[2]

    assert "no-store" in made.headers["Cache-Control"]
    for again in (desk.url(), f"/stacks/{desk.stack.slug}/tests/7/", "/runs/"):
        assert token not in desk.client.get(again).content.decode()
    assert token not in str(list(AuditEvent.objects.values()))


@override_settings(ALLOWED_HOSTS=["testserver", "other.example"])
@pytest.mark.parametrize("headers", [{"Host": "other.example"}, {"X-Forwarded-Host": "evil.example"}])
def test_w9_the_address_begins_with_the_site_s_own_origin(headers: dict[str, str]) -> None:
    """(W9)"""
    desk = at_a_desk()
    page = desk.client.post(desk.url("share/"), headers=headers).content.decode()

    assert f'value="{ORIGIN}/s/' in page
    assert "evil.example" not in page
    assert "other.example" not in page


def test_w9_another_host_is_answered_nothing() -> None:
    desk = at_a_desk()
    assert desk.client.post(desk.url("share/"), headers={"Host": "evil.example"}).status_code == 400
    assert not ShareLink.objects.exists()


def test_extra_fields_change_nothing() -> None:
    """(I3)"""
    desk = at_a_desk()
    link = link_of(desk.share(team="1", creator="1", expires="2099-01-01", token_hash="x", views="9", run="77"))

    assert (link.creator_email, link.views, link.team_id) == ("sharer@example.com", 0, desk.stack.team_id)


def test_a_member_sees_and_revokes_their_own_links_on_the_run_s_page() -> None:
    desk = at_a_desk()
    path = desk.share("note")
    other = browser_of(make_user(desk.stack.team))
    revoke = f"/teams/{desk.stack.team.slug}/links/{link_of(path).pk}/revoke/"

    assert revoke in desk.client.get(desk.url()).content.decode()
    assert revoke not in other.get(desk.url()).content.decode()
    assert other.post(revoke).status_code == 404
    assert desk.stranger.get(path).status_code == 200
    response = desk.client.post(revoke, {"back": "subject"}, follow=True)
    assert "The link was revoked" in visible(response)
    assert response.redirect_chain == [(desk.url(), 302)]
    assert desk.stranger.get(path).status_code == 404
    assert events()[-1] == ("link_revoked", "done", "link", str(link_of(path).pk))


def test_revoking_twice_is_one_event() -> None:
    desk = at_a_desk()
    revoke = f"/teams/{desk.stack.team.slug}/links/{link_of(desk.share()).pk}/revoke/"
    desk.client.post(revoke)
    again = desk.client.post(revoke, follow=True)

    assert "had been revoked already" in visible(again)
    assert [event[0] for event in events()] == ["link_created", "link_revoked"]


def test_a_link_of_another_team_is_not_there() -> None:
    desk = at_a_desk(Role.LEAD)
    pk = link_of(desk.share()).pk
    other = make_user(make_stack().team, Role.LEAD)
    mine = other.teams.get()
    client = browser_of(other)

    assert client.post(f"/teams/{desk.stack.team.slug}/links/{pk}/revoke/").status_code == 404
    assert client.post(f"/teams/{mine.slug}/links/{pk}/revoke/").status_code == 404
    assert ShareLink.objects.get().revoked_at is None


def test_a_script_that_can_not_be_read_stops_the_sharing_and_says_why() -> None:
    desk = at_a_desk()
    response = desk.ask(script="on", note="on")

    assert response.status_code == 422
    assert "The script could not be read, so nothing was shared." in visible(response)
    assert not ShareLink.objects.exists()
    assert events() == [("link_created", "failed", "run", "5")]


def test_the_61st_page_in_an_hour_has_to_wait() -> None:
    desk = at_a_desk()
    answers = [desk.ask_history().status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
    assert ShareLink.objects.count() == 60
