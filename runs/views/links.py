"""All shared links of a team, for its leads; and links ended by who may."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from runs import access
from runs.access import Deed
from runs.caps import links_of
from runs.models import ShareLink, Team
from runs.paging import newest_first
from runs.presenters.pager import plain_pager
from runs.presenters.questions import Question
from runs.presenters.share_links import subject_of
from runs.presenters.teams import team_head
from runs.sharing import revoke, revoke_all
from runs.views.people import PersonRequest, actor
from runs.views.share_panel import rows_of


@require_safe
def links(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.MANAGE_LINKS)
    rows = ShareLink.objects.listed().filter(team=found)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page, now, cap = newest_first(rows, "created", after=after, before=before), timezone.now(), links_of(found)
    context = {
        "team": team_head(found, "team_links", is_lead=True),
        "links": rows_of(found, list(page.rows), now),
        "has_open": cap.taken > 0,
        "pager": plain_pager(request.path, {}, page.newer, page.older),
        "warning": cap.sentence,
    }
    return render(request, "teams/links.html", context)


@require_POST
def link_revoke(request: PersonRequest, team: str, link: int) -> HttpResponse:
    """A lead ends any link of the team, everybody their own. What somebody may not see is not there."""
    found = access.team_or_404(request.user, team)
    row = ShareLink.objects.listed().filter(team=found, pk=link).first()
    is_lead = access.may(request.user, found, Deed.MANAGE_LINKS)
    if row is None or not (is_lead or row.creator_id == request.user.pk):
        raise Http404
    if revoke(row, actor(request)):
        messages.success(request, "The link was revoked: nobody can open it any more.")
    else:
        messages.info(request, "That link had been revoked already.")
    on_its_own_page = request.POST.get("back") == "subject" or not is_lead
    return redirect(subject_of(row).url if on_its_own_page else reverse("team_links", args=[team]))


@require_POST
def links_revoke_all(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.MANAGE_LINKS, "link_revoked")
    if request.POST.get("confirm") != "yes":
        return render(request, "question.html", {"question": _about_revoking_all(found)})
    ended = revoke_all(found, actor(request))
    messages.success(request, f"Revoked: {ended}. No page of {found.name} is shared any more.")
    return redirect("team_links", team)


def _about_revoking_all(team: Team) -> Question:
    number = ShareLink.objects.open_at(timezone.now()).filter(team=team).count()
    return Question(
        title=f"Revoke all shared links of {team.name}?",
        sentences=(f"{number} open at this moment. Whoever follows one of them finds nothing any more.",),
        lost=("An address that was sent can't be brought back: the page would have to be shared again.",),
        label="Revoke them all",
        url=reverse("links_revoke_all", args=[team.slug]),
        back_url=reverse("team_links", args=[team.slug]),
    )
