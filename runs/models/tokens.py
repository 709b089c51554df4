"""A person's own token for a stack, so that Grafana records what they do under their name."""

from django.db import models
from django.utils import timezone

from runs.models.people import User
from runs.models.stacks import Stack


class PersonalToken(models.Model):
    """Used for this person's writes alone; what is read for the cache comes with the stack's token."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_tokens")
    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="personal_tokens")
    sealed_token = models.TextField()
    token_end = models.CharField(max_length=4, blank=True)
    set_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "stack"], name="one_personal_token_per_stack")]

    @property
    def row_identity(self) -> str:
        """What the sealed token is bound to."""
        return f"personal:{self.user_id}:{self.stack.slug}"
