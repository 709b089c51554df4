"""Names that people give to things."""

from django.core.exceptions import ValidationError


def plain(text: str, what: str) -> str:
    """What can be shown and has no line break, which would end up in a mail's head. `what` begins the error."""
    if not text.isprintable():
        raise ValidationError(f"{what} has characters that can't be shown.")
    return text
