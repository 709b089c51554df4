"""A person's name and clock."""

from runs.models import User


def change(user: User, *, name: str, time_zone: str) -> None:
    user.name, user.time_zone = name, time_zone
    user.save(update_fields=["name", "time_zone"])
