"""What an account could be entered with before its owner was known."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from runs.audit import Actor, record_person_event
from runs.models import User
from runs.people.sessions import end_sessions


def close_earlier_doors(user: User, who: Actor) -> bool:
    """No password, no passkey and no login of before opens the account any more. Whether there was one.

    Codes are asked for as before: an authenticator app opens nothing by itself, and without it its owner's second step
    could be passed by.
    """
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    with transaction.atomic():
        if not user.has_usable_password() and not passkeys.exists():
            return False
        user.set_unusable_password()
        user.save(update_fields=["password"])
        passkeys.delete()
        record_person_event(who, user, "doors_closed")
    end_sessions(user)
    return True
