"""How gunicorn serves the site: `python -m gunicorn --config python:k6admin.web`.

gunicorn starts, watches and stops the processes; HTTP is waitress' (`k6admin.web_worker`). Two processes, so that a
second core is of use; WEB_CONCURRENCY sets another number. Twelve threads in each: at most three wait for the API and
three for downloads (`runs.concurrency`).
"""

import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k6admin.settings")

# Only now: the settings are read when they are asked for.
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from k6admin import exposure

exposure.keep_files_private()
wsgi_app = "k6admin.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "k6admin.web_worker.WaitressWorker"
threads = 12
backlog = 1024
control_socket_disable = True
logconfig_dict = settings.LOGGING


def on_starting(server: Any) -> None:
    """Called by gunicorn before it listens: ends it with a sentence where other machines would see too much."""
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    try:
        exposure.refuse_exposure(hosts, debug=settings.DEBUG, is_https=settings.BASE_URL.startswith("https://"))
    except ImproperlyConfigured as problem:
        sys.exit(f"k6admin can't start: {problem}")
    if warning := exposure.file_warning(settings.BASE_DIR / ".env"):
        server.log.warning(warning)
