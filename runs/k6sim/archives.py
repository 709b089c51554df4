"""k6 archives, in the layout of k6's own writer, and one made to harm whoever unpacks it.

Layout (observed in archives of the k6 CLI): `metadata.json`, `data` (the main script), directories, files;
the entry at the script's own path is a hard link to `data`.
"""

from __future__ import annotations

import gzip
import json
import tarfile
from io import BytesIO

from .moments import SECOND, stamp

HOME = "file/home/nobody/shop-tests"
HELPER = b"""\
export function price(cents) {
  return (cents / 100).toFixed(2);
}
"""
USERS = b"email,plan\nuser1@example.com,free\nuser2@example.com,pro\n"
HOSTILE_METADATA = b'{"type":"js","filename":"file:///%2e%2e/evil.js","env":{"KEY":"demo-env-secret-1"}}'
BLOCK = 512


def script_archive(source: bytes, project_id: int, version: int, uploaded: int) -> bytes:
    """An archive whose contents depend on the script alone, and its metadata and times on the upload."""
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        seconds = uploaded // SECOND
        _add(archive, "metadata.json", _metadata(project_id, version, uploaded), seconds)
        _add(archive, "data", source, seconds)
        for folder in ("file/home", "file/home/nobody", HOME, f"{HOME}/lib"):
            _add(archive, folder, None, seconds)
        _link(archive, f"{HOME}/checkout.js", "data", tarfile.LNKTYPE)
        _add(archive, f"{HOME}/lib/price.js", HELPER, seconds)
        _add(archive, f"{HOME}/users.csv", USERS, seconds)
        _add(archive, "https/jslib.example.com/util/1.2.0/index.js", b"export const seed = 7;\n", seconds)
    return target.getvalue()


def tree_archive(source: bytes) -> bytes:
    """Sixty files in folders inside folders, some of them without text."""
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, "metadata.json", _metadata(0, 1, 0))
        _add(archive, "data", source)
        _link(archive, f"{HOME}/main.js", "data", tarfile.LNKTYPE)
        for number in range(60):
            folder = "/".join(("lib", "pages", "checkout", "steps", "\u6771\u4eac")[: number % 6])
            name = f"{HOME}/{folder}/part{number:02}" if folder else f"{HOME}/part{number:02}"
            _add(archive, f"{name}.js" if number % 7 else f"{name}.png", HELPER if number % 7 else bytes(range(256)))
    return target.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def hostile_archive(source: bytes) -> bytes:
    """A readable script beside `../`, an absolute path, links out, a device, 4 GiB of hole, 8 GiB claimed."""
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as archive:
        _add(
            archive,
            "metadata.json",
            HOSTILE_METADATA,
        )
        _add(archive, "data", source)
        _add(archive, "../../../../tmp/k6sim-escaped.js", b"// outside\n")
        _add(archive, "/etc/cron.d/k6sim", b"* * * * * root true\n")
        _link(archive, "file/passwd", "/etc/passwd", tarfile.SYMTYPE)
        _link(archive, "file/shadow", "../../../../etc/shadow", tarfile.LNKTYPE)
        _link(archive, "file/zero", "", tarfile.CHRTYPE)
    written = target.getvalue().rstrip(b"\0")
    written += b"\0" * (-len(written) % BLOCK)
    huge = tarfile.TarInfo("file/huge.bin")
    huge.size = 8 << 30
    return written + _sparse("file/sparse.bin", 4 << 30) + huge.tobuf(tarfile.GNU_FORMAT) + b"only this much"


def _metadata(project_id: int, version: int, uploaded: int) -> bytes:
    options = {
        "vus": None,
        "stages": [{"duration": "10m0s", "target": 50}],
        "tlsAuth": None,
        "cloud": {"projectID": project_id, "token": "demo-cloud-secret-4410", "note": f"revision {version}"},
    }
    metadata = {
        "type": "js",
        "options": options,
        "filename": "file:///home/nobody/shop-tests/checkout.js",
        "pwd": "file:///home/nobody/shop-tests",
        "env": {"BASE_URL": "https://shop.example.com", "SHOP_PASSWORD": "demo-env-secret-7719"},
        "compatibilityMode": "base",
        "k6version": "1.3.0",
        "goos": "linux",
        "uploaded": stamp(uploaded),
    }
    return json.dumps(metadata, indent=2).encode()


def _add(archive: tarfile.TarFile, name: str, content: bytes | None, seconds: int = 0) -> None:
    """A regular file, or a directory where `content` is None."""
    member = tarfile.TarInfo(name)
    member.mtime = seconds
    if content is None:
        member.type, member.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(member)
        return
    member.size = len(content)
    archive.addfile(member, BytesIO(content))


def _link(archive: tarfile.TarFile, name: str, to: str, kind: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    archive.addfile(member)


def _sparse(name: str, claimed: int) -> bytes:
    """A GNU sparse header: a member of `claimed` bytes of which none are stored (fields at 386 and 483)."""
    member = tarfile.TarInfo(name)
    member.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[386:398] = b"%011o\0" % claimed
    header[398:410] = b"%011o\0" % 0
    header[483:495] = b"%011o\0" % claimed
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)
