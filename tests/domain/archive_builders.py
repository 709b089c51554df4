"""Makers of k6 archives, well-formed and hostile."""

from __future__ import annotations

import gzip
import io
import json
import tarfile

MAIN = "import http from 'k6/http';\nexport default function () { http.get('https://shop.example.com'); }\n"


def make_metadata(**changes: object) -> bytes:
    """Metadata as k6 writes it, with secrets in every place that k6 puts them."""
    document = {
        "type": "js",
        "options": {"vus": None, "cloud": {"token": "c4n4ry-cloud-token", "projectID": 7}},
        "filename": "file:///home/nobody/shop/my%20test.js",
        "pwd": "file:///home/nobody/shop/",
        "env": {"API_TOKEN": "c4n4ry-env-token", "BASE_URL": "https://shop.example.com"},
        "k6version": "1.4.0",
    }
    return json.dumps({**document, **changes}).encode()


def make_member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, linkname: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, size, linkname
    return member


def make_tar(
    files: dict[str, bytes], extra: tuple[tarfile.TarInfo, ...] = (), form: int = tarfile.USTAR_FORMAT
) -> bytes:
    """An archive of regular files, then of members without content."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        for name, content in files.items():
            archive.addfile(make_member(name, size=len(content)), io.BytesIO(content))
        for member in extra:
            archive.addfile(member)
    return target.getvalue()


def make_archive(main: str = MAIN, **changes: object) -> bytes:
    """An archive in the layout of k6: metadata, the main script as `data`, and its own path as a hard link."""
    files = {
        "metadata.json": make_metadata(**changes),
        "data": main.encode(),
        "file/home/nobody/shop/lib/cart.js": b"export const size = 3;\n",
    }
    link = make_member("file/home/nobody/shop/my test.js", tarfile.LNKTYPE, linkname="data")
    return make_tar(files, (link,))


def make_header(name: bytes = b"x", size: bytes = b"00000000000\0", kind: bytes = b"0") -> bytes:
    """One raw header with a right checksum and whatever size field is asked for."""
    block = bytearray(512)
    block[0 : len(name)] = name
    block[124:136] = size
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[257:263] = b"ustar\0"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
