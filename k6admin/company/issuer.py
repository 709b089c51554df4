"""Whose sign-in it is."""

from django.conf import settings
from django.http import Http404

from k6admin.issuer import Issuer


def the_issuer() -> Issuer:
    """Http404 where the operator named none: then there is nothing below /accounts/company/."""
    issuer: Issuer | None = settings.OIDC
    if issuer is None:
        raise Http404
    return issuer
