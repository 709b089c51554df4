"""What a shared page is to show, and for how long."""

from typing import Any

from django import forms

from runs.sharing import DAYS, MOST_DAYS, Part, Shows

_LABELS: dict[Part, tuple[str, str]] = {
    Part.NOTE: ("The note", "As it is now, with secrets masked."),
    Part.SCRIPT: ("The script", "Secrets that can be told by their look are masked; read it before you share it."),
    Part.OPTIONS: ("The options", "Scenarios, thresholds and tags, secrets masked. The load profile is shown anyway."),
    Part.NAMES: ("Names of people", "E-mail addresses of who started or stopped it, and yours."),
    Part.ADDRESSES: ("Addresses of load generators", "Public IP addresses, as firewall lists want them."),
}


_DAYS_ERROR = f"Enter a whole number of days, from 1 to {MOST_DAYS}."


class ShareForm(forms.Form):
    """A box for each part that may be shown, all of them empty at first; then for how many days."""

    days = forms.IntegerField(
        label="Days",
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        localize=False,
        initial=DAYS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _DAYS_ERROR),
        help_text=f"After so many days the link ends: {DAYS} unless you say otherwise, {MOST_DAYS} at most.",
    )

    def __init__(self, *args: Any, parts: Shows, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "share-%s", **kwargs})
        self.parts = parts
        for part in Part:
            if part in parts:
                label, help_text = _LABELS[part]
                self.fields[part.value] = forms.BooleanField(label=label, required=False, help_text=help_text)
        self.order_fields([part.value for part in Part])

    @property
    def shows(self) -> Shows:
        return frozenset(part for part in self.parts if self.cleaned_data[part.value])

    @property
    def life(self) -> int:
        """In days."""
        return self.cleaned_data["days"] or DAYS
