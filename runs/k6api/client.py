"""The API as one method per operation.

    with Client(base_url, token, stack_id, patience=WEB) as client:
        run = client.get_run(1234)

Every method raises `K6Error` and nothing else for whatever the API or the network does, and ValueError for
an argument that the API would not take, before anything is sent. A GET is asked again as `Patience` allows;
a write is sent exactly once.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from runs.k6api.calls import ROOT, Caller
from runs.k6api.credentials import check_base_url, check_id, clean_token, stack_origin
from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer
from runs.k6api.gate import Gate
from runs.k6api.patience import WEB, WORKER, Patience
from runs.k6api.protocol import build, list_query
from runs.k6api.records import (
    AuthRecord,
    DistributionRecord,
    LoadTestRecord,
    LoadZoneRecord,
    NamePage,
    ProjectRecord,
    RunPage,
    RunRecord,
    read_auth,
    read_distribution,
    read_load_test,
    read_load_zone,
    read_project,
    read_rows,
    read_run,
    read_run_page,
)
from runs.k6api.script import ACCEPT, ScriptStream, open_stream

__all__ = ["WEB", "WORKER", "Client", "Gate", "Patience", "ScriptStream", "check_base_url", "clean_token"]

_Read = TypeVar("_Read")


class Client(Caller):
    """One stack of one API, spoken to with one token. Not for use by two threads at once."""

    def list_runs(
        self,
        *,
        skip: int = 0,
        top: int = 100,
        count: bool = False,
        orderby: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
    ) -> RunPage:
        """A page of all runs that the token sees, oldest first unless `orderby` says otherwise.

        The API documents no `orderby` here and may refuse it with 400. `created_after` is inclusive,
        `created_before` is not.
        """
        query = list_query(
            skip=skip,
            top=top,
            count=count,
            orderby=orderby,
            created_after=created_after,
            created_before=created_before,
        )
        return self._get("list_runs", "/test_runs", read_run_page, query)

    def list_load_test_runs(
        self,
        test_id: int,
        *,
        skip: int = 0,
        top: int = 100,
        count: bool = False,
        orderby: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        is_starred: bool | None = None,
    ) -> RunPage:
        """A page of one load test's runs; `orderby` is `created` or `created desc`."""
        query = list_query(
            skip=skip,
            top=top,
            count=count,
            orderby=orderby,
            created_after=created_after,
            created_before=created_before,
            is_starred=is_starred,
        )
        path = f"/load_tests/{check_id(test_id, 'load test id')}/test_runs"
        return self._get("list_load_test_runs", path, read_run_page, query)

    def get_run(self, run_id: int) -> RunRecord:
        """One run."""
        run = self._get("get_run", _run(run_id), read_run)
        _check_same("get_run", run.run_id, run_id)
        return run

    def delete_run(self, run_id: int) -> None:
        """Delete a run for good; Conflict while it is running."""
        self._write("delete_run", "DELETE", _run(run_id))

    def update_note(self, run_id: int, note: str) -> None:
        """Replace a run's note."""
        self._write("update_note", "PATCH", _run(run_id), {"note": note})

    def abort_run(self, run_id: int) -> None:
        """Ask for a running run to stop, which takes effect a moment later; Conflict if it is not running."""
        self._write("abort_run", "POST", f"{_run(run_id)}/abort")

    def save_run(self, run_id: int) -> None:
        """Keep a run's results past their retention; Conflict if deleted or at the limit of saved runs."""
        self._write("save_run", "POST", f"{_run(run_id)}/save")

    def unsave_run(self, run_id: int) -> None:
        """Let a run's results expire again. Save and unsave may be gone from the API: Removed, NotFound."""
        self._write("unsave_run", "POST", f"{_run(run_id)}/unsave")

    def star_run(self, run_id: int) -> None:
        """Bookmark a run, which does not keep its results."""
        self._write("star_run", "POST", f"{_run(run_id)}/star")

    def unstar_run(self, run_id: int) -> None:
        """Take a run's bookmark away."""
        self._write("unstar_run", "POST", f"{_run(run_id)}/unstar")

    def get_distribution(self, run_id: int) -> DistributionRecord:
        """Where a run's load came from; NotFound also where there is no such data."""
        return self._get("get_distribution", f"{_run(run_id)}/distribution", read_distribution)

    @contextlib.contextmanager
    def open_script(self, run_id: int) -> Iterator[ScriptStream]:
        """A run's script as it was when the run started; see ScriptStream."""
        headers = {**self._stack, "Accept-Encoding": "identity"}
        request = build("open_script", "GET", f"{ROOT}{_run(run_id)}/script", headers=headers, accept=ACCEPT)
        with Deadline(self._patience.total) as deadline, contextlib.ExitStack() as opened:

            def attempt() -> ScriptStream:
                stream = open_stream(self._transport, request, deadline, self._patience, self._secrets)
                return opened.enter_context(stream)

            yield self._patiently("open_script", attempt, deadline)

    def check_auth(self, grafana_url: str) -> AuthRecord:
        """Which stack the token is good for; of the stack's URL only scheme and host are sent."""
        headers = {"X-Stack-Url": stack_origin(grafana_url)}
        return self._get("check_auth", "/auth", read_auth, headers=headers)

    def list_load_tests(self, *, skip: int = 0, top: int = 1000, count: bool = False) -> NamePage[LoadTestRecord]:
        """A page of the load tests that the token sees."""
        query = list_query(skip=skip, top=top, count=count)
        return self._names("list_load_tests", "/load_tests", read_load_test, query)

    def get_load_test(self, test_id: int) -> LoadTestRecord:
        """One load test."""
        test = self._get("get_load_test", f"/load_tests/{check_id(test_id, 'load test id')}", read_load_test)
        _check_same("get_load_test", test.test_id, test_id)
        return test

    def list_projects(self, *, skip: int = 0, top: int = 1000, count: bool = False) -> NamePage[ProjectRecord]:
        """A page of the projects that the token sees."""
        query = list_query(skip=skip, top=top, count=count)
        return self._names("list_projects", "/projects", read_project, query)

    def get_project(self, project_id: int) -> ProjectRecord:
        """One project."""
        project = self._get("get_project", f"/projects/{check_id(project_id, 'project id')}", read_project)
        _check_same("get_project", project.project_id, project_id)
        return project

    def list_load_zones(self) -> NamePage[LoadZoneRecord]:
        """All load zones, public and private: this list has no pages (OpenAPI description)."""
        return self._get("list_load_zones", "/load_zones", lambda document: read_rows(document, read_load_zone))

    def _names(
        self, operation: str, path: str, read: Callable[[object], _Read], query: dict[str, str]
    ) -> NamePage[_Read]:
        return self._get(operation, path, lambda document: read_rows(document, read), query)


def _run(run_id: int) -> str:
    return f"/test_runs/{check_id(run_id, 'run id')}"


def _check_same(operation: str, got: int, wanted: int) -> None:
    """A record of something else than what was asked for must not be kept under its name."""
    if got != wanted:
        raise BadAnswer(operation, "shape", status=200)
