"""Inviting, and what a lead does with an invitation afterwards."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from runs import access, teams
from runs.access import Deed
from runs.caps import CapReached
from runs.forms import InvitationForm
from runs.mail import mail_invitation
from runs.models import Invitation, Team
from runs.presenters.links import from_outside
from runs.presenters.members import MadeLink
from runs.views.limits import limited
from runs.views.members import members_page
from runs.views.people import PersonRequest, actor
from runs.views.reauthentication import password_again


@require_POST
@password_again("invite somebody")
@limited("invite")
def invite(request: PersonRequest, team: str) -> HttpResponse:
    found = access.team_or_404(request.user, team, Deed.MANAGE_MEMBERS)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            trusts = form.cleaned_data.get("trusts_account", False)
            sent = teams.invite(found, form.cleaned_data["email"], form.chosen, actor(request), trusts_account=trusts)
        except teams.AlreadyThere:
            form.add_error("email", "They are in the team already: change their role in the list.")
        except CapReached as error:
            form.add_error(None, str(error))
        else:
            return _delivered(request, found, sent)
    return members_page(request, found, 422, form=form)


@require_POST
@password_again("send an invitation again")
@limited("invite")
def renew(request: PersonRequest, team: str, invitation_id: int) -> HttpResponse:
    found, invitation = _unused(request, team, invitation_id)
    sent = teams.renew(invitation, actor(request))
    if sent is None:
        return _too_late(request, found)
    return _delivered(request, found, sent)


@require_POST
def revoke(request: PersonRequest, team: str, invitation_id: int) -> HttpResponse:
    found, invitation = _unused(request, team, invitation_id)
    if not teams.revoke(invitation, actor(request)):
        return _too_late(request, found)
    messages.success(request, f"The invitation of {invitation.email} is taken back: its link does not work any more.")
    return redirect("team_members", team)


def _unused(request: PersonRequest, slug: str, invitation_id: int) -> tuple[Team, Invitation]:
    team = access.team_or_404(request.user, slug, Deed.MANAGE_MEMBERS)
    invitation = team.invitations.select_related("team").filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404
    return team, invitation


def _delivered(request: PersonRequest, team: Team, sent: teams.Sent) -> HttpResponse:
    """By mail, or as a link on the page itself: it is shown once, so there is no address to come back to it."""
    path, email = reverse("invitation", args=[sent.token]), sent.invitation.email
    if not settings.SENDS_MAIL:
        return members_page(request, team, made=MadeLink(email, from_outside(path)))
    if mail_invitation(sent.invitation, path):
        messages.success(request, f"The invitation is on its way to {email}.")
    else:
        messages.error(request, f"The mail to {email} could not be sent. The invitation is kept: send it again later.")
    return redirect("team_members", team.slug)


def _too_late(request: PersonRequest, team: Team) -> HttpResponse:
    messages.warning(request, "That invitation was used or taken back already.")
    return redirect("team_members", team.slug)
