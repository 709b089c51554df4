"""What never gets onto a shared page, what ends one, and who tries addresses one after the other."""

import io
import logging
import re
import tarfile
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from k6admin.logs import TextFormatter
from runs.audit import OPERATOR, Actor
from runs.models import RunDistribution, TestRun, User
from runs.sharing import DAYS, about_run, make_link
from runs.sharing.parts import NOTHING_MORE
from runs.sharing.snapshots import run_snapshot
from tests.builders import make_run, make_stack, make_user
from tests.pages.acting import text
from tests.sharing.desk import SharingDesk, at_a_desk, link_of
from tests.stand_in import StandIn, answer

pytestmark = pytest.mark.django_db

NAMES = ["canary-starter@example.com", "canary-stopper@example.com"]
OF_OPTIONS = ["canary-scenario", "canary-tag", "canary_metric", "canary-exec", "canary-ext", "canary-dependency"]
SCRIPT = ["canary-script-line"]
ADDRESSES = ["198.51.100.77"]
NEVER = ["canary-message", "canary-reason", "canary-target", "canary-env-value", "canary-token", "canary-unknown"]
HISTORY = {
    "type": "aborted",
    "entered": "2026-11-01T12:20:00Z",
    "extra": {"message": "canary-message 10.1.2.3", "by_user": NAMES[1], "code": 8036, "debug": "canary-unknown"},
}
DOCUMENT: dict[str, Any] = {
    "started_by": NAMES[0],
    "note": "canary-note",
    "status": "aborted",
    "status_details": HISTORY,
    "status_history": [{"type": "running", "entered": "2026-11-01T12:06:00Z", "why": "canary-unknown"}, HISTORY],
    "result": "error",
    "result_details": {"type": "error", "message": "canary-reason", "code": 8036, "target": "canary-target"},
    "k6_dependencies": {"canary-dependency": "1"},
    "debug": {"trace": "canary-unknown"},
    "options": {
        "scenarios": {
            "canary-scenario": {
                "executor": "constant-vus",
                "vus": 10,
                "duration": "5m",
                "exec": "canary-exec",
                "env": {"KEY": "canary-env-value"},
                "tags": {"a": "canary-tag"},
            }
        },
        "thresholds": {"canary_metric": ["p(95)<1"]},
        "cloud": {"token": "canary-token"},
        "ext": {"loadimpact": {"name": "canary-ext"}},
    },
}


def canary_script() -> bytes:
    """An archive whose metadata repeats the options."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in (
            ("metadata.json", b'{"options":{"tags":{"a":"canary-tag"}},"env":{"K":"canary-env-value"}}'),
            ("data", b"export default function () { /* canary-script-line */ }"),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def canary_desk() -> SharingDesk:
    desk = at_a_desk(**DOCUMENT)
    desk.stack.team.name = "canary-team"
    desk.stack.team.save()
    User.objects.filter(email="sharer@example.com").update(name="canary-member")
    desk.stack.projects.update(name="canary-project")
    zones = [["amazon:ie:dublin", 100, [["m5.large", ADDRESSES[0]]]]]
    RunDistribution.objects.create(run=TestRun.objects.get(), zones=zones, fetched_at=timezone.now())
    return desk


ALL = {"names": NAMES, "options": OF_OPTIONS, "script": SCRIPT, "addresses": ADDRESSES, "note": ["canary-note"]}


@pytest.mark.parametrize("ticked", [(), *((part,) for part in ALL), tuple(ALL)], ids="+".join)
def test_p4_a_shared_page_and_its_snapshot_hold_what_was_ticked_and_nothing_else(ticked: tuple[str, ...]) -> None:
    """(P4)"""
    with StandIn(answer(200, canary_script(), content_type="application/x-tar")) as api:
        desk = canary_desk()
        with override_settings(K6_API_URL=api.url):
            path = desk.share(*ticked)
    page, kept = desk.read(path), str(link_of(path).snapshot)

    for part, canaries in ALL.items():
        for canary in canaries:
            assert (canary in page) is (part in ticked), canary
            assert (canary in kept) is (part in ticked), canary
    for canary in [*NEVER, "canary-team", "canary-member", "canary-project", "Secret stack", "10.1.2.3"]:
        assert canary not in page
        assert canary not in kept
    assert ("sharer@example.com" in page) is ("names" in ticked)


def test_p4_a_shared_history_holds_no_more() -> None:
    desk = canary_desk()
    path = desk.share_history()
    page, kept = desk.read(path), str(link_of(path).snapshot)

    for canary in [*NEVER, *NAMES, *OF_OPTIONS, *ADDRESSES, "canary-note", "canary-team", "sharer@example.com"]:
        assert canary not in page
        assert canary not in kept


def test_that_a_person_stopped_a_run_is_told_without_saying_who() -> None:
    page = canary_desk()
    shown = page.read(page.share())

    assert "Aborted by a person." in shown
    assert NAMES[1] in page.read(page.share("names"))


def test_p1_a_thousand_links_never_repeat_and_the_database_holds_none_of_them() -> None:
    """(P1)"""
    stack = make_stack()
    run = make_run(stack, 5)
    who = Actor(make_user(stack.team))
    snapshot = run_snapshot(run, None, None, NOTHING_MORE, timezone.now())
    tokens = {make_link(about_run(run), snapshot, NOTHING_MORE, DAYS, who).token for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}  # 256 bits, six a letter
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            dump = str(cursor.fetchall())
            assert not any(token in dump for token in list(tokens)[:50])


def test_a_link_needs_a_person_and_an_end() -> None:
    run = make_run()
    who = Actor(make_user(run.stack.team))
    for actor, days in ((OPERATOR, 7), (who, 0), (who, 91)):
        with pytest.raises(ValueError, match="ends"):
            make_link(about_run(run), {}, NOTHING_MORE, days, actor)


@pytest.mark.parametrize("line", ["Not Found: {}", '"GET {} HTTP/1.1" 200', "Not Found: {}?x=1", "http://site{}"])
def test_p1_the_secret_of_an_address_is_cut_out_of_every_line_of_the_log(line: str) -> None:
    path = at_a_desk().share()
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, line.format(path), (), None)
    written = TextFormatter().format(record)

    assert path.split("/")[2] not in written
    assert "/s/[redacted]" in written
    assert "/stacks/a-long-name-of-a-stack-with-letters-abcd/" in TextFormatter().format(
        logging.LogRecord("x", logging.INFO, "", 1, "/stacks/a-long-name-of-a-stack-with-letters-abcd/", (), None)
    )


def test_a_secret_in_a_note_is_masked_on_a_shared_page_too() -> None:
    desk = at_a_desk(note="use Authorization: Bearer abcdef0123456789")
    page = desk.read(desk.share("note"))

    assert "abcdef0123456789" not in page
    assert re.search(r"\[redacted\]", page)
    assert "abcdef0123456789" in text(desk.client.get(desk.url()))


@pytest.mark.parametrize("of", ["run", "history"])
def test_a_note_s_secrets_are_masked_for_strangers_also_where_a_list_would_cut_them(of: str) -> None:
    secret = "abcdef0123456789" * 4
    desk = at_a_desk(note=f"{'n' * 950} Authorization: Bearer {secret} and a-token-of-the-tests")
    page = desk.read(desk.share("note") if of == "run" else desk.share_history("note"))

    assert "n" * 950 in page
    assert secret[:8] not in page
    assert "a-token-of" not in page
