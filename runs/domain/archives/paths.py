"""Where an archive's files lay when it was packed, relative to the folder it was packed in.

k6 stores absolute paths: `file/builds/job-1041/lib/cart.js`, `https/<host>/<path>`, and in archives older than 0.25
`files/_/builds/…` for local files and `scripts/<host>/…` for remote ones. The metadata's `pwd` is the folder that
relative imports start from; `filename` is the main script. Source: `lib/archive.go` of k6.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

_LONGEST = 4_096
# As k6 writes the paths of local files: a Windows drive is a folder, a shared folder's host and a home's owner are
# "nobody".
_DRIVE = re.compile(r"^/?([a-zA-Z]):(.*)", re.DOTALL)
_HOME = re.compile(r"^((?:/[a-zA-Z])?/(?:Users|home|Documents and Settings)/)[^/]+", re.IGNORECASE)
_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_STANDARD_INPUT = "/-"


@dataclass(frozen=True, slots=True)
class Location:
    """`scheme` is "file" or "https"; `path` is absolute, for "https" with the host as its first part."""

    scheme: str
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the metadata says about an archive's paths; None where it does not say.

    `base` is the folder that paths are relative to, `main` the main script's own place.
    """

    base: Location | None = None
    main: Location | None = None

    @property
    def name(self) -> str:
        """The main script's own file name, "" where there is none: a script from standard input has none."""
        if self.main is None or _is_standard_input(self.main):
            return ""
        return self.main.path.rpartition("/")[2]

    def relative(self, path: str) -> str:
        """A member's path as it counts for "the same script": relative where that can be told, else as it is."""
        at = location_of(path)
        if at is None or self.base is None:
            return path
        is_near = at.scheme == self.base.scheme and (at.scheme == "file" or _host(at) == _host(self.base))
        return f"{at.scheme}:{posixpath.relpath(at.path, self.base.path) if is_near else at.path}"

    def is_main(self, path: str) -> bool:
        """Whether a member's path is the main script's own."""
        return self.main is not None and location_of(path) == self.main


def layout_of(document: Mapping[str, object]) -> Layout:
    """By `pwd`, and where that is missing by the folder of `filename`."""
    main = _address(document.get("filename"))
    base = _address(document.get("pwd"))
    if base is None and main is not None and not _is_standard_input(main):
        base = Location(main.scheme, posixpath.dirname(main.path))
    return Layout(base, main)


def location_of(path: str) -> Location | None:
    """Where a member of an archive lay; None for what is no file of the script's project (metadata and the like)."""
    top, _, rest = path.replace("\\", "/").lstrip("/").partition("/")
    if top in ("file", "https"):
        return _location(top, f"/{rest}") if rest else None
    if top in ("files", "scripts") and rest:
        return _location("file", rest[1:]) if rest.startswith("_") else _location("https", f"/{rest}")
    return None


def _address(text: object) -> Location | None:
    """Of a URL, or of a plain path as old versions write it. Query and fragment are no part of a place."""
    if not isinstance(text, str) or not text or len(text) > _LONGEST:
        return None
    url = _URL.match(text)
    if url is None:
        is_path = text[0] in "/\\" or _DRIVE.match(text)
        return _location("file", text) if is_path else _location("https", "/" + unquote(_bare(text)))
    rest = text[url.end() :]
    if url.group(1).lower() == "file":
        return _location("file", unquote(rest))
    return _location("https", "/" + unquote(_bare(rest)))


def _bare(address: str) -> str:
    return re.split(r"[?#]", address, maxsplit=1)[0]


def _location(scheme: str, path: str) -> Location:
    if scheme == "file":
        return Location(scheme, _HOME.sub(r"\1nobody", _clean(_DRIVE.sub(r"/\1/\2", _shared(path)))))
    return Location(scheme, _clean(path))


def _shared(path: str) -> str:
    """A path without the name of the host that shares the folder: `\\\\host\\folder`."""
    return "/nobody/" + path[2:].replace("\\", "/").partition("/")[2] if path.startswith("\\\\") else path


def _clean(path: str) -> str:
    return "/" + posixpath.normpath("/" + path.replace("\\", "/")).lstrip("/")


def _host(location: Location) -> str:
    return location.path.split("/", 2)[1]


def _is_standard_input(main: Location) -> bool:
    return main.path == _STANDARD_INPUT
