"""How people log in: in this site's words; codes that are good for one login, passkeys that need no password."""

from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from k6admin.accounts.second_factor import is_from_here, site_origin

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


class CredentialField(forms.JSONField):
    """What a browser says for a passkey. JSON that is nested too deep to read is no such thing."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002
        """An answer is good once: a form that is shown again has none."""
        return None


class FromHereForm(forms.Form):
    """What the browser signed must name exactly this site."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        if not is_from_here(self.cleaned_data["credential"]):
            raise ValidationError(f"Passkeys work at {site_origin()} only. Open k6admin there.", code="elsewhere")
        checked = getattr(super(), "clean_credential", None)
        return checked() if checked else self.cleaned_data["credential"]


class PasskeyAtLoginForm(FromHereForm, LoginWebAuthnForm):  # type: ignore[misc]
    """Without a password."""

    def clean_credential(self) -> Authenticator:
        key: Authenticator = super().clean_credential()
        if not key.wrap().is_passwordless:
            raise ValidationError(
                "This key was added for the second step of a login. Enter your password first.",
                code="second_factor_only",
            )
        return key


class PasskeyAsSecondStepForm(FromHereForm, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""


class PasskeyAgainForm(FromHereForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before what matters most."""


class AddPasskeyForm(FromHereForm, AddWebAuthnForm):  # type: ignore[misc]
    """Ready to log in with; a plain second factor only where somebody wants that."""

    name = forms.CharField(max_length=60, required=False, help_text="To tell it from others: “Laptop”, “Blue key”.")
    passwordless = forms.BooleanField(
        label="Log in with it alone",
        required=False,
        initial=True,
        help_text="It then asks for a fingerprint, a face or a PIN. Without this it comes after the password.",
    )

    def clean(self) -> dict[str, Any]:
        """The person's choice is kept with the key, in the place where a browser may tell what the key can do."""
        data: dict[str, Any] = super().clean() or {}
        if "credential" in data:
            extensions = data["credential"].get("clientExtensionResults")
            extensions = extensions if isinstance(extensions, dict) else {}
            choice = {"rk": bool(data.get("passwordless"))}
            data["credential"] = {**data["credential"], "clientExtensionResults": {**extensions, "credProps": choice}}
        return data


class PasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for it."""

    name = forms.CharField(max_length=60)
