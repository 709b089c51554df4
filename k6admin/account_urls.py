"""Below /accounts/: our own pages, and django-allauth's for the rest.

What allauth has a page for and our profile shows leads to the profile.
"""

from allauth.account.views import login, password_set
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import add_webauthn, remove_webauthn
from django.urls import include, path

from k6admin.accounts.lasting import in_one_transaction
from k6admin.company import views as company
from runs.views import account, personal_tokens
from runs.views.reauthentication import password_again

urlpatterns = [
    path("", account.to_profile, name="accounts"),
    path("login/", company.leads_to_the_issuer(login)),
    path("profile/", account.profile, name="profile"),
    path("sessions/end/", account.sessions_end, name="sessions_end"),
    path("tokens/<slug:stack>/", personal_tokens.personal_token, name="personal_token"),
    path("tokens/<slug:stack>/delete/", personal_tokens.personal_token_delete, name="personal_token_delete"),
    *(path(shown, account.to_profile) for shown in ("email/", "2fa/", "2fa/webauthn/")),
    path("password/set/", password_again("set a password")(password_set)),
    path("company/login/", company.login, name="company_login"),
    path("company/connect/", company.connect, name="company_connect"),
    path("company/again/", company.again, name="company_again"),
    path("company/end/", company.end, name="company_end"),
    path("company/callback/", company.callback, name="company_callback"),
    path("company/cancelled/", company.cancelled, name="socialaccount_login_cancelled"),
    path("2fa/totp/activate/", in_one_transaction(activate_totp)),
    path("2fa/totp/deactivate/", in_one_transaction(deactivate_totp)),
    path("2fa/webauthn/add/", in_one_transaction(add_webauthn)),
    path("2fa/webauthn/keys/<int:pk>/remove/", in_one_transaction(remove_webauthn)),
    path("2fa/recovery-codes/generate/", in_one_transaction(generate_recovery_codes)),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
