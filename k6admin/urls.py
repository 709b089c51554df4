"""Every address of the site."""

from django.urls import include, path, register_converter

from runs.operator import OPERATOR_SITE
from runs.views import (
    actions,
    audit,
    health,
    home,
    invitations,
    joining,
    keeping,
    links,
    lists,
    members,
    run,
    script,
    shared,
    sharing,
    stack_leaving,
    stacks,
    teams,
    welcome,
)
from runs.views.converters import IdConverter, KindConverter

register_converter(IdConverter, "id")
register_converter(KindConverter, "kind")

handler400 = "runs.views.errors.bad_request"
handler403 = "runs.views.errors.forbidden"
handler429 = "runs.views.errors.too_many_requests"
handler500 = "runs.views.errors.server_error"
urlpatterns = [
    path("", home.home, name="home"),
    path("runs/", lists.runs, name="runs"),
    path("stacks/", stacks.stack_list, name="stacks"),
    path("stacks/new/", stacks.stack_new, name="stack_new"),
    path("stacks/<slug:stack>/settings/", stacks.stack_settings, name="stack_settings"),
    path("stacks/<slug:stack>/check/", stacks.stack_check, name="stack_check"),
    path("stacks/<slug:stack>/sync/", stacks.stack_sync, name="stack_sync"),
    path("stacks/<slug:stack>/scripts/", keeping.stack_scripts, name="stack_scripts"),
    path("stacks/<slug:stack>/set-aside/forget/", stacks.set_aside_forget, name="set_aside_forget"),
    path("stacks/<slug:stack>/disconnect/", stack_leaving.stack_disconnect, name="stack_disconnect"),
    path("stacks/<slug:stack>/progress/", stacks.stack_progress, name="stack_progress"),
    path("stacks/<slug:stack>/runs/<id:run_id>/", run.run, name="run"),
    path("stacks/<slug:stack>/runs/<id:run_id>/live/", run.live, name="run_live"),
    path("stacks/<slug:stack>/runs/<id:run_id>/distribution/", run.distribution, name="run_distribution"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/", script.read, name="run_script"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/download/", script.download, name="run_script_download"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/masked/", script.download_masked, name="run_script_masked"),
    path("stacks/<slug:stack>/runs/<id:run_id>/script/changes/", script.changes, name="run_script_changes"),
    path("stacks/<slug:stack>/runs/<id:run_id>/note/", actions.note, name="run_note"),
    path("stacks/<slug:stack>/runs/<id:run_id>/share/", sharing.share_run, name="run_share"),
    path("stacks/<slug:stack>/runs/<id:run_id>/purge/", keeping.run_purge, name="run_purge"),
    path("stacks/<slug:stack>/runs/<id:run_id>/<kind:kind>/", actions.act, name="run_act"),
    path("stacks/<slug:stack>/tests/<id:test_id>/", lists.load_test, name="load_test"),
    path("stacks/<slug:stack>/tests/<id:test_id>/refresh/", lists.load_test_refresh, name="load_test_refresh"),
    path("stacks/<slug:stack>/tests/<id:test_id>/share/", sharing.share_load_test, name="load_test_share"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<slug:team>/members/", members.members, name="team_members"),
    path("teams/<slug:team>/members/<id:member_id>/", members.member, name="team_member"),
    path("teams/<slug:team>/members/<id:member_id>/remove/", members.member_remove, name="member_remove"),
    path("teams/<slug:team>/leave/", members.team_leave, name="team_leave"),
    path("teams/<slug:team>/invitations/", invitations.invite, name="invite"),
    path("teams/<slug:team>/invitations/<id:invitation_id>/renew/", invitations.renew, name="invitation_renew"),
    path("teams/<slug:team>/invitations/<id:invitation_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("teams/<slug:team>/settings/", teams.team_settings, name="team_settings"),
    path("teams/<slug:team>/delete/", teams.team_delete, name="team_delete"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("teams/<slug:team>/audit/", audit.team_audit, name="team_audit"),
    path("teams/<slug:team>/audit/export.csv", audit.audit_export, {"suffix": "csv"}, name="audit_csv"),
    path("teams/<slug:team>/audit/export.json", audit.audit_export, {"suffix": "json"}, name="audit_json"),
    path("teams/<slug:team>/links/", links.links, name="team_links"),
    path("teams/<slug:team>/links/revoke/", links.links_revoke_all, name="links_revoke_all"),
    path("teams/<slug:team>/links/<id:link>/revoke/", links.link_revoke, name="link_revoke"),
    path("s/<path:token>/", shared.shared_page, name="shared_page"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("admin/", OPERATOR_SITE.urls),
    path("accounts/", include("k6admin.account_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
