"""Operations on what runs belong to: load tests, projects, load zones; and the check of a token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .answers import Answer, as_json, not_found
from .calls import Call
from .catalogue import LoadTest, Project
from .listing import orderings, page
from .moments import DAY, naive_stamp, stamp
from .zones import zone_documents

Json = dict[str, object]


def list_load_tests(call: Call) -> Answer:
    """GET /cloud/v6/load_tests; `project_id` in the query is accepted and ignored, as observed."""
    return _tests(call, _visible_tests(call))


def list_project_load_tests(call: Call) -> Answer:
    project = _project(call)
    return _tests(call, [test for test in _visible_tests(call) if test.project_id == project.id])


def get_load_test(call: Call) -> Answer:
    for test in _visible_tests(call):
        if test.id == call.ident:
            return as_json(_test_document(call, test))
    raise not_found("LoadTest")


def list_projects(call: Call) -> Answer:
    query = call.request.query
    wanted, part = query.get("name"), query.get("name_search", "").lower()
    found = [
        _project_document(call, project)
        for project in _visible_projects(call)
        if (wanted is None or project.name == wanted) and part in project.name.lower()
    ]
    return as_json(page(call.request, call.switches, _sorted(found, query, ("created", "name")), _itself))


def get_project(call: Call) -> Answer:
    return as_json(_project_document(call, _project(call)))


def list_load_zones(call: Call) -> Answer:
    wanted = call.request.query.get("k6_load_zone_id")
    zones = zone_documents()
    return as_json({"value": [zone for zone in zones if wanted is None or zone["k6_load_zone_id"] == wanted]})


def _tests(call: Call, tests: Iterable[LoadTest]) -> Answer:
    query = call.request.query
    wanted = query.get("name")
    found = [_test_document(call, test) for test in tests if wanted is None or test.name == wanted]
    fields = ("id", "project_id", "name", "created", "updated")
    return as_json(page(call.request, call.switches, _sorted(found, query, fields), _itself))


def _visible_tests(call: Call) -> list[LoadTest]:
    return [test for test in call.world.catalogue.tests if test.project_id not in call.switches.hidden_projects]


def _visible_projects(call: Call) -> list[Project]:
    hidden = call.switches.hidden_projects
    return [project for project in call.world.catalogue.projects if project.id not in hidden]


def _project(call: Call) -> Project:
    for project in _visible_projects(call):
        if project.id == call.ident:
            return project
    raise not_found("Project")


def _test_document(call: Call, test: LoadTest) -> Json:
    created = call.world.start - 400 * DAY + test.id % 97 * DAY
    return {
        "id": test.id,
        "project_id": test.project_id,
        "name": test.name,
        "baseline_test_run_id": None,
        "k6_version": None,
        "created": naive_stamp(created),
        "updated": naive_stamp(created + test.id % 31 * DAY),
    }


def _project_document(call: Call, project: Project) -> Json:
    created = call.world.start - 500 * DAY + project.id % 97 * DAY
    return {
        "id": project.id,
        "name": project.name,
        "is_default": project.folder is None,
        "grafana_folder_uid": project.folder,
        "created": stamp(created),
        "updated": stamp(created + 20 * DAY),
        "labels": dict(project.labels),
    }


def _itself(found: Json) -> Json:
    return found


def _sorted(found: list[Json], query: Mapping[str, str], fields: tuple[str, ...]) -> list[Json]:
    """By `$orderby`, the last field first, so that the earlier ones weigh more; by id where none is given."""
    for name, descending in reversed(orderings(query, fields) or [(fields[0], False)]):
        found = sorted(found, key=_by(name), reverse=descending)
    return found


def _by(name: str) -> Callable[[Json], tuple[int, str]]:
    def key(one: Json) -> tuple[int, str]:
        value = one[name]
        return (value, "") if isinstance(value, int) else (0, str(value))

    return key
