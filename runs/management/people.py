"""People named by their address on a command line."""

from argparse import ArgumentParser
from collections.abc import Callable

from django.core.management.base import CommandError

from runs.models import User
from runs.teams import Unproved, make_person, require_known

EXISTING = "--existing"


def add_existing_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        EXISTING,
        action="store_true",
        help="give rights to an account that was made with an invitation's link, because you know who uses it",
    )


def person_to_trust(
    email: str, password: str | None, *, trusts_existing: bool, has_rights: Callable[[User], bool]
) -> tuple[User, bool]:
    """The person who is about to be given rights; True where the account is new. A CommandError says what to do.

    `has_rights`: whether the person has them already, so that nothing is given.
    """
    user, is_new = make_person(email, password)
    try:
        require_known(user, is_new=is_new, trusts_existing=trusts_existing or has_rights(user))
    except Unproved as error:
        raise CommandError(
            f"{error} Let its owner log in by the company's sign-in or set a new password by mail first, or hand the "
            f"account over (hand_over_account). With {EXISTING} you say that you know who uses it."
        ) from None
    return user, is_new
