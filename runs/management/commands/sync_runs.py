"""`sync_runs [--stack S] [--full] [--after T] [--before T] [--tests N]`: the sync in the foreground."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from tqdm import tqdm

from runs.breaker import closed_until
from runs.connection import NotConnected, Unreadable, client_for
from runs.k6api.errors import K6Error
from runs.models import LoadTest, Stack
from runs.refresh import refresh_load_test
from runs.sync import Lease, LeaseLost, restart_walk, sync_window, take_lease, work_slice

LEASE_WAIT_SECONDS = 90


class Command(BaseCommand):
    help = "Reads runs from Grafana now: what is new, and the whole history where it is not complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stack", metavar="SLUG", help="only this stack")
        parser.add_argument("--full", action="store_true", help="walk the whole history again")
        parser.add_argument("--after", type=moment, metavar="T", help="only runs created at or after this time")
        parser.add_argument("--before", type=moment, metavar="T", help="only runs created before this time")
        parser.add_argument(
            "--tests", type=int, metavar="N", help="only the N load tests that ran last, by their lists"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        failed = [stack.slug for stack in _stacks(options["stack"]) if not self._sync(stack, options)]
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}.")

    def _sync(self, stack: Stack, options: dict[str, Any]) -> bool:
        """One stack. True when all of it was done; the cause is on the terminal otherwise."""
        try:
            if options["tests"]:
                return self._tests(stack, options["tests"])
            lease = self._lease(stack)
            try:
                if options["after"] or options["before"]:
                    return self._window(lease, options["after"], options["before"])
                return self._whole(lease, is_full=options["full"])
            finally:
                lease.release()
        except (K6Error, NotConnected, Unreadable) as error:
            self.stderr.write(f"{stack.slug}: {error}")
        except LeaseLost:
            self.stderr.write(f"{stack.slug}: another process took over.")
        return False

    def _whole(self, lease: Lease, *, is_full: bool) -> bool:
        if is_full:
            restart_walk(lease)
        stack = lease.stack
        lease.save(fresh_at=None, retry_at=closed_until(stack, timezone.now()))
        with tqdm(desc=stack.slug, unit=" runs", total=stack.walk_total, disable=None) as bar:

            def show(stack: Stack) -> None:
                bar.total = stack.walk_total
                bar.n = min(stack.walk_rows, stack.walk_total or stack.walk_rows)
                bar.refresh()

            mark = None
            while work_slice(lease, on_page=show) or _gets_on(stack, mark):
                mark = stack.fresh_mark
        if stack.trouble:
            self.stderr.write(f"{stack.slug}: {stack.trouble} {stack.trouble_said}".strip())
            return False
        self.stdout.write(f"{stack.slug}: {stack.runs.count():,} runs. {stack.walk_incomplete}".strip())
        return stack.fresh_at is not None and not stack.walk_incomplete

    def _window(self, lease: Lease, after: datetime | None, before: datetime | None) -> bool:
        with client_for(lease.stack) as client:
            pages = sync_window(lease, client, after, before, lambda: False)
        self.stdout.write(f"{lease.stack.slug}: {pages.rows:,} runs read, {pages.changed:,} new or changed.")
        return pages.is_complete

    def _tests(self, stack: Stack, number: int) -> bool:
        newest = stack.runs.order_by("-created").values_list("load_test", flat=True)[: number * 20]
        for key in list(dict.fromkeys(newest))[:number]:
            test = LoadTest.objects.select_related("stack__team").get(pk=key)
            pages = refresh_load_test(test)
            self.stdout.write(f"{stack.slug}: {test.title}: {pages.rows:,} runs read.")
        return True

    def _lease(self, stack: Stack) -> Lease:
        """Waits until a worker that is at it lets go; a killed one's lease runs out by itself."""
        for second in range(LEASE_WAIT_SECONDS):
            lease = take_lease(stack.pk)
            if lease:
                return lease
            if not second:
                self.stderr.write(f"{stack.slug}: another process is at it, waiting.")
            sleep(1)
        raise CommandError(f"{stack.slug}: another process is still at it.")


def _gets_on(stack: Stack, mark: datetime | None) -> bool:
    """Whether a slice was not enough for all that is new, and came nearer to it."""
    return stack.fresh_at is None and not stack.trouble and stack.fresh_mark != mark


def moment(text: str) -> datetime:
    """A day or a time; UTC where it names no zone."""
    day = parse_date(text)
    found = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _stacks(slug: str | None) -> list[Stack]:
    stacks = Stack.objects.connected().select_related("team").order_by("slug")
    found = list(stacks.filter(slug=slug) if slug else stacks)
    if not found:
        raise CommandError(f"No connected stack is called {slug!r}." if slug else "No stack is connected yet.")
    return found
