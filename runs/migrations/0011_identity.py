"""How each account was proved (docs/decisions/identity.md), from what is known of it. Nobody is locked out."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db import migrations, models

MADE_WITHIN = timedelta(minutes=1)  # a link that made an account was used in the same request


def _owns(user: Any, identity: Any) -> bool:
    told = identity.extra_data if isinstance(identity.extra_data, dict) else {}
    return str(told.get("email", "")).lower() == user.email.lower() and told.get("email_verified") in (True, "true")


def _identities(apps: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for identity in apps.get_model("socialaccount", "SocialAccount").objects.all():
        found[identity.user_id].append(identity)
    return found


def tell_proofs(apps: Any, schema_editor: Any) -> None:
    users, addresses = apps.get_model("runs", "User").objects, apps.get_model("account", "EmailAddress").objects
    events = apps.get_model("runs", "AuditEvent").objects.filter(outcome="done")
    identities, by_link = _identities(apps), "mail" if settings.SENDS_MAIL else "link"
    reset = set(events.filter(action="password_reset", object_kind="person").values_list("object_id", flat=True))
    used = events.filter(action="invitation_accepted", actor_id__isnull=False)
    joined = dict(used.order_by("-at").values_list("actor_id", "at"))  # the first counts
    for user in list(users.only("pk", "email", "date_joined")):
        own = identities[user.pk]
        if own and all(_owns(user, identity) for identity in own):
            proof = "issuer"
        elif str(user.pk) in reset:
            proof = "mail"
        else:
            was_made = user.pk in joined and joined[user.pk] < user.date_joined + MADE_WITHIN
            proof = by_link if was_made else "operator"
        users.filter(pk=user.pk).update(proof=proof)
        if proof == "link":
            addresses.filter(user_id=user.pk).update(verified=False)


def keep_passkeys_of_people_without_a_password(apps: Any, schema_editor: Any) -> None:
    """A browser need not tell whether a key is kept for a login without a password. These people have no other."""
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="webauthn").select_related("user")
    for row in list(rows):
        credential = row.data.get("credential")
        if is_password_usable(row.user.password) or not isinstance(credential, dict):
            continue
        extensions = credential.setdefault("clientExtensionResults", {})
        if "rk" not in extensions.get("credProps", {}):
            extensions["credProps"] = {"rk": True}
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0010_mask_again"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="proof",
            field=models.CharField(
                choices=[
                    ("link", "Vouched for by a link"),
                    ("operator", "Vouched for by the operator"),
                    ("mail", "Proved by mail"),
                    ("issuer", "Proved by the company's sign-in"),
                ],
                default="link",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="password_set_at",
            field=models.DateTimeField(
                blank=True, help_text="not known of older passwords", null=True
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="by_mail",
            field=models.BooleanField(
                default=False, help_text="its link is known to the owner of the mailbox alone"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="trusts_account",
            field=models.BooleanField(
                default=False,
                help_text="an account that was made with a link may join; its sender knows who uses it",
            ),
        ),
        migrations.RunPython(tell_proofs, migrations.RunPython.noop),
        migrations.RunPython(keep_passkeys_of_people_without_a_password, migrations.RunPython.noop),
    ]
