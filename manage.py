#!/usr/bin/env python3
"""The operator's commands: `python manage.py help`."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from k6admin import exposure


def refuse_exposed_runserver(arguments: list[str]) -> None:
    """Django's own server for developing, told to listen for other machines: as for the real one."""
    hosts = exposure.runserver_hosts(arguments)
    if hosts:
        is_https = settings.BASE_URL.startswith("https://")
        exposure.refuse_exposure(hosts, debug=settings.DEBUG, is_https=is_https)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k6admin.settings")
    exposure.keep_files_private()
    try:
        refuse_exposed_runserver(sys.argv)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"k6admin can't start: {error}")


if __name__ == "__main__":
    main()
