"""How gunicorn serves the site: `python -m gunicorn --config python:k6admin.web`. WEB_CONCURRENCY sets its processes.

Threads, because a request may wait for Grafana: eight at once in each process.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k6admin.settings")

# Only now: the settings are read when they are asked for.
from django.conf import settings

wsgi_app = "k6admin.wsgi"
worker_class = "gthread"
threads = 8
control_socket_disable = True
logconfig_dict = settings.LOGGING
