"""What people do here, in words: the one place that turns the audit's actions, reasons and objects into sentences."""

import re
from collections.abc import Mapping
from datetime import datetime

from runs.access import REFUSALS, Deed
from runs.actions.words import REASONS, WANTED
from runs.audit import Outcome
from runs.domain.status import Face
from runs.models import AuditEvent, Kind
from runs.presenters.moments import exact
from runs.presenters.numbers import counted
from runs.presenters.roles import WORDS as DEEDS

# What was done, and the same after "Tried to".
ACTIONS: dict[str, tuple[str, str]] = {
    "run_abort": ("Aborted the run", "abort the run"),
    "run_delete": ("Deleted the run in Grafana", "delete the run"),
    "run_note": ("Wrote the note", "write the note"),
    "run_save": ("Saved the results", "save the results"),
    "run_unsave": ("Unsaved the results", "unsave the results"),
    "run_star": ("Starred the run", "star the run"),
    "run_unstar": ("Took the star away", "take the star away"),
    "run_purged": ("Removed our record for good", "remove our record for good"),
    "script_downloaded": ("Downloaded the script", "download the script"),
    "load_test_refreshed": ("Read the load test's runs again", "read the load test's runs again"),
    "link_created": ("Shared a page", "share a page"),
    "link_revoked": ("Revoked a shared page", "revoke a shared page"),
    "stack_connected": ("Connected the stack", "connect the stack"),
    "stack_changed": ("Changed the stack's settings", "change the stack's settings"),
    "stack_connected_again": ("Connected the stack again", "connect the stack again"),
    "stack_disconnected": ("Disconnected the stack", "disconnect the stack"),
    "stack_removed": ("Removed the stack's record for good", "remove the stack's record"),
    "stack_checked": ("Checked the stack's connection", "check the stack's connection"),
    "scripts_switched_on": ("Switched the keeping of scripts on", "switch the keeping of scripts on"),
    "scripts_switched_off": ("Switched the keeping of scripts off", "switch the keeping of scripts off"),
    "set_aside_forgotten": ("Forgot rows that could not be read", "forget rows that could not be read"),
    "personal_token_entered": ("Entered a token of their own", "enter a token of their own"),
    "personal_token_deleted": ("Deleted their own token", "delete their own token"),
    "sync_asked_for": ("Asked for a sync", "get a sync"),
    "team_created": ("Made the team", "make the team"),
    "team_renamed": ("Renamed the team", "rename the team"),
    "team_deleted": ("Deleted the team", "delete the team"),
    "member_invited": ("Invited somebody", "invite somebody"),
    "invitation_renewed": ("Made a new link for an invitation", "make a new link for an invitation"),
    "invitation_revoked": ("Took an invitation back", "take an invitation back"),
    "invitation_accepted": ("Joined the team", "join the team"),
    "member_added": ("Added somebody to the team", "add somebody to the team"),
    "member_changed": ("Changed somebody's role", "change somebody's role"),
    "member_removed": ("Removed somebody from the team", "remove somebody from the team"),
    "member_left": ("Left the team", "leave the team"),
    "logged_in": ("Logged in", "log in"),
    "logged_out": ("Logged out", "log out"),
    "login_failed": ("Failed to log in", "log in"),
    "second_factor_failed": ("Gave a wrong second factor", "prove the second factor"),
    "password_changed": ("Changed the password", "change the password"),
    "password_reset": ("Set a new password by a link", "set a new password by a link"),
    "doors_closed": (
        "Proved that the address is theirs: earlier ways to log in were removed",
        "prove that the address is theirs",
    ),
    "address_proved": ("Proved that the address is theirs", "prove that the address is theirs"),
    "account_handed_over": ("Handed an account over to its owner", "hand an account over to its owner"),
    "company_login": ("Logged in through the company's sign-in", "log in through the company's sign-in"),
    "identity_connected": ("Connected the company's sign-in", "connect the company's sign-in"),
    "identity_ended": ("Disconnected the company's sign-in", "disconnect the company's sign-in"),
    "identity_confirmed": (
        "Confirmed through the company's sign-in who they are",
        "confirm through the company's sign-in who they are",
    ),
    "second_factor_added": ("Added a second factor", "add a second factor"),
    "second_factor_removed": ("Removed a second factor", "remove a second factor"),
    "second_factors_removed": ("Removed all second factors", "remove all second factors"),
    "second_factor_reset": ("Made new recovery codes", "make new recovery codes"),
    "profile_changed": ("Changed their profile", "change their profile"),
    "sessions_ended": ("Ended their other logins", "end their other logins"),
    "operator_added": ("Made somebody an operator", "make somebody an operator"),
    "operator_removed": ("Ended somebody's being an operator", "end somebody's being an operator"),
    "account_closed": ("Closed an account", "close an account"),
    "account_opened": ("Opened an account again", "open an account again"),
    "audit_exported": ("Exported the audit", "export the audit"),
}
KINDS: dict[str, str] = {
    "run": "Run",
    "load test": "Load test",
    "stack": "Stack",
    "team": "Team",
    "person": "Person",
    "invitation": "Invitation",
    "link": "Shared link",
}
OUTCOMES: dict[str, Face] = {
    Outcome.DONE: Face("Done", "good", "check"),
    Outcome.REFUSED: Face("Refused", "warn", "stop"),
    Outcome.FAILED: Face("Failed", "bad", "cross"),
}
# Reasons that Grafana had no part in; `{said}` is our own sentence, kept with the event.
_OURS = {
    "role": "Their role in the team did not allow it.",
    "state": "{said}",
    "already_asked": "It had been asked for a moment before.",
    "not_read": "The note in Grafana could not be read first, so nothing was written.",
    "changed_meanwhile": "Somebody else had changed the note meanwhile, so nothing was written.",
    "only_lead": "A team always keeps a lead.",
    "has_stacks": "The team still had stacks.",
    "used": "The invitation had been used.",
    "revoked": "The invitation had been taken back.",
    "expired": "The invitation had ended.",
    "sender": "Whoever sent the invitation may not invite any more.",
    "address": "The invitation was for an address that is not known to be theirs.",
    "script_unreadable": "The script could not be read, so nothing was shared.",
    "unknown_address": "Nobody here has the address that was entered; it is not kept.",
    "account": "The invitation's address has an account, which had to log in.",
    "issuer": "The company's sign-in gave no answer that proves who it was: {said}.",
    "no_address": "The company's sign-in named no e-mail address.",
    "unverified": "The company's sign-in had not verified the address.",
    "no_account": "The address had neither an account nor an open invitation.",
    "other_identity": "The account is connected to another identity there.",
    "other_account": "That identity is connected to another account.",
    "somebody_else": "The company's sign-in named somebody else.",
    "overtaken": "The login had ended meanwhile.",
    "closed": "The account was closed.",
}


def what_words(event: AuditEvent) -> str:
    """What was done, or only tried; an action that has no words here stands as it is stored."""
    length = event.detail.get("note_length")
    words = action_words(event.action, is_done=event.outcome == Outcome.DONE)
    return f"{words} ({counted(length, 'character')})" if isinstance(length, int) else words


def action_words(action: str, *, is_done: bool) -> str:
    if action in ACTIONS:
        done, tried = ACTIONS[action]
        return done if is_done else f"Tried to {tried}"
    deed = DEEDS.get(Deed(action)) if action in set(Deed) else None
    if deed is None:
        return action
    return deed if is_done else f"Tried to {deed[0].lower()}{deed[1:]}"


def reason_words(event: AuditEvent) -> str:
    """Why it went as it did; "" where that says no more than the outcome does."""
    word, kind = str(event.detail.get("reason", "")), event.action.removeprefix("run_")
    if word == "role" and event.action == "script_downloaded":
        return REFUSALS[Deed.DOWNLOAD_SCRIPT]
    if word in _OURS:
        return _OURS[word].replace("{said}", str(event.detail.get("said", "")))
    if word in REASONS and kind in set(Kind):
        return REASONS[word].format(wanted=WANTED[Kind(kind)])
    return ""


def said_words(event: AuditEvent) -> str:
    """The API's own words, where it had any part in it."""
    return "" if event.detail.get("reason") in _OURS else str(event.detail.get("said", ""))


def repeated_words(event: AuditEvent) -> str:
    """How often the same happened in a few minutes, and when last; "" where it was once."""
    return f"{counted(event.count, 'time')}, the last one {exact(event.last_at)}" if event.count > 1 else ""


def outcome_face(event: AuditEvent) -> Face:
    return OUTCOMES.get(event.outcome) or Face(event.outcome, "neutral", "question")


# What `reason_words`, `said_words` and `what_words` say already.
_SAID_ELSEWHERE = {"reason", "said", "note_length"}


# As `isoformat` writes it: nothing that a person or the API said looks like this by chance.
_MOMENT = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00", re.ASCII)


def more_words(detail: Mapping[str, object]) -> str:
    """The rest of what was kept with an event, by name, as not every database keeps an order: "role: lead"."""
    rest = sorted((key, value) for key, value in detail.items() if key not in _SAID_ELSEWHERE)
    return ", ".join(f"{key.replace('_', ' ')}: {_plain(value)}" for key, value in rest)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    try:
        return exact(datetime.fromisoformat(text)) if _MOMENT.fullmatch(text) else text
    except ValueError:
        return text
