"""What a start must not expose: pages without https, or Django's debug pages, to other machines; secrets to others.

Each function says in one sentence what is wrong and what to do about it.
"""

import ipaddress
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PRIVATE_UMASK = 0o077
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_files_private() -> int:
    """New files and folders of this process and its children are for its user alone. Returns the umask before."""
    return os.umask(PRIVATE_UMASK)


def make_private_folder(folder: Path) -> None:
    """The folder, for this user alone, also where it was there before. A folder of somebody else stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on this address or name."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_exposure(hosts: Iterable[str], *, debug: bool, is_https: bool) -> None:
    """Raises ImproperlyConfigured where a server would listen for other machines and must not."""
    for host in hosts:
        if is_loopback(host):
            continue
        where = f"BIND={host or '0.0.0.0'} can be reached by other machines"  # noqa: S104  what was asked for
        if debug:
            raise ImproperlyConfigured(f"{where}, and DEBUG shows secrets: switch DEBUG off, or use BIND=127.0.0.1.")
        if not is_https:
            raise ImproperlyConfigured(
                f"{where}, and BASE_URL is http, so that passwords would go over the network in plain text: "
                "set BASE_URL to the https address of the proxy in front, or use BIND=127.0.0.1."
            )


def runserver_hosts(arguments: Sequence[str]) -> list[str]:
    """The address that `manage.py runserver` is told to listen on; empty for its own default, which is loopback."""
    if list(arguments[1:2]) != ["runserver"]:
        return []
    places = [text for text in arguments[2:] if not text.startswith("-") and not text.isdigit()]
    return [text.rpartition(":")[0] or text for text in places[:1]]


def file_warning(path: Path) -> str:
    """A sentence where other users of this machine can read the file, "" where they can't or there is none."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return ""
    if not mode & READABLE_BY_OTHERS:
        return ""
    return f"{path.name} holds keys, and other users of this machine can read it ({mode:o}): chmod 600 {path.name}"
