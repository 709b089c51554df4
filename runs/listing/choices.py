"""What the filters of a list offer: the names that occur in the stacks at hand, from the small tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.db.models import ForeignKey, Model

from runs.domain.status import Status
from runs.listing.query import RunQuery
from runs.models import LoadTest, Project, Stack, Starter, Team, TestRun, ZoneSet

RESULTS = ("passed", "failed", "error", "none")
ACTIVE = "active"
STATUSES = (ACTIVE, *(status.value for status in Status))


@dataclass(frozen=True)
class Choices:
    """Everything that a person may filter by. Read from the database once, at first use."""

    stacks: Sequence[Stack]
    statuses: tuple[str, ...] = STATUSES
    results: tuple[str, ...] = RESULTS
    stack_ids: list[int] = field(default_factory=list)

    @cached_property
    def teams(self) -> list[Team]:
        """Those that have a stack."""
        return sorted({stack.team for stack in self.stacks}, key=lambda team: (team.name, team.pk))

    def stacks_of(self, query: RunQuery) -> list[Stack]:
        """The stacks that a list is about: of these teams, and among these."""
        of_teams = (stack for stack in self.stacks if not query.teams or stack.team.slug in query.teams)
        return [stack for stack in of_teams if not query.stacks or stack.slug in query.stacks]

    @cached_property
    def projects(self) -> list[Project]:
        return list(Project.objects.filter(stack__in=self.stack_ids).order_by("name", "project_id"))

    @cached_property
    def tests(self) -> list[LoadTest]:
        return list(LoadTest.objects.filter(stack__in=self.stack_ids).order_by("name", "test_id"))

    @cached_property
    def starters(self) -> list[Starter]:
        return list(Starter.objects.filter(stack__in=self.stack_ids).order_by("email"))

    @cached_property
    def zone_sets(self) -> list[ZoneSet]:
        return list(ZoneSet.objects.filter(stack__in=self.stack_ids))

    @cached_property
    def started_by(self) -> list[str]:
        return sorted({starter.email for starter in self.starters})

    @cached_property
    def zones(self) -> list[str]:
        return sorted({zone for zone_set in self.zone_sets for zone in zone_set.zones})

    @cached_property
    def shared(self) -> list[tuple[ForeignKey[Any, Any], dict[int, Model]]]:
        """What the runs of these stacks point to: a run's field, and by their keys the rows that it may name."""
        rows: dict[str, Sequence[Model]] = {
            "stack": self.stacks,
            "load_test": self.tests,
            "project": self.projects,
            "starter": self.starters,
            "zone_set": self.zone_sets,
        }
        return [
            (cast("ForeignKey[Any, Any]", TestRun._meta.get_field(name)), {row.pk: row for row in named})
            for name, named in rows.items()
        ]


def choices_for(stacks: Sequence[Stack]) -> Choices:
    """`stacks` are all that the person may see, each with its team."""
    return Choices(stacks, stack_ids=[stack.pk for stack in stacks])
