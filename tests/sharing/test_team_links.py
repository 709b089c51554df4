"""All shared links of a team, as its leads see and end them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from runs.models import AuditEvent, Membership, Role, ShareLink, User
from runs.sharing import VIEWS
from tests.builders import make_run, make_stack, make_user
from tests.pages.visiting import browser_of, visible
from tests.presenters.html import read
from tests.sharing.desk import SharingDesk, at_a_desk, link_of

pytestmark = pytest.mark.django_db


def links_of(desk: SharingDesk, rest: str = "") -> str:
    return f"/teams/{desk.stack.team.slug}/links/{rest}"


def test_a_lead_sees_what_is_shared_by_whom_until_when_and_how_often_it_was_opened() -> None:
    desk = at_a_desk()
    path = desk.share("note", days="30")
    desk.share_history()
    desk.read(path)
    desk.read(path)
    VIEWS.write()
    response = desk.as_lead().get(links_of(desk))
    text = visible(response)

    for words in ("Test #7, run #5", "Figures, and note", "sharer@example.com", "in 30 days", "2 views", "last"):
        assert words in text
    assert len(read(response.content.decode()).all("span", class_="tone-good")) == 2
    assert response.content.decode().count('<td data-what="ends"') == 2
    assert "0 views" in text


def test_a_link_that_ended_says_how() -> None:
    desk = at_a_desk()
    expired, revoked = desk.share(), desk.share()
    ShareLink.objects.filter(pk=link_of(expired).pk).update(expires=timezone.now() - timedelta(days=1))
    lead = desk.as_lead()
    lead.post(links_of(desk, f"{link_of(revoked).pk}/revoke/"))
    page = lead.get(links_of(desk))

    assert "Expired" in visible(page)
    assert "Revoked" in visible(page)
    assert "by lead@example.com" in visible(page)
    assert f"{link_of(expired).pk}/revoke/" not in page.content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_leads_see_and_end_them_all(role: Role) -> None:
    desk = at_a_desk(Role.LEAD)
    path = desk.share()
    client = browser_of(make_user(desk.stack.team, role))

    assert client.get(links_of(desk)).status_code == 403
    assert client.post(links_of(desk, "revoke/"), {"confirm": "yes"}).status_code == 403
    assert desk.read(path)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome, event.object_kind) == ("link_revoked", "refused", "team")


def test_another_team_s_page_is_not_there() -> None:
    desk = at_a_desk()
    other = browser_of(make_user(make_stack().team, Role.LEAD))

    assert other.get(links_of(desk)).status_code == 404
    assert other.post(links_of(desk, "revoke/"), {"confirm": "yes"}).status_code == 404


def test_revoking_all_is_asked_about_and_ends_every_open_link_of_this_team_alone() -> None:
    desk, other = at_a_desk(), make_stack()
    paths = [desk.share(), desk.share_history()]
    make_run(other, 5)
    elsewhere = browser_of(make_user(other.team)).post(f"/stacks/{other.slug}/runs/5/share/")
    lead = desk.as_lead()
    question = lead.post(links_of(desk, "revoke/"))

    assert "2 open at this moment" in visible(question)
    assert desk.read(paths[0])
    done = lead.post(links_of(desk, "revoke/"), {"confirm": "yes"}, follow=True)
    assert "Revoked: 2" in visible(done)
    assert [desk.stranger.get(path).status_code for path in paths] == [404, 404]
    assert elsewhere.status_code == 200
    assert ShareLink.objects.filter(revoked_at=None).count() == 1
    revoked = AuditEvent.objects.filter(action="link_revoked")
    assert sorted(event.object_id for event in revoked) == sorted(str(link_of(path).pk) for path in paths)
    assert "Revoke all" not in visible(lead.get(links_of(desk)))


def test_a_link_outlives_its_maker_s_role_and_says_so() -> None:
    desk = at_a_desk()
    path = desk.share()
    lead = desk.as_lead()
    sharer = User.objects.get(email="sharer@example.com")
    Membership.objects.filter(user=sharer).update(role=Role.VIEWER)
    assert "may not share any more" in visible(lead.get(links_of(desk)))
    Membership.objects.filter(user=sharer).delete()
    assert "no longer in the team" in visible(lead.get(links_of(desk)))
    sharer.delete()
    assert "no longer in the team" in visible(lead.get(links_of(desk)))
    assert "sharer@example.com" in visible(lead.get(links_of(desk)))
    assert desk.read(path)
    assert "no longer in the team" in visible(lead.get(desk.url()))


def test_a_team_that_shares_nothing_reads_what_this_page_is_for() -> None:
    desk = at_a_desk()
    assert "Nothing is shared" in visible(desk.as_lead().get(links_of(desk)))


@pytest.mark.parametrize("links", [1, 60])
def test_the_page_costs_the_same_queries_however_many_links(
    links: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = at_a_desk()
    first = link_of(desk.share())
    copies = [ShareLink(**{**columns_of(first), "token_hash": str(number)}) for number in range(links - 1)]
    ShareLink.objects.bulk_create(copies)
    lead = desk.as_lead()
    lead.get(links_of(desk))

    with django_assert_num_queries(9):  # session, person, team, role, links, makers, open, worker, stacks
        page = lead.get(links_of(desk))
    assert len(read(page.content.decode()).all("tr")) == links + 1


def columns_of(link: ShareLink) -> dict[str, object]:
    return {field.attname: getattr(link, field.attname) for field in ShareLink._meta.fields if not field.primary_key}


def test_more_than_a_page_has_a_way_on() -> None:
    desk = at_a_desk()
    first = link_of(desk.share())
    ShareLink.objects.bulk_create(
        ShareLink(**{**columns_of(first), "token_hash": str(number)}) for number in range(120)
    )
    lead = desk.as_lead()
    page = read(lead.get(links_of(desk)).content.decode())
    older = read(lead.get(page.one("a", rel="next").attrs["href"]).content.decode())

    assert (len(page.all("tr")), len(older.all("tr"))) == (101, 22)


def test_a_snapshot_is_never_read_for_a_list() -> None:
    desk = at_a_desk()
    desk.share()
    row = ShareLink.objects.listed().get()

    assert "snapshot" in row.get_deferred_fields()
