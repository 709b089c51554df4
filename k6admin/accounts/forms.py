"""How people log in: in this site's words; codes that are good for one login, passkeys that need no password."""

from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache

ADDRESS = "E-mail address"


class LogInForm(LoginForm):  # type: ignore[misc]
    """By the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", ADDRESS), ("password", "Password")):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """Where the link to a new password goes."""

    email = EmailField(label=ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class OnceForm(forms.Form):
    """allauth remembers a used code for one period; with tolerance it can be right for three."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        factor = self.authenticator  # type: ignore[attr-defined]
        if factor.type == Authenticator.Type.TOTP:
            lasts = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            digits = "".join(filter(str.isdigit, code))
            if not cache.add(f"totp-used:{factor.pk}:{digits}", value=True, timeout=lasts):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OnceForm, AuthenticateForm):  # type: ignore[misc]
    """At the login."""


class CodeAgainForm(OnceForm, ReauthenticateForm):  # type: ignore[misc]
    """Before what matters most."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Ready to log in with; a plain second factor only where somebody wants that."""

    name = forms.CharField(max_length=60, required=False, help_text="To tell it from others: “Laptop”, “Blue key”.")
    passwordless = forms.BooleanField(
        label="Log in with it alone",
        required=False,
        initial=True,
        help_text="It then asks for a fingerprint, a face or a PIN. Without this it comes after the password.",
    )


class PasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for it."""

    name = forms.CharField(max_length=60)
