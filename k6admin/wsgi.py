"""What a web server runs: `gunicorn k6admin.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from k6admin.write_line import form_a_line
from runs.checks import refuse_the_demo_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k6admin.settings")

application = get_wsgi_application()
form_a_line()
refuse_the_demo_database()

from runs.sharing import VIEWS  # noqa: E402 - only now are the models there

VIEWS.write_by_itself(every=1.0)
