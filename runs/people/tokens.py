"""A person's own tokens, one for each stack that they act on."""

from django.db import transaction

from runs import access, audit
from runs.access import Deed
from runs.connection import set_personal_token
from runs.models import PersonalToken, Stack, User
from runs.models.stacks import StackQuerySet


class Moved(Exception):
    """The token was tried for a target that the stack no longer has."""


def stacks_to_act_on(user: User) -> StackQuerySet:
    """Where a token of one's own is of use: whoever only reads acts on nothing."""
    teams = access.teams_where(user, Deed.ACT)
    return access.stacks_of(user).filter(team__in=teams).order_by("name", "pk")


def tokens_of(user: User) -> list[PersonalToken]:
    return list(PersonalToken.objects.filter(user=user).select_related("stack"))


def store(user: User, stack: Stack, token: str, actor: audit.Actor) -> None:
    """A cleaned token, which the API accepted for `stack`, in place of any that was there.

    Raises `Moved` where the stack has another target by now, or none. Safe where another request enters one at the
    same moment.
    """
    entered = PersonalToken(user=user, stack=stack)
    set_personal_token(entered, token)
    columns = {name: getattr(entered, name) for name in ("sealed_token", "token_end", "set_at", "used_at")}
    with transaction.atomic():
        target = {"grafana_url": stack.grafana_url, "stack_id": stack.stack_id}
        if not Stack.objects.connected().select_for_update().filter(pk=stack.pk, **target).exists():
            raise Moved
        PersonalToken.objects.update_or_create(user=user, stack=stack, defaults=columns)
        audit.record(actor, "personal_token_entered", stack=stack)


def forget(user: User, stack: Stack, actor: audit.Actor) -> bool:
    """False where there was none."""
    with transaction.atomic():
        count, _ = PersonalToken.objects.filter(user=user, stack=stack).delete()
        if count:
            audit.record(actor, "personal_token_deleted", stack=stack)
    return bool(count)
