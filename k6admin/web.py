"""How gunicorn serves the site: `python -m gunicorn --config python:k6admin.web`.

Two processes, so that a second core is of use; WEB_CONCURRENCY sets another number. Threads, because a request may
wait for Grafana: eight at once in each process.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k6admin.settings")

# Only now: the settings are read when they are asked for.
from django.conf import settings

wsgi_app = "k6admin.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
control_socket_disable = True
# gunicorn would believe these of whoever asks from this very machine, as a proxy here does for everybody: under which
# path the site lies (SCRIPT_NAME, which would stand in every link), and that a request came by https. Who is believed,
# and what, is said by TRUSTED_PROXIES alone.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
logconfig_dict = settings.LOGGING
