"""The script: as it came for members, as redacted text for everyone, and never a clean half."""

import html
import json
import tarfile
from io import BytesIO

import pytest

from runs.k6api.errors import K6Error
from runs.k6sim import Fault
from runs.models import Role, Stack, TestRun
from tests.actions.acting import events
from tests.pages.acting import Desk, at_a_desk, text
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db(transaction=True)


def with_script(desk: Desk, stack: Stack, kind: str) -> TestRun:
    """The newest run whose download has this suffix."""
    for run in stack.runs.filter(active=False).order_by("-created")[:40]:
        response = desk.page(run, "script/download/")
        response.close()
        name = response.headers.get("Content-Disposition", "")
        if response.status_code == 200 and name.endswith(f'.{kind}"'):
            return run
    raise AssertionError(f"no run with a {kind}")


@pytest.mark.parametrize("kind", ["js", "tar", "tar.gz"])
def test_a_member_downloads_the_bytes_under_our_own_headers(kind: str) -> None:
    """(F1)"""
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, kind)
        desk.sim.add_fault(Fault("slow", path=".*script", seconds=0))
        response = desk.page(run, "script/download/")
        body = b"".join(response.streaming_content)

        assert response.headers["Content-Disposition"] == f'attachment; filename="k6-run-{run.run_id}.{kind}"'
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response.headers
        assert len(body) == int(response.headers["Content-Length"])
        if kind != "js":
            with tarfile.open(fileobj=BytesIO(body)) as archive:
                assert "data" in archive.getnames()
        assert ("script_downloaded", "done", "") in events(run)


def test_a_viewer_may_read_but_not_download() -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "tar")
        viewer = desk.as_role(Role.VIEWER)
        refused = viewer.page(run, "script/download/")
        shown = viewer.page(run, "script/")

        assert refused.status_code == 403
        assert "may hold secrets" in html.unescape(text(refused))
        assert events(run)[-1] == ("script_downloaded", "refused", "role")
        assert shown.status_code == 200
        assert "import http from" in visible(shown)


def test_secrets_of_an_archive_are_masked_where_it_is_shown() -> None:
    """(F4)"""
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "tar")
        raw = b"".join(desk.page(run, "script/download/").streaming_content)
        with tarfile.open(fileobj=BytesIO(raw)) as archive:
            metadata = archive.extractfile("metadata.json")
            assert metadata is not None
            document = json.loads(metadata.read())
        secrets = [document["options"]["cloud"]["token"], document["env"]["SHOP_PASSWORD"]]
        page = text(desk.page(run, "script/"))

        assert secrets
        for secret in secrets:
            assert secret not in page


def test_a_script_cut_short_upstream_breaks_off_and_is_never_a_clean_half() -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "tar")
        desk.sim.add_fault(Fault("cut_short", path=".*script"))
        response = desk.page(run, "script/download/")

        if response.status_code == 200:
            with pytest.raises(K6Error):
                b"".join(response.streaming_content)
        else:
            assert response.status_code == 302


@pytest.mark.parametrize("fault", ["unavailable", "html", "reset", "redirect"])
def test_a_script_that_can_not_be_had_is_a_sentence_on_the_run(fault: str) -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "js")
        desk.sim.add_fault(Fault(fault, path=".*script", times=None))
        page = text(desk.client.get(desk.url(run, "script/"), follow=True))

        assert "Grafana" in page
        assert "notice" in page


def test_of_a_script_that_grafana_has_not_the_person_hears_where_else_to_look() -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "js")
        desk.sim.add_fault(Fault("status", code=404, path=".*script", times=None))
        page = visible(desk.client.get(desk.url(run, "script/"), follow=True))

        assert "Grafana has no script for this run" in page
        assert "Another run of the same load test may still have its script." in page
        assert "stack id" not in page


def test_a_third_download_of_a_stack_at_once_is_told_to_wait() -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "tar")
        open_ones = [desk.page(run, "script/download/") for _ in range(2)]
        third = desk.client.get(desk.url(run, "script/download/"), follow=True)
        for response in open_ones:
            response.close()
        after = desk.page(run, "script/download/")

        assert "Too many calls" in text(third)
        assert after.status_code == 200
        after.close()


def test_a_script_that_drips_in_is_given_up() -> None:
    with at_a_desk() as desk:
        run = with_script(desk, desk.stack, "js")
        desk.sim.add_fault(Fault("drip_body", path=".*script", seconds=0.5))
        page = text(desk.client.get(desk.url(run, "script/"), follow=True))

        assert "took too long" in page
