"""Forms that were carried out, so that the same one sent again does nothing."""

from django.db import models

from caseflow.models.user import User


class SentForm(models.Model):
    """One form, by the token made with its empty page, and where it led."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField()
    url = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "token"], name="sent_form_once"),
        ]

    def __str__(self) -> str:
        return str(self.token)
