"""Twenty texts that would act if a page took them for markup, a team where every text is one of them, and its pages."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from runs.audit import Actor
from runs.domain.archives import identify
from runs.keeping.files import incoming
from runs.keeping.stored import take_in
from runs.models import Keep, Role, RunDistribution, RunKeeping, Stack, Team, TestRun, User
from runs.sharing import about_history, about_run, make_link, take_history, take_run
from runs.sharing.parts import Part
from tests.audit.events import make_event
from tests.builders import make_run, make_stack, make_team, make_user
from tests.domain.archive_builders import make_metadata, make_tar
from tests.presenters.html import Element, read

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '<b hx-get="/accounts/logout/" hx-trigger="load">x</b>',
    '<b hx-on:load="alert(1)">x</b>',
    '<b data-hx-post="/x/" data-hx-trigger="load">x</b>',
    '" hx-get="/accounts/logout/" hx-trigger="load',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{background:url(//evil.example)}</style>",
    "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
]
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href")
FOREIGN = ("javascript:", "data:", "//evil")


@dataclass(frozen=True)
class Place:
    """A team whose every text is hostile."""

    team: Team
    stack: Stack
    run: TestRun
    lead: User
    shared: list[str]

    def pages(self) -> list[str]:
        """Everything that shows any of these texts."""
        run, team = f"/stacks/{self.stack.slug}/runs/{self.run.run_id}/", f"/teams/{self.team.slug}/"
        test = f"/stacks/{self.stack.slug}/tests/{self.run.load_test.test_id}/"
        lists = ["/", "/runs/", "/stacks/", "/teams/", "/accounts/profile/"]
        of_run = [run, *(run + rest for rest in ("live/", "distribution/", "script/", "script/changes/"))]
        of_team = [team + rest for rest in ("members/", "audit/", "links/", "settings/")]
        return [*lists, test, *of_run, *of_team, f"/stacks/{self.stack.slug}/settings/", *self.shared]


def place_full_of(text: str) -> Place:
    team = make_team(text)
    lead = make_user(team, Role.LEAD)
    User.objects.filter(pk=lead.pk).update(name=text)
    stack = make_stack(team, name=text, trouble="forbidden", trouble_said=text, walk_incomplete=text)
    run = _run(stack, text)
    stack.load_tests.update(name=text)
    stack.projects.update(name=text)
    run = TestRun.objects.with_its_page().get(pk=run.pk)
    _keep_script(run, text)
    zones = [[text, 100, [[text, text]]]]
    RunDistribution.objects.create(run=run, zones=zones, fetched_at=timezone.now())
    make_event(team, text[:40], actor_email=text, object_name=text, ip="192.0.2.7", detail={"reason": text, text: text})
    stack.set_aside.create(run_id=9, reason=text, first_seen=timezone.now(), last_seen=timezone.now())
    return Place(team, stack, run, lead, _shared(run, lead))


def _run(stack: Stack, text: str) -> TestRun:
    entry = {"type": text, "entered": "2026-11-01T12:20:00Z", "extra": {"message": text, "by_user": text, "code": 1}}
    scenario = {"executor": text, "vus": 1, "duration": "1m", "exec": text, "tags": {text: text}}
    return make_run(
        stack,
        5,
        started_by=text,
        note=text,
        status_details=entry,
        status_history=[{"type": "created", "entered": "2026-11-01T12:00:00Z"}, entry],
        result="error",
        result_details={"type": text, "message": text, "target": text, "code": 1},
        distribution=[{"load_zone": text, "percent": 100}],
        options={text: {text: text}, "scenarios": {text: scenario}, "thresholds": {text: [text]}, "tags": {text: text}},
        k6_versions={text: text},
        k6_dependencies={text: text},
    )


def _keep_script(run: TestRun, text: str) -> None:
    name = text.replace("/", "|")
    files = {"metadata.json": make_metadata(env={text: "x"}), "data": text.encode(), f"file/{name}": text.encode()}
    with incoming() as script, transaction.atomic():
        script.write(make_tar(files))
        script.finish()
        row = take_in(script, identify(script.path))
    RunKeeping.objects.update_or_create(run=run, defaults={"script": row, "script_state": Keep.KEPT, "said": text})


def _shared(run: TestRun, lead: User) -> list[str]:
    """The run with everything ticked, and its history."""
    now, test, everything, nothing = timezone.now(), run.load_test, frozenset(Part), frozenset[Part]()
    links = [
        make_link(about_run(run), take_run(run, everything, now), everything, 7, Actor(lead)),
        make_link(about_history(test), take_history(test, nothing, now), nothing, 7, Actor(lead)),
    ]
    return [f"/s/{link.token}/" for link in links]


def acting(page: str, text: str) -> list[str]:
    """What of the text has become more than text."""
    raw = [f"{text!r} as it is"] if "<" in text and text in page else []
    return [*raw, *(f"{one.tag} {one.attrs}" for one in read(page).elements if _acts(one))]


def _acts(one: Element) -> bool:
    if one.tag in {"img", "iframe", "object", "embed", "base", "style"} or "http-equiv" in one.attrs:
        return True
    if one.tag == "script" and not one.attrs.get("src", "").startswith("/static/"):
        return True
    if any(name.startswith(("on", "hx-on", "data-hx-")) or name in {"style", "srcdoc"} for name in one.attrs):
        return True
    goals = [one.attrs.get(name, "").lower() for name in ADDRESSES]
    return "/accounts/logout/" in one.attrs.get("hx-get", "") or any(goal.startswith(FOREIGN) for goal in goals)
