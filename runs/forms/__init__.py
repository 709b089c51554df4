"""What people enter, cleaned, and refused with a sentence at the field."""

from runs.forms.account import FirstForm, ProfileForm, TokenForm
from runs.forms.stacks import NOT_CHECKED, NewStackForm, StackForm, clean_grafana_url
from runs.forms.teams import InvitationForm, NewPersonForm, RoleForm, TeamForm

__all__ = [
    "NOT_CHECKED",
    "FirstForm",
    "InvitationForm",
    "NewPersonForm",
    "NewStackForm",
    "ProfileForm",
    "RoleForm",
    "StackForm",
    "TeamForm",
    "TokenForm",
    "clean_grafana_url",
]
