"""Teams made and people added to them."""

from allauth.account.models import EmailAddress
from django.db import transaction

from runs import audit
from runs.models import Membership, Role, Team, User


def make_team(name: str, slug: str, actor: audit.Actor) -> tuple[Team, bool]:
    """The team with this slug; True where it was made by this call."""
    with transaction.atomic():
        team, is_new = Team.objects.get_or_create(slug=slug, defaults={"name": name})
        if is_new:
            audit.record(actor, "team_created", team=team)
    return team, is_new


def make_person(email: str, password: str | None = None) -> tuple[User, bool]:
    """The person with this address, made with a verified one where missing. A password is set only on a new person.

    Raises Django's ValidationError where the address is none.
    """
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known:
        return known, False
    with transaction.atomic():
        user = User.objects.create_user(email, password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user, True


def set_role(team: Team, user: User, role: Role, actor: audit.Actor) -> bool:
    """Makes the person a member in that role. True where that changed something."""
    with transaction.atomic():
        membership = Membership.objects.filter(team=team, user=user).first()
        before = membership.role if membership else ""
        if before == role:
            return False
        Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})
        audit.record(
            actor,
            "member_changed" if before else "member_added",
            team=team,
            kind="person",
            ident=str(user.pk),
            name=user.email,
            role=role.value,
            before=before,
        )
    return True
