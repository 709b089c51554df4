"""Links to shared pages: made, found by their secret, taken back."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from runs.audit import Actor, Outcome, record
from runs.caps import links_of
from runs.models import LoadTest, ShareLink, Stack, Team, TestRun
from runs.sharing.parts import Shows, read_shows
from runs.sharing.snapshots import Snapshot

DAYS, MOST_DAYS = 7, 90
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
MOST_TITLE = 300
LISTED_FOR = timedelta(days=365)  # after its end
AT_ONCE = 100


@dataclass(frozen=True)
class Made:
    """A link and its secret, which is known in this moment alone."""

    link: ShareLink
    token: str


@dataclass(frozen=True)
class Subject:
    """What a link shows: a run, or else the history of the load test with this id."""

    stack: Stack
    title: str
    run: TestRun | None = None
    test_id: int | None = None


def about_run(run: TestRun) -> Subject:
    return Subject(run.stack, f"{run.load_test.title}, run #{run.run_id}", run=run)


def about_history(test: LoadTest) -> Subject:
    return Subject(test.stack, test.title, test_id=test.test_id)


def make_link(subject: Subject, snapshot: Snapshot, shows: Shows, days: int, actor: Actor) -> Made:
    """A link that ends by itself after `days`, at least 1 and at most 90.

    Taking a snapshot can take seconds: Http404 where what it shows has been, or is being, removed meanwhile. Raises
    `CapReached`.
    """
    if actor.user is None or not 1 <= days <= MOST_DAYS:
        raise ValueError("a link is made by a person, and ends")
    shows = shows - read_shows(snapshot.get("left_out"))
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    with transaction.atomic():
        _hold(subject)
        links_of(Team.objects.select_for_update().get(pk=subject.stack.team_id)).require()
        link = ShareLink.objects.create(
            team=subject.stack.team,
            stack=subject.stack,
            run=subject.run,
            test_id=subject.test_id,
            token_hash=hash_of(token),
            title=subject.title[:MOST_TITLE],
            shows=sorted(shows),
            snapshot=snapshot,
            creator=actor.user,
            creator_email=actor.user.email,
            created=now,
            expires=now + timedelta(days=days),
        )
        _record(actor, "link_created", link, shows=", ".join(sorted(shows)), until=link.expires.isoformat())
    return Made(link, token)


def _hold(subject: Subject) -> None:
    """Nobody removes it before the link is there, to be removed with it."""
    stack = Stack.objects.select_for_update().filter(pk=subject.stack.pk, removal_asked_at=None).first()
    runs = TestRun.objects.select_for_update()
    if stack is None or (subject.run and runs.filter(pk=subject.run.pk).first() is None):
        raise Http404


def hash_of(token: str) -> str:
    """Of 256 random bits, which nobody guesses: no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_link(token: str, now: datetime) -> ShareLink | None:
    """The link that this secret opens now, its snapshot deferred; one query, none for what can't be a secret."""
    if not TOKEN.fullmatch(token):
        return None
    return ShareLink.objects.open_at(now).filter(token_hash=hash_of(token)).defer("snapshot").first()


def revoke(link: ShareLink, actor: Actor) -> bool:
    """Takes a link back for good. False where it was taken back before."""
    with transaction.atomic():
        row = ShareLink.objects.select_for_update().select_related("team", "stack").filter(pk=link.pk).first()
        if row is None or row.revoked_at:
            return False
        _end(row, actor)
    return True


def revoke_all(team: Team, actor: Actor) -> int:
    """Takes back every link of the team that still opens, each with an event of its own."""
    with transaction.atomic():
        rows = ShareLink.objects.open_at(timezone.now()).filter(team=team).defer("snapshot")
        ended = list(rows.select_for_update().select_related("team", "stack"))
        for row in ended:
            _end(row, actor)
    return len(ended)


def remove_ended(now: datetime) -> None:
    """What expired links showed is removed, and a year later their rows; their events stay in the audit."""
    ended = ShareLink.objects.filter(expires__lte=now).exclude(snapshot={})
    while some := list(ended.values_list("pk", flat=True)[:AT_ONCE]):
        ShareLink.objects.filter(pk__in=some).update(snapshot={})
    old = ShareLink.objects.filter(expires__lte=now - LISTED_FOR)
    while some := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        ShareLink.objects.filter(pk__in=some).delete()


def _end(link: ShareLink, actor: Actor) -> None:
    """Takes what it showed along, at once."""
    link.revoked_at = timezone.now()
    link.revoked_by_email = actor.user.email if actor.user else actor.email
    link.snapshot = {}
    link.save(update_fields=["revoked_at", "revoked_by_email", "snapshot"])
    _record(actor, "link_revoked", link, views=link.views)


def _record(actor: Actor, action: str, link: ShareLink, **detail: Any) -> None:
    record(actor, action, Outcome.DONE, stack=link.stack, kind="link", ident=str(link.pk), name=link.title, **detail)
