"""Codes of a second factor, each good for one login."""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.core.cache import cache


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
