"""Rows to look at: nothing is added, changed or removed here, and no secret is shown, sealed or not."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern

# Columns that no page of the operator has, whatever model they are of; the rest is what this program, the API, or
# people wrote to be read.
SECRETS = frozenset({"sealed_token", "token_end", "token_hash", "password", "snapshot", "wanted"})


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnly(ModelAdmin):
    """`filters` are the only columns that an address may narrow the list by: any other would answer guesses."""

    actions = None
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100

    def get_urls(self) -> list[URLPattern]:
        """The list and one row; what would add, remove, or tell what happened in this admin alone has no address."""
        return [one for one in super().get_urls() if (one.name or "").endswith(("_changelist", "_change"))]

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ARG002
        names = [field.name for field in self.model._meta.fields if field.name not in SECRETS]
        return sorted(names, key=lambda name: name not in self.list_display)  # what its list shows comes first

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        return lookup.split("__", maxsplit=1)[0] in {str(name) for name in self.list_filter}
