"""Who is in a team: everyone in it may look, its leads change it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from runs import access, caps, teams
from runs.access import Deed
from runs.forms import InvitationForm, RoleForm
from runs.models import Membership, Team
from runs.presenters.members import invited, person
from runs.presenters.roles import deed_rows, role_choices
from runs.presenters.team_questions import about_leaving, about_removing
from runs.presenters.teams import team_head
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again

PAGE_ROWS = 200


@require_safe
def members(request: PersonRequest, team: str) -> HttpResponse:
    return members_page(request, access.team_or_404(request.user, team))


def members_page(request: PersonRequest, team: Team, status: int = 200, **leads: Any) -> HttpResponse:
    """The page. `leads` is what stands on it for leads: a `form` that was refused, a link that was `made`."""
    is_lead = access.may(request.user, team, Deed.MANAGE_MEMBERS)
    rows = Membership.objects.filter(team=team).select_related("user").order_by("user__email")
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "team": team_head(team, "team_members", is_lead=is_lead),
        "page": page,
        "people": [person(row, team, request.user.pk, may_change=is_lead) for row in page],
        "deeds": deed_rows(),
        "roles": role_choices(),
    }
    if is_lead:
        open_ones = _invited(team)
        room = caps.invitations_of(team, len(open_ones))
        context |= {"invited": open_ones, "warning": room.sentence, "form": InvitationForm(), **leads}
    return render(request, "teams/members.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@password_again("change a role")
def member(request: PersonRequest, team: str, member_id: int) -> HttpResponse:
    """One person's role, and the way out."""
    found, membership = _to_change(request, team, member_id)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if not form.is_valid():
        row = person(membership, found, request.user.pk, may_change=True)
        context = {"team": team_head(found, "", is_lead=True), "person": row, "form": form, "roles": role_choices()}
        return render(request, "teams/member.html", context, status=422 if form.errors else 200)
    try:
        teams.set_role(found, membership.user, form.chosen, actor(request))
    except teams.OnlyLead:
        messages.error(request, _only_lead(membership, request))
        return redirect("team_member", team, member_id)
    messages.success(request, f"{membership.user.email} is {form.chosen.label.lower()} now.")
    return redirect("team_members", team)


@require_POST
@password_again("remove somebody")
def member_remove(request: PersonRequest, team: str, member_id: int) -> HttpResponse:
    found, membership = _to_change(request, team, member_id)
    if request.POST.get("confirm") != "yes":
        return render(request, "question.html", {"question": about_removing(membership)})
    try:
        teams.remove(found, membership.user, actor(request))
    except teams.OnlyLead:
        messages.error(request, _only_lead(membership, request))
        return redirect("team_member", team, member_id)
    messages.success(request, f"{membership.user.email} is no longer in {found.name}.")
    return redirect("team_members", team) if membership.user != request.user else redirect("teams")


@require_POST
def team_leave(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team)
    if request.POST.get("confirm") != "yes":
        mine = Membership.objects.select_related("team", "user").get(team=found, user=request.user)
        return render(request, "question.html", {"question": about_leaving(mine)})
    try:
        teams.leave(found, request.user, actor(request))
    except teams.OnlyLead:
        messages.error(request, "You are the only lead: make somebody else a lead first, or delete the team.")
        return redirect("team_members", team)
    messages.success(request, f"You are no longer in {found.name}.")
    return redirect("teams")


def _to_change(request: PersonRequest, slug: str, member_id: int) -> tuple[Team, Membership]:
    team = access.team_or_404(request.user, slug, Deed.MANAGE_MEMBERS)
    membership = Membership.objects.filter(team=team, pk=member_id).select_related("user", "team").first()
    if membership is None:
        raise Http404
    return team, membership


def _invited(team: Team) -> list[Any]:
    rows = team.invitations.filter(accepted_at=None, revoked_at=None).select_related("sender").order_by("email")
    leads, now = teams.leads_of(team), timezone.now()
    return [invited(row, team, leads, now) for row in rows]


def _only_lead(membership: Membership, request: PersonRequest) -> str:
    who = "You are" if membership.user == request.user else f"{membership.user.email} is"
    return f"{who} the only lead. A team always keeps one: make somebody else a lead first."
