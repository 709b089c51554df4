"""Every test in this folder has an issuer, which the site is configured for."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from k6admin.issuer import Issuer
from tests.company.little_issuer import CLIENT_ID, CLIENT_SECRET, LittleIssuer, little_issuer


@pytest.fixture
def issuer(settings: Settings) -> Iterator[LittleIssuer]:
    cache.clear()
    with little_issuer() as found:
        settings.OIDC = Issuer(found.url, CLIENT_ID, CLIENT_SECRET)
        yield found
