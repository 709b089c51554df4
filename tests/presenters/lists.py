"""A list's page built as the view builds it, without a request."""

from collections.abc import Collection
from datetime import timedelta

from django.http import QueryDict

from runs.listing import choices_for, page_of, read_query
from runs.models import Stack
from runs.presenters.run_list import RunList, run_list
from tests.builders import NOON

NOW = NOON + timedelta(days=1)


def make_list(
    params: str = "", *stacks: Stack, pinned: Collection[str] = (), acting_in: Collection[int] = ()
) -> RunList:
    """What somebody who sees `stacks` gets at `/runs/?params`."""
    choices = choices_for(stacks)
    query, ignored = read_query(QueryDict(params), choices)
    page = page_of(query, choices)
    return run_list(query, page, choices, ignored, path="/runs/", now=NOW, pinned=pinned, acting_in=acting_in)
