"""The audit as asked for in its URL: what narrows it, each part cleaned, and what made no sense named."""

from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from runs.models.audit import AuditQuerySet

CURSORS = ("after", "before")
_SEARCHED = ("object_name", "object_id", "actor_email", "stack_slug", "ip", "request_id")
_LABELS = {"action": "Action", "kind": "On", "outcome": "Outcome"}
_ORDER = ["q", "person", "action", "kind", "outcome", "since", "until"]
LONGEST = 200
_FIRST, _LAST = date(1970, 1, 2), date(9998, 12, 31)


class AuditForm(forms.Form):
    """Every part may be missing. Bad and unknown ones are in `ignored`, by their names, and narrow nothing."""

    q = forms.CharField(label="Search", max_length=LONGEST, required=False, widget=forms.TextInput({"type": "search"}))
    person = forms.CharField(label="Person", max_length=LONGEST, required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, query: QueryDict, choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(query, auto_id="audit-%s", label_suffix="")
        for name, offered in choices.items():
            all_of_them = [("", "All"), *offered]
            self.fields[name] = forms.ChoiceField(choices=all_of_them, label=_LABELS[name], required=False)
        self.order_fields(_ORDER)
        self.query = query
        self.is_valid()

    def clean_since(self) -> date | None:
        return _within_reason(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _within_reason(self.cleaned_data["until"])

    @property
    def asked(self) -> dict[str, str]:
        """What narrows the list, as it stands in a URL."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def ignored(self) -> list[str]:
        unknown = [name for name in self.query if name not in self.fields and name not in CURSORS]
        return sorted({*self.errors, *(name[:40] for name in unknown)})[:20]

    def narrow(self, events: AuditQuerySet) -> AuditQuerySet:
        """Days are those of the reader's zone, both ends included."""
        asked = self.cleaned_data
        for name, column in (("action", "action"), ("kind", "object_kind"), ("outcome", "outcome")):
            if asked.get(name):
                events = events.filter(**{column: asked[name]})
        if asked.get("person"):
            events = events.filter(actor_email__icontains=asked["person"])
        if asked.get("since"):
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            events = events.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        if asked.get("q"):
            events = events.filter(_anywhere(asked["q"]))
        return events


def _within_reason(day: date | None) -> date | None:
    if day and not _FIRST <= day <= _LAST:
        raise forms.ValidationError("That day is none that the audit could have.")
    return day


def _midnight(day: date) -> datetime:
    """In the reader's zone; told in UTC, which every database compares alike."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def _anywhere(text: str) -> Q:
    found = Q()
    for column in _SEARCHED:
        found |= Q(**{f"{column}__icontains": text})
    return found
