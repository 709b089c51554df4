"""Django's admin, for the people who run this site and for nobody else."""

from runs.operator.records import register_records
from runs.operator.site import OPERATOR_SITE
from runs.operator.users import register_users

register_users(OPERATOR_SITE)
register_records(OPERATOR_SITE)

__all__ = ["OPERATOR_SITE"]
