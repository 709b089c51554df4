"""What authenticator apps and recovery codes are made from: sealed like the tokens, under the same keys."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from runs.models import User
from runs.sealing import Unreadable, is_current, open_sealed, seal

ROW = "second factor"
SECRETS = ("secret", "seed")  # of an authenticator app, of recovery codes


class FactorUnreadable(ValidationError):
    """Sealed with keys that are gone. In a form it stands at the field; elsewhere it is a sentence on the profile."""

    def __init__(self) -> None:
        super().__init__(
            "This can't be checked any more: the keys that it was sealed with are gone. "
            "Use another way, or ask whoever runs this site to remove your second factors.",
            code="factor_unreadable",
        )


def seal_secret(text: str) -> str:
    return seal(text, ROW, settings.TOKEN_KEYS)


def open_secret(sealed: str) -> str:
    """Raises `FactorUnreadable`."""
    try:
        return open_sealed(sealed, ROW, settings.TOKEN_KEYS)
    except Unreadable:
        raise FactorUnreadable from None


def reseal_all() -> tuple[int, int]:
    """Every secret not yet under the first key, one short transaction each: (sealed anew, unreadable and left so)."""
    done = unreadable = 0
    for pk in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            found = [name for name in SECRETS if row and name in row.data and not _is_current(row.data[name])]
            try:
                for name in found:
                    row.data[name] = seal_secret(open_secret(row.data[name]))
            except FactorUnreadable:
                unreadable += 1
                continue
            if found:
                row.save(update_fields=["data"])
                done += 1
    return done, unreadable


def _is_current(sealed: str) -> bool:
    return is_current(sealed, ROW, settings.TOKEN_KEYS)


def remove_all(user: User) -> int:
    """For somebody who lost their phone; how many there were."""
    count, _ = Authenticator.objects.filter(user=user).delete()
    return int(count)
