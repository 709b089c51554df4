"""W2: the shipped settings under https, in a real browser: a login and a note that is saved."""

import http.client
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from k6admin.ports import HOST, free_port
from k6admin.serve import web_command
from runs.models import Role, Stack, User
from tests.actions.acting import ended
from tests.browser.site import log_in
from tests.builders import make_user
from tests.k6api.certificates import make_certificate
from tests.sync.simulated import simulated, sync
from tests.worker.processes import ROOT, database_url, members_of, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser_context_args(ignore_https_errors=True)]
SHIPPED = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The real settings under gunicorn's own worker, which speaks TLS as a proxy would; gives the site's address."""
    port, certificate = free_port(), str(make_certificate(folder))
    address = f"https://localhost:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "k6admin.settings",
        "BASE_URL": address,
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": database_url(),
        "K6_API_URL": settings.K6_API_URL,
        "WEB_CONCURRENCY": "1",
    }
    static = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(static, cwd=ROOT, env=environment, check=True)
    tls = ["--certfile", certificate, "--keyfile", certificate]
    command = [*web_command(port), "--worker-class", "gthread", *tls]
    with (folder / "web.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, text=True, start_new_session=True
        )
    try:
        wait_until(lambda: is_up(port), process)
        yield address
    finally:
        for member in members_of(process.pid):
            os.kill(member, signal.SIGKILL)
        process.wait()


def is_up(port: int) -> bool:
    unchecked = ssl._create_unverified_context()  # noqa: S323 - the certificate is our own
    connection = http.client.HTTPSConnection(HOST, port, timeout=5, context=unchecked)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def save_a_note(page: Page, address: str, stack: Stack, person: User, text: str) -> None:
    run = ended(stack)
    answer = page.goto(f"{address}/stacks/{stack.slug}/runs/{run.run_id}/")
    assert answer is not None
    assert answer.headers["referrer-policy"] == "same-origin"
    log_in(page, person)
    page.get_by_role("textbox", name="Note").fill(text)
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("The note was saved.").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Note")).to_have_value(text)


def test_w2_logging_in_and_saving_a_note_work_with_the_shipped_referrer_policy(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    with simulated(60) as (_, stack):
        sync(stack)
        with override_settings(PASSWORD_HASHERS=SHIPPED):
            ada, bob = (make_user(stack.team, Role.MEMBER) for _ in range(2))
        with served(tmp_path) as address:
            save_a_note(page, address, stack, ada, "with scripts")
            cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
            plain = browser.new_context(java_script_enabled=False, ignore_https_errors=True)
            save_a_note(plain.new_page(), address, stack, bob, "without scripts")
            plain.close()

    assert set(cookies) == {"__Host-session", "__Host-csrf"}
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in cookies.values())
