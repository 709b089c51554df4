"""The site's addresses, and beside them the two references: Django's admin and the bare view."""

from django.contrib import admin
from django.urls import path

from k6admin.urls import urlpatterns as site
from runs.models import TestRun
from tests.bench.bare import COLUMNS, bare


class RunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The columns of our list in its order."""

    list_display = COLUMNS
    ordering = ("-created", "-id")
    list_select_related = ("stack", "load_test", "project", "starter", "zone_set")
    list_per_page = 50


plain_admin = admin.AdminSite(name="plain_admin")
plain_admin.register(TestRun, RunAdmin)

urlpatterns = [*site, path("plain-admin/", plain_admin.urls), path("bare/", bare)]
