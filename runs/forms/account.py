"""What people enter about themselves."""

import zoneinfo
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from runs.k6api.client import clean_token
from runs.models import User
from runs.models.people import check_time_zone

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
        name: str = self.cleaned_data["name"]
        if not name.isprintable():
            raise ValidationError("The name has characters that can't be shown.")
        return name


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
