"""Teams: mine, a new one, its settings and its end."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from runs import access, caps, teams
from runs.access import Deed
from runs.forms import TeamForm
from runs.models import Membership, Team
from runs.presenters.team_questions import about_deleting
from runs.presenters.teams import team_card, team_head
from runs.views.limits import limited
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again


@require_safe
def team_list(request: PersonRequest) -> HttpResponse:
    mine = Membership.objects.filter(user=request.user).select_related("team").order_by("team__name", "team_id")
    found = Team.objects.filter(pk__in=[row.team_id for row in mine]).values_list("pk")
    people, stacks = dict(found.annotate(number=Count("members"))), dict(found.annotate(number=Count("stacks")))
    cards = [team_card(row.team, row.role, people[row.team_id], stacks[row.team_id]) for row in mine]
    return render(request, "teams/list.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("make_team")
def team_new(request: PersonRequest) -> HttpResponse:
    """Anyone may make a team; whoever does leads it."""
    form, room = TeamForm(request.POST or None), caps.teams_of_lead(request.user)
    if form.is_valid() and not room.is_reached:
        team = teams.found_team(form.cleaned_data["name"], request.user, actor(request))
        messages.success(request, f"{team.name} is there, and you lead it.")
        return redirect("team_members", team.slug)
    context = {"form": form, "warning": room.sentence}
    return render(request, "teams/new.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_settings(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.MANAGE_TEAM)
    form = TeamForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        teams.rename(found, form.cleaned_data["name"], actor(request))
        messages.success(request, "Saved.")
        return redirect("team_settings", team)
    head = team_head(found, "team_settings", is_lead=True)
    context = {"team": head, "form": form, "stacks": found.stacks.count()}
    return render(request, "teams/settings.html", context, status=422 if form.errors else 200)


@require_POST
@password_again("delete a team")
def team_delete(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.MANAGE_TEAM)
    if request.POST.get("confirm") != "yes":
        return render(request, "question.html", {"question": about_deleting(found)})
    try:
        teams.delete_team(found, actor(request))
    except teams.NotEmpty as error:
        messages.error(request, str(error))
        return redirect("team_settings", team)
    messages.success(request, f"{found.name} is deleted.")
    return redirect("teams")
