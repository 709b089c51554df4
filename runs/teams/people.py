"""People made."""

from allauth.account.models import EmailAddress
from django.db import transaction

from runs.models import User


def make_person(email: str, password: str | None = None) -> tuple[User, bool]:
    """The person with this address, made with a verified one where missing. A password is set only on a new person.

    Raises Django's ValidationError where the address is none.
    """
    known = person_with(email)
    if known:
        return known, False
    user = draft_person(email, password)
    add_person(user)
    return user, True


def person_with(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


def draft_person(email: str, password: str | None, name: str = "") -> User:
    """Checked, and not in the database yet: hashing a password takes longer than a transaction may."""
    user = User(email=email.strip().lower(), name=name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    return user


def add_person(user: User) -> None:
    """With a verified address, else nobody could log in."""
    with transaction.atomic():
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def has_address(user: User, email: str) -> bool:
    """Whether the address is known to be this person's."""
    return bool(EmailAddress.objects.filter(user=user, verified=True, email__iexact=email).exists())
