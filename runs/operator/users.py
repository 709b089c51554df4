"""People: accounts closed and opened again, and who else runs this site."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from runs.models import User
from runs.operator.readonly import ReadOnly
from runs.people.operators import leaderless_teams, set_active, set_operator
from runs.teams import Unproved, require_known
from runs.views.people import PersonRequest, actor

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class AccountForm(UserForm):
    """All that an operator decides about an account."""

    is_active = forms.BooleanField(
        label="Open", required=False, help_text="Whoever is closed out is logged out at once and can't log in."
    )
    is_operator = forms.BooleanField(
        label="Operator", required=False, help_text="Sees these pages. It opens no team and no stack."
    )

    knows_person = forms.BooleanField(
        label="I know who uses this account",
        required=False,
        help_text="Needed to make somebody an operator whose account was made with an invitation's link: nobody has "
        "proved that whoever uses it owns the address.",
    )

    class Meta:
        model = User
        fields = ("is_active",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_operator"].initial = self.instance.is_operator

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_oneself = getattr(self, "asked_by", None) == self.instance
        if is_oneself and not (data.get("is_active") and data.get("is_operator")):
            raise ValidationError("You can't take your own keys away: ask another operator.")
        if data.get("is_operator") and not self.instance.is_operator:
            try:
                require_known(self.instance, is_new=False, trusts_existing=bool(data.get("knows_person")))
            except Unproved as error:
                raise ValidationError(f"{error} Tick that you know who uses it, or let them prove it first.") from None
        return data


class UserAdmin(ReadOnly):
    """Names, passwords and second factors are a person's own; teams give roles."""

    form = AccountForm
    list_display = ("email", "name", "proof", "is_active", "runs_it", "last_login", "date_joined")
    list_filter = ("is_active", "is_superuser", "proof")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("email", "name", "proof", "time_zone", "last_login", "date_joined")

    @admin.display(boolean=True, description="Operator")
    def runs_it(self, user: User) -> bool:
        return user.is_operator

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return self.admin_site.has_permission(request)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ARG002
        return [
            "email",
            "name",
            "proof",
            "is_active",
            "is_operator",
            "knows_person",
            "time_zone",
            "last_login",
            "date_joined",
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("AccountFormOf", (form,), {"asked_by": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: forms.BaseForm, change: bool) -> None:  # noqa: ARG002
        """Through the same doors as everything else, so that it is in the audit; the row as it was decides."""
        person, who = User.objects.get(pk=obj.pk), actor(cast(PersonRequest, request))
        set_operator(person, who, is_operator=form.cleaned_data["is_operator"])
        if set_active(person, who, is_active=form.cleaned_data["is_active"]) and not person.is_active:
            for team in leaderless_teams(person):
                messages.warning(request, f"{team.name} has no lead any more who can log in: add one (add_member).")


def register_users(site: AdminSite) -> None:
    site.register(User, UserAdmin)
