"""What people enter about a stack, cleaned, and refused with a sentence at the field."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from runs import caps
from runs.client_ip import is_address
from runs.connection import opens
from runs.forms.words import plain
from runs.k6api.client import clean_token
from runs.k6api.credentials import MAX_ID
from runs.models import Stack, Team
from runs.stacks import Details

HOST = re.compile(r"(?=.{1,200}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
# A token that nobody could check is not stored.
NOT_CHECKED = "The token could not be checked, so nothing was saved. Enter it again in a moment."
BARE_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,61}", re.ASCII)


def clean_grafana_url(raw: str) -> str:
    """The origin of a Grafana stack. It is shown as a link and told to the API, and never fetched."""
    text = raw.strip().lower()
    if BARE_SLUG.fullmatch(text):
        text = f"https://{text}.grafana.net"
    if "://" not in text:
        text = f"https://{text}"
    scheme, _, rest = text.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme != "https":
        raise ValidationError("The Grafana URL must begin with https://.")
    if not HOST.fullmatch(host) or is_address(host):
        raise ValidationError("Enter the address of your Grafana stack, like https://acme.grafana.net.")
    return f"https://{host}"


class StackForm(forms.Form):
    """The settings of a connected stack. The token goes in and never comes out again."""

    name = forms.CharField(max_length=100, help_text="What your team calls it.")
    grafana_url = forms.CharField(
        label="Grafana URL",
        max_length=255,
        widget=forms.TextInput(attrs={"placeholder": "https://acme.grafana.net", "inputmode": "url"}),
        help_text="The address of your Grafana stack.",
    )
    stack_id = forms.IntegerField(
        label="Stack id",
        min_value=1,
        max_value=MAX_ID,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="The number of the stack: in Grafana under Testing & synthetics, Performance, Settings, Access.",
    )
    token = forms.CharField(
        label="API token",
        required=False,
        strip=False,
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=(
            "A stack token or a personal token of Grafana Cloud k6. Everyone in the team will see every run that this "
            "token sees, also past Grafana's own folder permissions. It is stored sealed and never shown again."
        ),
    )

    def __init__(self, *args: Any, stack: Stack | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stack = stack
        if stack and stack.is_connected:
            self.fields["token"].help_text = f"Stored: …{stack.token_end}. Leave empty to keep it."
        if stack is None:
            self.fields["token"].required = True
        elif stack.is_connected and not opens(stack):
            self.fields["token"].help_text = "The stored token can't be opened any more. Enter it again."

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"], "The name")

    def clean_grafana_url(self) -> str:
        return clean_grafana_url(self.cleaned_data["grafana_url"])

    def clean_token(self) -> str:
        raw: str = self.cleaned_data["token"]
        if not raw.strip():
            if self.stack is None:
                raise ValidationError("Enter the token.")
            return ""
        try:
            return clean_token(raw)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Another target needs its token again: a stored one is never sent to where it was not entered for."""
        data = super().clean() or self.cleaned_data
        stack = self.stack
        if stack and stack.is_connected and not data.get("token") and "token" not in self.errors:
            target = (data.get("grafana_url", stack.grafana_url), data.get("stack_id", stack.stack_id))
            if target != (stack.grafana_url, stack.stack_id):
                self.add_error("token", "With another Grafana URL or stack id, enter the token again.")
        return data

    @property
    def is_to_be_tried(self) -> bool:
        """A new token, or none for a new target, goes through a trial; a new name alone does not."""
        return self.stack is None or bool(self.cleaned_data["token"])

    @property
    def details(self) -> Details:
        data = self.cleaned_data
        return Details(data["name"], data["grafana_url"], data["stack_id"], data["token"])


class NewStackForm(StackForm):
    """For one of the teams that the person leads."""

    field_order = ["team", "name", "grafana_url", "stack_id", "token"]

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Team.objects.filter(pk__in=[team.pk for team in teams]).order_by("name")
        self.fields["team"] = forms.ModelChoiceField(queryset=mine, empty_label=None)
        self.order_fields(self.field_order)

    def clean_team(self) -> Team:
        team: Team = self.cleaned_data["team"]
        room = caps.stacks_of_team(team)
        if room.is_reached:
            raise ValidationError(room.sentence)
        return team

    def clean(self) -> dict[str, Any]:
        """One that was disconnected is connected again in its own row, where its history is."""
        data = super().clean()
        team, stack_id = data.get("team"), data.get("stack_id")
        known = team and stack_id and team.stacks.disconnected().filter(stack_id=stack_id).first()
        if known:
            said = f"Your team has it already, disconnected: enter the token in the settings of {known.name}."
            self.add_error("stack_id", said)
        return data
