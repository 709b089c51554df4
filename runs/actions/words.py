"""How an action went, in words: what happened, and what the person can do."""

from runs.models import Kind, PendingAction, State

DONE = {
    Kind.ABORT: "The run was aborted.",
    Kind.DELETE: "The run was deleted in Grafana. Our record of it stays here, archived.",
    Kind.NOTE: "The note was saved.",
    Kind.SAVE: "Grafana will keep the results of this run.",
    Kind.UNSAVE: "Grafana no longer keeps the results of this run beyond their retention.",
    Kind.STAR: "The run has a star now. A star is a bookmark: it does not keep results.",
    Kind.UNSTAR: "The star was taken away.",
}
WANTED = {
    Kind.ABORT: "abort the run",
    Kind.DELETE: "delete the run",
    Kind.NOTE: "save the note",
    Kind.SAVE: "keep the results",
    Kind.UNSAVE: "stop keeping the results",
    Kind.STAR: "star the run",
    Kind.UNSTAR: "take the star away",
}
# What came where an answer should have: words of `runs.troubles`.
INSTEAD = {
    "timeout": "Grafana took too long to answer",
    "cut_short": "Grafana's answer broke off",
    "server_error": "Grafana reported an error of its own",
    "unavailable": "Grafana was not available",
    "redirect": "Grafana pointed to another address",
}
# Reasons that say more than "done" or "failed"; `{wanted}` is what was to happen.
REASONS = {
    "already_gone": "The run was gone in Grafana already. Our record of it stays here, archived.",
    "ended_first": "The run had ended by itself before the abort reached it.",
    "still_running": "Grafana can't delete a run that is still going. Abort it first, or wait for its end.",
    "did_not_stop": "The abort had no effect: the run is still going. You can ask for it again.",
    "no_effect": "It did not take effect: Grafana did not {wanted}. You can try again.",
    "never_known": "Whether it took effect could not be found out: Grafana's answers for this run can't be read.",
    "not_sent": "Could not {wanted}: Grafana could not be reached, and nothing was changed. Try again in a moment.",
    "too_many_calls": "Could not {wanted}: too many calls to this stack wait already. Nothing was changed; try again.",
    "left_alone": (
        "Could not {wanted}: Grafana is in trouble or asked for fewer calls, so nothing is asked of it for a moment. "
        "Nothing was changed; try again in a minute."
    ),
    "bad_request": "Could not {wanted}: Grafana did not understand the request. Nothing was changed.",
    "unauthorized": "Could not {wanted}: Grafana does not accept the stack's token. A lead can enter a new one.",
    "forbidden": "Could not {wanted}: the stack's token may not do that in Grafana. A lead can enter one that may.",
    "not_found": "Could not {wanted}: Grafana does not find this run any more, or hides it from the stack's token.",
    "conflict": "Could not {wanted}: the state of the run in Grafana does not allow it.",
    "save_removed": (
        "Grafana has removed saving from its API, so it can't {wanted}. Star the run as a bookmark instead; "
        "this record stays here in any case."
    ),
    "rate_limited": "Could not {wanted}: Grafana asked for fewer calls. Nothing was changed; try again in a minute.",
    "refused": "Could not {wanted}: Grafana refused. Nothing was changed.",
    "no_token": "Could not {wanted}: the stack's token can't be used. A lead can enter a new one.",
    "personal_unauthorized": "Could not {wanted}: the person's own token was refused; Grafana does not accept it.",
    "personal_forbidden": "Could not {wanted}: the person's own token was refused; it may not do that in Grafana.",
    "personal_no_token": "Could not {wanted}: the person's own token can't be opened any more.",
    "personal_not_found": "Could not {wanted}: Grafana hides this run from the person's own token.",
    "role": "You may not {wanted}: only members and leads of the team can.",
}


# The same, told to the person whose token it was.
OWN = {
    "personal_unauthorized": "Your personal token was refused: Grafana does not accept it. Could not {wanted}.",
    "personal_forbidden": "Your personal token was refused: it may not {wanted} in Grafana.",
    "personal_no_token": "Your personal token can't be opened any more. Could not {wanted}.",
    "personal_not_found": "Could not {wanted}: Grafana hides this run from your personal token.",
}
ANOTHER = " Enter a new one on your profile, or delete it there to act under the stack's."


def words_of(action: PendingAction, reader: int | None = None) -> str:
    """The sentence for an action in whatever state it is: for whoever wanted it, or for the reader with that key."""
    kind = Kind(action.kind)
    if action.state == State.WAITING:
        return "Abort requested. The run ends in a moment; this page follows it."
    if action.state == State.UNKNOWN:
        came = INSTEAD.get(action.reason, "no usable answer came")
        return f"Outcome unknown: {came} when asked to {WANTED[kind]}. Checking…"
    if action.state == State.ASKED:
        return f"Asking Grafana to {WANTED[kind]}…"
    if action.reason in OWN and reader in {None, action.actor_id}:
        return OWN[action.reason].format(wanted=WANTED[kind]) + ANOTHER
    if action.reason in REASONS:
        return REASONS[action.reason].format(wanted=WANTED[kind])
    return DONE[kind]


def words_with_quote(action: PendingAction) -> str:
    """The same sentence, and the API's own words behind it where it gave any."""
    return f"{words_of(action)} Grafana said: “{action.said}”" if action.said else words_of(action)
