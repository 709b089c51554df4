"""What people enter about themselves."""

import zoneinfo
from collections import defaultdict

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from runs.checks import DEMO_DOMAIN, is_strangers_demo_address
from runs.forms.teams import NewPersonForm
from runs.forms.words import plain
from runs.k6api.client import clean_token
from runs.models import User
from runs.models.people import check_time_zone
from runs.people.first import is_right
from runs.teams.people import draft_person

Choices = list[tuple[str, str | list[tuple[str, str]]]]
OTHER_NAMES = {"Etc", "SystemV", "US", "posix", "right"}


def zone_choices(current: str) -> Choices:
    """UTC, then the zones of cities by region; before them whichever the person has now, were it none of these."""
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in sorted(zoneinfo.available_timezones()):
        region, _, city = zone.partition("/")
        if city and region not in OTHER_NAMES:
            regions[region].append((zone, city.replace("_", " ")))
    offered = {"UTC", *(zone for zones in regions.values() for zone, _ in zones)}
    others: Choices = [] if current in offered else [(current, current)]
    return [*others, ("UTC", "UTC"), *sorted(regions.items())]


class ProfileForm(forms.Form):
    """A person's name, and the clock that times are shown by."""

    name = forms.CharField(
        max_length=100, required=False, help_text="What others in your teams see beside your address."
    )
    time_zone = forms.CharField(validators=[check_time_zone], max_length=64)

    def __init__(self, data: QueryDict | None, user: User) -> None:
        super().__init__(data, initial={"name": user.name, "time_zone": user.time_zone})
        self.fields["time_zone"].widget = forms.Select(choices=zone_choices(user.time_zone))

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"], "The name")


class TokenForm(forms.Form):
    """A person's own token. It goes in and never comes out again."""

    token = forms.CharField(
        label="Personal API token",
        strip=False,
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="In Grafana under Testing & synthetics, Performance, Settings. Stored sealed, never shown again.",
    )

    def clean_token(self) -> str:
        try:
            return clean_token(self.cleaned_data["token"])
        except ValueError as error:
            raise ValidationError(str(error)) from None


class FirstForm(forms.Form):
    """The first person of all, with the code that shows who started this site."""

    code = forms.CharField(
        max_length=100,
        help_text="It was printed where this site was started; “manage.py first_start” prints it again.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    team = forms.CharField(label="Name of your team", max_length=100)
    email = forms.EmailField(
        label="Your e-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    name = NewPersonForm.base_fields["name"]
    password = NewPersonForm.base_fields["password"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_right(code, timezone.now()):
            raise ValidationError("That is not the code that was printed, or it was printed days ago.")
        return code

    def clean_team(self) -> str:
        return plain(self.cleaned_data["team"], "The name")

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"], "The name")

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        if is_strangers_demo_address(address):
            raise ValidationError(f"Addresses of {DEMO_DOMAIN} are the demo's; use another one.")
        return address

    def clean_password(self) -> str:
        data = self.cleaned_data
        validate_password(data["password"], User(email=data.get("email", ""), name=data.get("name", "")))
        password: str = data["password"]
        return password

    @property
    def person(self) -> User:
        data = self.cleaned_data
        return draft_person(data["email"], data["password"], data["name"])
