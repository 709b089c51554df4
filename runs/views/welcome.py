"""The first person of a fresh site; afterwards there is no such page."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from runs.client_ip import client_ip, request_id
from runs.forms import FirstForm
from runs.people.first import AlreadyBegun, begin, is_open
from runs.views.entering import enter
from runs.views.errors import too_many_requests


@login_not_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    if not is_open():
        raise Http404
    if not ratelimit.consume(request, action="first_start"):
        return too_many_requests(request)
    form = FirstForm(request.POST or None)
    if not form.is_valid():
        return render(request, "account/welcome.html", {"form": form}, status=422 if form.errors else 200)
    user = form.person
    try:
        team = begin(user, form.cleaned_data["team"], client_ip(request), request_id(request))
    except AlreadyBegun:
        raise Http404 from None
    messages.success(request, f"Welcome. You lead {team.name}; connect its first stack.")
    return enter(request, user, reverse("stack_new"))
