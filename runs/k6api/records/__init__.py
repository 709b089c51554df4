"""What the API tells, as frozen dataclasses, parsed with distrust: a document is hostile in every field."""

from runs.k6api.records.names import (
    AuthRecord,
    DistributionRecord,
    LoadTestRecord,
    LoadZoneRecord,
    Node,
    ProjectRecord,
    ZoneNodes,
    read_auth,
    read_distribution,
    read_load_test,
    read_load_zone,
    read_project,
)
from runs.k6api.records.pages import NamePage, RejectedRow, UnreadableRow, read_rows
from runs.k6api.records.parts import CostRecord, ResultDetails, StatusRecord, ZoneShare
from runs.k6api.records.runs import RunPage, RunRecord, read_run, read_run_page

__all__ = [
    "AuthRecord",
    "CostRecord",
    "DistributionRecord",
    "LoadTestRecord",
    "LoadZoneRecord",
    "NamePage",
    "Node",
    "ProjectRecord",
    "RejectedRow",
    "ResultDetails",
    "RunPage",
    "RunRecord",
    "StatusRecord",
    "UnreadableRow",
    "ZoneNodes",
    "ZoneShare",
    "read_auth",
    "read_distribution",
    "read_load_test",
    "read_load_zone",
    "read_project",
    "read_rows",
    "read_run",
    "read_run_page",
]
