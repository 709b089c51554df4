"""People made, and how far it is known that an address is theirs: docs/decisions/identity.md."""

import unicodedata

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from runs.models import Proof, User


def address_of(text: str) -> str:
    """An address as accounts are named by it: Django stores it in the NFKC form, in which a long s is an s."""
    return unicodedata.normalize("NFKC", text.strip()).lower()


def make_person(email: str, password: str | None = None) -> tuple[User, bool]:
    """The person with this address; True where this call made the account. A password is set only on a new one.

    For whoever runs the site, who vouches for it. Raises Django's ValidationError where the address is none.
    """
    known = person_with(email)
    if known:
        return known, False
    user = draft_person(email, password)
    try:
        add_person(user, Proof.OPERATOR)
    except AddressTaken:
        return User.objects.get(email=user.email), False
    return user, True


class AddressTaken(IntegrityError):
    """Another request made an account with the address meanwhile."""


class Unproved(Exception):
    """The account was made with a link; nobody proved that the address is its owner's. Rights by address need that."""

    def __init__(self, user: User) -> None:
        super().__init__(
            f"The account {user.email} was made with an invitation's link; nobody has proved that whoever uses it owns "
            "that address."
        )


def require_known(user: User, *, is_new: bool, trusts_existing: bool) -> None:
    """Before rights are given by address. Raises `Unproved` unless whoever gives them knows the person."""
    if user.is_vouched_by_link_only and not is_new and not trusts_existing:
        raise Unproved(user)


def person_with(email: str) -> User | None:
    return User.objects.filter(email=address_of(email)).first()


def draft_person(email: str, password: str | None, name: str = "") -> User:
    """Checked, and not in the database yet: hashing a password takes longer than a transaction may."""
    user = User(email=address_of(email), name=name)
    user.set_password(password)
    user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)  # the insert decides
    return user


def add_person(user: User, proof: Proof) -> None:
    """Raises `AddressTaken`. It never touches an account that exists."""
    user.proof = proof
    verified = not user.is_vouched_by_link_only
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    except IntegrityError:
        raise AddressTaken from None


def has_address(user: User, email: str) -> bool:
    """Whether the address is known to be this person's: by more than a link."""
    return bool(EmailAddress.objects.filter(user=user, verified=True, email=address_of(email)).exists())


def uses_address(user: User, email: str) -> bool:
    """Whether the person's account is named by the address, proved or not."""
    return user.email == address_of(email)
