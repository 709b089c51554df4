"""Addresses that lists need by the dozen, and those of the same things in Grafana."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from runs.models import Stack


def run_url(stack: str, run_id: int) -> str:
    return f"{_beginning('run', stack)}{run_id}/"


def act_url(stack: str, run_id: int, kind: str) -> str:
    return f"{run_url(stack, run_id)}{kind}/"


def load_test_url(stack: str, test_id: int) -> str:
    return f"{_beginning('load_test', stack)}{test_id}/"


def runs_of_stack_url(stack: str) -> str:
    return f"{reverse('runs')}?stack={stack}"


@lru_cache(maxsize=1024)
def _beginning(route: str, stack: str) -> str:
    """What all addresses of a route in a stack begin with. Resolving each would cost more than its row."""
    return reverse(route, args=[stack, 0]).removesuffix("0/")


def grafana_url(stack: Stack, kind: str, number: int) -> str:
    """The page of a run, test or project in the k6 app of the stack's Grafana; `kind` as in its path."""
    return f"{stack.grafana_url.rstrip('/')}/a/k6-app/{kind}/{number}"


def from_outside(path: str) -> str:
    """A whole address for mails and for copying: the configured one, whatever host a request was sent to."""
    return f"{settings.BASE_URL}{path}"
