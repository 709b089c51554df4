"""The site's addresses and two that fail, for looking at what a failure shows."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from k6admin import urls


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug with a secret in it")


def no_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the database is gone")


handler400, handler403, handler429, handler500 = urls.handler400, urls.handler403, urls.handler429, urls.handler500
urlpatterns = [*urls.urlpatterns, path("broken/", broken), path("no-database/", no_database)]
