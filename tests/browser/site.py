"""A site in a real browser: a stack full of simulated runs, people to be, and what pages say to the console."""

import re
from dataclasses import dataclass

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, expect

from runs.k6sim import Simulator
from runs.models import Role, Stack, User
from runs.tasks import walk_stack
from tests.builders import PASSWORD, browser_of, make_user


@dataclass(frozen=True)
class Site:
    """`url` has no slash at its end. The stack was read from the simulator once, to its end."""

    url: str
    sim: Simulator
    stack: Stack

    def person(self, role: Role) -> User:
        return make_user(self.stack.team, role)

    def enter(self, page: Page, user: User) -> None:
        """Logged in without the form: a session of its own in the browser's cookies."""
        cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])


def log_in(page: Page, user: User) -> None:
    """By the form of the login page, which must be open."""
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".bar-nav")).to_be_visible()


def work_off(stack: Stack) -> None:
    """What a worker does with a queued sync, to its end."""
    while walk_stack(stack.pk) == "more to do":
        pass


class Console:
    """What a page said that no page should say: violations of the policy and errors of scripts."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if re.search(r"Content.Security.Policy|Refused to", message.text):
            self.complaints.append(message.text)
