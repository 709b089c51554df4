"""People, teams, and who is in which team as what."""

import zoneinfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("That time zone is not known here.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> "User":
        user = self.model(email=email.strip().lower())
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **_: object) -> "User":
        """For Django's own `createsuperuser`: an operator whom whoever runs the site vouches for."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415  its tables come after ours

        with transaction.atomic():
            user = self.create_user(email, password)
            user.is_staff = user.is_superuser = True
            user.proof = Proof.OPERATOR
            user.save(using=self._db)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class Proof(models.TextChoices):
    """How the site knows that the account belongs to the owner of its address: docs/decisions/identity.md."""

    LINK = "link", "Vouched for by a link"
    OPERATOR = "operator", "Vouched for by the operator"
    MAIL = "mail", "Proved by mail"
    ISSUER = "issuer", "Proved by the company's sign-in"


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the login; times are shown in their time zone."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    proof = models.CharField(max_length=10, choices=Proof, default=Proof.LINK)
    password_set_at = models.DateTimeField(null=True, blank=True, help_text="not known of older passwords")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now() if raw_password is not None else None

    @property
    def is_proved(self) -> bool:
        """Whether the owner of the address has proved that the account is theirs."""
        return self.proof in {Proof.MAIL, Proof.ISSUER}

    @property
    def is_vouched_by_link_only(self) -> bool:
        """Nobody but whoever had a link says that the address is theirs. It counts for no rights given by address."""
        return self.proof == Proof.LINK

    @property
    def is_operator(self) -> bool:
        """Looks after the site, whatever team they are in. Half of it is nothing."""
        return self.is_staff and self.is_superuser


class Team(models.Model):
    """People who see the same stacks."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """In rising order of what one may do."""

    VIEWER = "viewer", "Viewer"
    MEMBER = "member", "Member"
    LEAD = "lead", "Lead"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_team")]
