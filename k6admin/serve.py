"""`make run`: the real thing on one machine, configured by `.env`. Run as a module.

Output goes to the terminal, as the configuration wants its logs. It listens on loopback unless BIND= says otherwise:
put a proxy that speaks https in front of it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from k6admin import environment, exposure
from k6admin.ports import HOST, usable_address, usable_port
from k6admin.supervisor import ChildFailedError, StopAsked, Supervisor
from k6admin.voice import PLAIN, Voice
from runs.client_ip import is_address

ROOT = Path(__file__).resolve().parent.parent
STEPS = (("migrate", "--no-input"), ("createcachetable",), ("collectstatic", "--no-input"))


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def web_command(port: int, host: str = HOST) -> list[str]:
    """gunicorn, as `k6admin.web` sets it up."""
    address = f"[{host}]" if ":" in host else host
    return [sys.executable, "-m", "gunicorn", "--config", "python:k6admin.web", "--bind", f"{address}:{port}"]


def supervise(command: str, folder: Path, work: Callable[[Supervisor, int], None], voice: Voice = PLAIN) -> int:
    """Runs `work` on the port that PORT= names until it is asked to stop; `command` is what a person typed.

    Returns the exit code: 0 after Ctrl-C or SIGTERM, 1 when it could not start or lost a process.
    """
    try:
        port = usable_port(os.environ.get("PORT") or "8000", command)
        exposure.make_private_folder(folder.parent)
        with Supervisor(os.environ, folder) as house:
            try:
                work(house, port)
            except StopAsked:
                voice.say("\nStopping…")
    except (ValueError, ChildFailedError) as problem:
        voice.complain(str(problem))
        return 1
    voice.say("Stopped.")
    return 0


def main() -> int:
    try:
        env = environment.load(os.environ, ROOT / ".env")
        log_format, site = environment.log_format(env), environment.site(env)
        host = os.environ.get("BIND") or HOST
        hosts = [host] if is_address(host) else []  # what is no address is told below
        exposure.refuse_exposure(hosts, debug=environment.debug(env, site), is_https=site.is_https)
    except ImproperlyConfigured as problem:
        PLAIN.complain(str(problem))
        return 1
    voice = Voice(as_json=log_format == "json")
    warning = exposure.file_warning(ROOT / ".env")
    if warning and not voice.as_json:  # machines read it from the web server's log
        voice.say(warning)
    return supervise(
        "make run", ROOT / "var" / "run", lambda house, port: _run(house, port, site.base_url, voice), voice
    )


def leads_elsewhere(base_url: str, port: int) -> bool:
    """Whether links that this site makes lead to another port of this machine. With https they lead to a proxy."""
    parts = urlsplit(base_url)
    return parts.scheme == "http" and (parts.port or 80) != port


def _run(house: Supervisor, port: int, base_url: str, voice: Voice) -> None:
    """What the steps print is for people: where the logs are for machines, it goes into a file."""
    if leads_elsewhere(base_url, port):
        voice.say(f"Links will lead to {base_url}, and this is port {port}: let BASE_URL in .env say the same.")
    host = usable_address(os.environ.get("BIND") or HOST)
    for name, *more in STEPS:
        house.step(name, manage(name, *more), show=not voice.as_json)
        if voice.as_json:
            voice.say(f"{name} is done")
    house.step("first start", manage("first_start", "--verbosity", "0"), show=True)
    house.start("worker", manage("run_worker"), show=True)
    house.start("web server", web_command(port, host), show=True)
    house.watch()


if __name__ == "__main__":
    sys.exit(main())
