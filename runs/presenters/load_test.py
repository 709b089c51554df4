"""The head of a load test's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from runs.models import LoadTest, TestRun
from runs.presenters.links import grafana_url, runs_of_stack_url
from runs.presenters.load_test_charts import history_headline, history_summary
from runs.presenters.notices import Notice


@dataclass(frozen=True, slots=True)
class LoadTestHead:
    """`headline` and `summary` are what a chat shows of a link: how the last runs went.

    `project_title` is empty where the API did not say. `notice` tells how the last refresh went.
    """

    title: str
    headline: str
    summary: str
    number: str
    project_title: str
    stack_name: str
    stack_url: str
    grafana_url: str
    refresh_url: str
    may_refresh: bool
    notice: Notice | None


def load_test_head(
    test: LoadTest,
    last: Sequence[TestRun] = (),
    notice: Notice | None = None,
    *,
    project_title: str = "",
    may_refresh: bool = True,
) -> LoadTestHead:
    """`last` are the test's last runs, oldest first."""
    slug = test.stack.slug
    return LoadTestHead(
        title=test.title,
        headline=history_headline(test.title, last),
        summary=history_summary(last),
        number=f"#{test.test_id}",
        project_title=project_title,
        stack_name=test.stack.name,
        stack_url=runs_of_stack_url(slug),
        grafana_url=grafana_url(test.stack, "tests", test.test_id),
        refresh_url=reverse("load_test_refresh", args=[slug, test.test_id]),
        may_refresh=may_refresh,
        notice=notice,
    )
