"""Below /accounts/: our own pages, and django-allauth's for the rest.

What allauth has a page for and our profile shows leads to the profile.
"""

from allauth.account.views import login, password_set
from django.urls import include, path

from k6admin.company.views import leads_to_the_issuer
from runs.views import account
from runs.views.reauthentication import password_again

urlpatterns = [
    path("", account.to_profile, name="accounts"),
    path("login/", leads_to_the_issuer(login)),
    path("profile/", account.profile, name="profile"),
    path("sessions/end/", account.sessions_end, name="sessions_end"),
    *(path(shown, account.to_profile) for shown in ("email/", "sessions/", "2fa/", "2fa/webauthn/", "3rdparty/")),
    path("password/set/", password_again("set a password")(password_set)),
    path("", include("allauth.urls")),
]
