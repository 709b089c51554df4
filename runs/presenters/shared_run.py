"""The page of a shared run: what people without an account see of a snapshot."""

from dataclasses import dataclass, replace
from datetime import datetime

from runs.domain.archives import Script
from runs.domain.status import Face, result_face, status_face
from runs.presenters.facts import Fact, FactGroup
from runs.presenters.numbers import counted
from runs.presenters.option_words import OptionWords, option_words
from runs.presenters.records import record_of
from runs.presenters.run_distribution import RunDistributionView, run_distribution
from runs.presenters.run_facts import figures
from runs.presenters.run_glance import Figure, outside_glance
from runs.presenters.run_head import headline, summary
from runs.presenters.run_options import OptionTree, option_tree
from runs.presenters.run_page import Version, health_of, reason_of, versions
from runs.presenters.run_profile import ProfileView, run_profile
from runs.presenters.run_script import kind_words
from runs.presenters.run_story import Story, story
from runs.presenters.script_files import FileView, script_files
from runs.presenters.shared_about import AboutShared, about_shared
from runs.sharing import Part, SharedRun


@dataclass(frozen=True, slots=True)
class SharedScript:
    """`count` is that of the other files, in words."""

    kind: str
    main: FileView | None
    others: tuple[FileView, ...]
    count: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedRunPage:
    """What was not ticked is None or empty. `state_of` says so where the run was still going when it was shared."""

    about: AboutShared
    number: str
    title: str
    headline: str
    summary: str
    status: Face
    result: Face
    glance: tuple[Figure, ...]
    reason: str
    health: tuple[str, ...]
    state_of: str
    story: Story | None
    profile: ProfileView | None
    is_active: bool
    groups: tuple[FactGroup, ...]
    distribution: RunDistributionView
    k6_versions: tuple[Version, ...]
    note: str | None
    shows_options: bool
    option_words: OptionWords | None
    options: OptionTree | None
    script: SharedScript | None


def shared_run_page(shared: SharedRun, now: datetime) -> SharedRunPage:
    """`now` is the reader's moment; a run that was still going stands at the moment of the snapshot."""
    run, record, shows = shared.run, record_of(shared.document), shared.about.shows
    about, at = about_shared(shared.about, now), shared.about.taken if run.active else now
    reason, shows_options = reason_of(record), Part.OPTIONS in shows
    options = record.options if record and shows_options else None
    return SharedRunPage(
        about=about,
        number=f"#{run.run_id}",
        title=run.load_test.title,
        headline=headline(run),
        summary=summary(run, at),
        status=status_face(run.status),
        result=result_face(run.result, run.status),
        glance=outside_glance(run, record, at),
        reason=reason.sentence if reason else "",
        health=health_of(record, reason) if shows_options else (),
        state_of=f"The run was still going when this page was made, on {about.taken.exact}." if run.active else "",
        story=story(record, at) if record else None,
        profile=run_profile(run, record, at),
        is_active=run.active,
        groups=_groups(shared, at),
        distribution=_distribution(shared),
        k6_versions=versions(record),
        note=_note(shared),
        shows_options=shows_options,
        option_words=option_words(options, record.k6_version if record else ""),
        options=option_tree(options),
        script=_script(shared.script),
    )


def _groups(shared: SharedRun, at: datetime) -> tuple[FactGroup, ...]:
    """The same figures as on the run's own page; who started it only where names are shown."""
    when, *rest = figures(shared.run, record_of(shared.document), at)
    if not shared.run.starter:
        return (when, *rest)
    return (replace(when, facts=(Fact("Started by", shared.run.starter.email), *when.facts)), *rest)


def _distribution(shared: SharedRun) -> RunDistributionView:
    """Why there are no nodes matters to those alone who can do something about it."""
    shared.run.document = shared.document
    return replace(run_distribution(shared.run, shared.actual), notice=None)


def _note(shared: SharedRun) -> str | None:
    if Part.NOTE not in shared.about.shows:
        return None
    record = record_of(shared.document)
    return record.note if record else shared.run.note


def _script(script: Script | None) -> SharedScript | None:
    if script is None:
        return None
    main, others = script_files(script)
    return SharedScript(kind_words(script), main, others, counted(len(others), "file"), script.problems)
