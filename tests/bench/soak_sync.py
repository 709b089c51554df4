"""A sync of one stack that never rests: its whole history again and again, until the process is ended."""

from django.core.management import call_command


def main(slug: str) -> str:
    while True:
        call_command("sync_runs", stack=slug, full=True, verbosity=0)
