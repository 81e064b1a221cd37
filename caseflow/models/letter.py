"""A notice on its way to one person by e-mail or text message, and how far it is."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from caseflow.choices import Channel
from caseflow.models.clock import Notice
from caseflow.models.user import User


class Letter(models.Model):
    """One notice to one person by one channel; several that are due go out as one message."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="letters")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters")
    channel = models.CharField(max_length=10, choices=Channel)
    due_at = models.DateTimeField()
    """At once, or the hour of the person's daily message."""
    reserved_until = models.DateTimeField(null=True, blank=True)
    """Somebody is sending it; after this instant others may."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user", "channel"], name="letter_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="letter_open",
                condition=Q(sent_at__isnull=True, gave_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
