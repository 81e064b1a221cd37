"""The table of events: rows are added by `audit.trail` and never change."""

from typing import Any, NoReturn

from django.db import models


class ReadOnlyQuerySet(models.QuerySet["AuditEvent"]):
    """Reads; every way to write is refused before it reaches the database."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are written by audit.trail only and never change.")

    create = bulk_create = get_or_create = update_or_create = _refuse
    update = bulk_update = delete = _refuse


class AuditEvent(models.Model):
    """One event. `entry` is what the MAC covers; the other columns are copies for queries."""

    uid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    agency = models.CharField(max_length=60, blank=True)
    case_uid = models.UUIDField(null=True)
    entry = models.BinaryField()
    mac = models.BinaryField()

    objects = ReadOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_event"
        default_permissions = ()
        permissions = [("read_trail", "Read the whole log")]
        indexes = [
            models.Index(fields=["case_uid", "id"], name="event_case"),
            models.Index(fields=["act", "id"], name="event_act"),
            models.Index(fields=["actor", "id"], name="event_actor"),
            models.Index(fields=["agency", "id"], name="event_agency"),
            models.Index(fields=["at", "id"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act}:{self.uid}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events are written by `audit.trail`."""
        raise TypeError("Events are written by audit.trail only and never change.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events stay."""
        raise TypeError("Events are written by audit.trail only and never change.")
