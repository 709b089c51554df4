"""What people enter, cleaned, and refused with a sentence at the field."""

from runs.forms.account import ProfileForm
from runs.forms.stacks import NewStackForm, StackForm, clean_grafana_url
from runs.forms.teams import InvitationForm, NewPersonForm, RoleForm, TeamForm

__all__ = [
    "InvitationForm",
    "NewPersonForm",
    "NewStackForm",
    "ProfileForm",
    "RoleForm",
    "StackForm",
    "TeamForm",
    "clean_grafana_url",
]
