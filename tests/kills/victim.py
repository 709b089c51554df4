"""A process that may be killed: the real commands, watched. Started by `tests.bench.child`.

`FOLDER work` is `run_worker`. `FOLDER sync STACK` is `sync_runs` again and again: it goes on with the walk that it
finds, and then walks the whole history anew.
"""

from pathlib import Path

from django.core.management import CommandError, call_command

from tests.kills.watched import Watched

MOST_SYNCS = 1000


def main(folder: str, what: str, slug: str = "") -> str:
    Watched(Path(folder)).install()
    if what == "work":
        call_command("run_worker")
    for number in range(MOST_SYNCS):
        _sync(slug, is_full=number > 0)
    return "done"


def _sync(slug: str, *, is_full: bool) -> None:
    """Where others had the stack for too long, or took it over, the command says so and ends with an error."""
    try:
        call_command("sync_runs", stack=slug, full=is_full, verbosity=0)
    except CommandError as error:
        print(error, flush=True)  # noqa: T201
