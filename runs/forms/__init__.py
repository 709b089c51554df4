"""What people enter, cleaned, and refused with a sentence at the field."""

from runs.forms.stacks import NewStackForm, StackForm, clean_grafana_url

__all__ = ["NewStackForm", "StackForm", "clean_grafana_url"]
