"""The audit of a team: who did what to which thing, and how it went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from runs.access import Deed
from runs.domain.status import Face
from runs.models import AuditEvent
from runs.presenters.audit_words import (
    ACTIONS,
    KINDS,
    OUTCOMES,
    action_words,
    more_words,
    outcome_face,
    reason_words,
    repeated_words,
    said_words,
    what_words,
)
from runs.presenters.moments import Moment, ago


@dataclass(frozen=True, slots=True)
class EventRow:
    """`object_url` is empty where the object has no page. `reason`, `said`, `more` and `repeated` may be empty."""

    at: Moment
    who: str
    what: str
    object_kind: str
    object_name: str
    object_url: str
    outcome: Face
    reason: str
    said: str
    more: str
    repeated: str
    ip: str
    request_id: str


def event_rows(events: Iterable[AuditEvent], now: datetime) -> tuple[EventRow, ...]:
    return tuple(_row(event, now) for event in events)


def audit_choices() -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: every action, kind of object and outcome that this program records."""
    actions = [(action, done) for action, (done, _) in ACTIONS.items()]
    deeds = [(deed.value, action_words(deed, is_done=False)) for deed in Deed if deed is not Deed.READ]
    return {
        "action": [*actions, *deeds],
        "kind": list(KINDS.items()),
        "outcome": [(outcome, face.word) for outcome, face in OUTCOMES.items()],
    }


def _row(event: AuditEvent, now: datetime) -> EventRow:
    return EventRow(
        at=ago(event.at, now),
        who=event.actor_email or "Somebody",
        what=what_words(event),
        object_kind=KINDS.get(event.object_kind, event.object_kind),
        object_name=event.object_name or event.object_id,
        object_url=_url(event),
        outcome=outcome_face(event),
        reason=reason_words(event),
        said=said_words(event),
        more=more_words(event.detail),
        repeated=repeated_words(event),
        ip=event.ip,
        request_id=event.request_id,
    )


def _url(event: AuditEvent) -> str:
    """Where the thing is now, if it still is: names and ids in the audit outlive what they were of."""
    slug, ident = event.stack_slug, event.object_id
    routes = {
        "run": ("run", [slug, ident]),
        "load test": ("load_test", [slug, ident]),
        "stack": ("stack_settings", [slug]),
    }
    route, place = routes.get(event.object_kind, ("", []))
    try:
        return reverse(route, args=place) if route else ""
    except NoReverseMatch:
        return ""
