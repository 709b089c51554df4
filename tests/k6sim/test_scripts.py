"""Scripts of runs: their kinds, what they share, what is hidden in them, and the archive made to harm."""

from __future__ import annotations

import gzip
import json
import tarfile
from io import BytesIO

from .asking import CHECKOUT, Reply, Visitor, visiting

LATER = "2026-08-14T10:00:00Z"
EARLIER = "2026-08-13T10:00:00Z"
MONTHS_AGO = "2026-06-20T10:00:00Z"


def script(visitor: Visitor, test_id: int, created: str = LATER) -> Reply:
    (run_id,) = visitor.sim.create_runs(1, {"test_id": test_id, "created": created})
    return visitor.get(f"/test_runs/{run_id}/script")


def members(content: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
        return {member.name: member for member in archive}


def read(content: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
        file = archive.extractfile(name)
        assert file is not None
        return file.read()


def test_scripts_come_as_javascript_and_typescript_text() -> None:
    with visiting() as visitor:
        javascript, typescript = script(visitor, 880_202), script(visitor, 880_204)
        assert javascript.headers["Content-Type"] == typescript.headers["Content-Type"] == "text/javascript"
        assert javascript.body.startswith(b"import http from 'k6/http';")
        assert b"interface Journey" in typescript.body


def test_an_archive_has_the_layout_that_k6_writes() -> None:
    with visiting() as visitor:
        archive = script(visitor, CHECKOUT)
        assert archive.headers["Content-Type"] == "application/x-tar"
        assert archive.body[257:262] == b"ustar"
        found = members(archive.body)
        assert list(found)[:2] == ["metadata.json", "data"]
        main = found["file/home/nobody/shop-tests/checkout.js"]
        assert (main.islnk(), main.size, main.linkname) == (True, 0, "data")
        assert read(archive.body, "data").startswith(b"import http from 'k6/http';")
        metadata = json.loads(read(archive.body, "metadata.json"))
        assert metadata["filename"].endswith("/checkout.js")


def test_archives_hold_made_up_secrets_in_the_places_where_k6_puts_real_ones() -> None:
    with visiting() as visitor:
        metadata = json.loads(read(script(visitor, CHECKOUT).body, "metadata.json"))
        assert metadata["options"]["cloud"]["token"]
        assert metadata["env"]["SHOP_PASSWORD"]


def test_two_uploads_of_one_script_differ_in_their_bytes_and_not_in_their_files() -> None:
    with visiting() as visitor:
        one, two = script(visitor, CHECKOUT, EARLIER).body, script(visitor, CHECKOUT, LATER).body
        assert one != two
        files = [name for name, member in members(one).items() if member.isreg() and name != "metadata.json"]
        assert len(files) > 3
        assert all(read(one, name) == read(two, name) for name in files)


def test_a_script_changes_over_the_months_and_not_from_day_to_day() -> None:
    with visiting() as visitor:
        assert script(visitor, 880_202, EARLIER).body == script(visitor, 880_202, LATER).body
        assert script(visitor, 880_202, MONTHS_AGO).body != script(visitor, 880_202, LATER).body


def test_a_gzipped_archive_claims_to_be_a_plain_one() -> None:
    with visiting() as visitor:
        reply = script(visitor, 880_213)
        assert reply.headers["Content-Type"] == "application/x-tar"
        assert reply.body[:2] == b"\x1f\x8b"
        assert "data" in members(gzip.decompress(reply.body))


def test_the_hostile_archive_tries_every_way_out_and_claims_gigabytes() -> None:
    with visiting() as visitor:
        content = script(visitor, 880_252).body
        assert len(content) < 20_000
        found: dict[str, tarfile.TarInfo] = {}
        with tarfile.open(fileobj=BytesIO(content), mode="r|") as archive:
            for member in archive:
                found[member.name] = member
                if member.name == "file/huge.bin":
                    break
        assert "../../../../tmp/k6sim-escaped.js" in found
        assert "/etc/cron.d/k6sim" in found
        assert (found["file/passwd"].issym(), found["file/passwd"].linkname) == (True, "/etc/passwd")
        assert found["file/shadow"].islnk()
        assert found["file/zero"].isdev()
        assert (found["file/sparse.bin"].issparse(), found["file/sparse.bin"].size) == (True, 4 << 30)
        assert found["file/huge.bin"].size == 8 << 30


def test_the_script_of_a_run_whose_results_expired_is_gone_unless_it_was_saved() -> None:
    with visiting() as visitor:
        oldest = visitor.sim.run_ids()[0]
        assert visitor.get(f"/test_runs/{oldest}").status == 200
        assert visitor.get(f"/test_runs/{oldest}/script").status == 404
        visitor.sim.edit_run(oldest, {"retention_expiry": None})
        assert visitor.get(f"/test_runs/{oldest}/script").status == 200


def test_the_distribution_names_nodes_in_every_zone_of_the_run() -> None:
    with visiting() as visitor:
        run_id = visitor.one("running")
        shown = visitor.get(f"/test_runs/{run_id}/distribution").json["distribution"]
        planned = visitor.run(run_id)["distribution"]
        assert {zone: one["percentage"] for zone, one in shown.items()} == {
            one["load_zone"]: one["percent"] for one in planned
        }
        for one in shown.values():
            assert one["nodes"]
            assert all(node["size"].startswith("m5.") and node["public_ip"] for node in one["nodes"])
        assert visitor.get(f"/test_runs/{run_id}/distribution").json["distribution"] == shown


def test_a_run_without_nodes_has_no_distribution() -> None:
    with visiting() as visitor:
        for status in ("created", "queued"):
            reply = visitor.get(f"/test_runs/{visitor.one(status)}/distribution")
            assert (reply.status, reply.error["code"]) == (404, "not_found")
        visitor.sim.edit_run(visitor.one("completed"), {"distribution": None})
        assert visitor.get(f"/test_runs/{visitor.one('completed')}/distribution").status == 404
