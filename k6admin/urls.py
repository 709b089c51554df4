"""Every address of the site."""

from django.urls import include, path, register_converter

from runs.views import actions, health, lists, run, script, stacks
from runs.views.converters import IdConverter, KindConverter

register_converter(IdConverter, "id")
register_converter(KindConverter, "kind")

handler403 = "runs.views.errors.forbidden"
handler429 = "runs.views.errors.too_many_requests"
urlpatterns = [
    path("", lists.home, name="home"),
    path("runs/", lists.runs, name="runs"),
    path("stacks/", stacks.stack_list, name="stacks"),
    path("stacks/new/", stacks.stack_new, name="stack_new"),
    path("stacks/<slug:stack>/settings/", stacks.stack_settings, name="stack_settings"),
    path("stacks/<slug:stack>/check/", stacks.stack_check, name="stack_check"),
    path("stacks/<slug:stack>/sync/", stacks.stack_sync, name="stack_sync"),
    path("stacks/<slug:stack>/progress/", stacks.stack_progress, name="stack_progress"),
    path("stacks/<slug:stack>/runs/<id:run_id>/", run.run, name="run"),
    path("stacks/<slug:stack>/runs/<id:run_id>/live/", run.live, name="run_live"),
    path("stacks/<slug:stack>/runs/<id:run_id>/distribution/", run.distribution, name="run_distribution"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/", script.read, name="run_script"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/download/", script.download, name="run_script_download"),
    path("stacks/<slug:stack>/runs/<id:run_id>/note/", actions.note, name="run_note"),
    path("stacks/<slug:stack>/runs/<id:run_id>/<kind:kind>/", actions.act, name="run_act"),
    path("stacks/<slug:stack>/tests/<id:test_id>/", lists.load_test, name="load_test"),
    path("stacks/<slug:stack>/tests/<id:test_id>/refresh/", lists.load_test_refresh, name="load_test_refresh"),
    path("accounts/", include("allauth.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
