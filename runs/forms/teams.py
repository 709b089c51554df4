"""What people enter about a team and those in it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from runs.checks import DEMO_DOMAIN, is_strangers_demo_address
from runs.forms.words import plain
from runs.models import Role, User


class TeamForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="People see it on their stacks and in invitations.")

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"], "The name")


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)

    @property
    def chosen(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """Whom to invite, and as what."""

    field_order = ["email", "role"]
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@example.com"}),
    )

    trusts_account = forms.BooleanField(
        label="They may join with an account they already have",
        required=False,
        help_text="Only if you know that they use k6admin: anybody could have made an account with their address.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"role": Role.MEMBER}, **kwargs})
        if settings.SENDS_MAIL:  # then they prove the address by mail
            del self.fields["trusts_account"]

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        if is_strangers_demo_address(address):
            raise ValidationError(f"Addresses of {DEMO_DOMAIN} are the demo's; use another one.")
        return address


class NewPersonForm(forms.Form):
    """Somebody who was invited and has no account yet. Their address is the invitation's."""

    name = forms.CharField(
        max_length=100,
        required=False,
        label="Your name",
        help_text="Shown to your team beside your address.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        strip=False,
        max_length=1000,
        help_text="At least 12 characters.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"], "The name")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
