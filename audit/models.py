"""Events, written by `audit.trail`, and the tree over them, written by the sequencer; none ever changes."""

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models.functions import Coalesce

WHOLE_LOG = Coalesce("at", "at")
"""The time of an event where nothing else is asked for; only this expression finds the index of it."""

M = TypeVar("M", bound=models.Model)


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
        # Every change waits for this table: what the log is searched by is indexed on `Leaf`.
        indexes = [models.Index(fields=["case_uid", "id"], name="event_case")]

    def __str__(self) -> str:
        return f"{self.act}:{self.uid}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events are written by `audit.trail`."""
        raise TypeError("Events are written by audit.trail only and never change.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: events stay."""
        raise TypeError("Events are written by audit.trail only and never change.")


class AddOnlyQuerySet(models.QuerySet[M]):
    """Adds and reads; what was added is neither changed nor taken away."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The tree of the log only grows.")

    update = bulk_update = update_or_create = delete = _refuse


class Leaf(models.Model):
    """One event's place in the log: its number there, and the 73 bytes whose hash is the leaf.

    What the log is searched by stands here once more, so that the sequencer keeps the indexes up to date
    and no writer of events does.
    """

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    case_uid = models.UUIDField(null=True)
    input = models.BinaryField()
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    agency = models.CharField(max_length=60, blank=True)

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_leaf"
        default_permissions = ()
        # Three more on PostgreSQL, for two questions at once: see migration 0008.
        indexes = [
            models.Index(fields=["case_uid", "number"], name="leaf_case"),
            models.Index(fields=["act", "at", "event_id"], name="leaf_act"),
            models.Index(fields=["actor", "at", "event_id"], name="leaf_actor"),
            models.Index(fields=["agency", "at", "event_id"], name="leaf_agency"),
            models.Index(WHOLE_LOG, "event_id", name="leaf_at"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Tile(models.Model):
    """256 hashes of one level of the tree, and the root over them, which is one hash a level up."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_tile"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """The log's signature under one size of the tree."""

    origin = models.CharField(max_length=120)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_checkpoint"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.origin}:{self.size}"


class Cosignature(models.Model):
    """Another agency's word that a checkpoint only grew from what it saw before."""

    origin = models.CharField(max_length=120)
    size = models.BigIntegerField()
    witness = models.CharField(max_length=60)
    line = models.TextField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_cosignature"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["witness", "origin", "size", "at"], name="cosignature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.witness}:{self.size}"


class Stamp(models.Model):
    """A time-stamping authority's word that a checkpoint existed at an instant (RFC 3161)."""

    origin = models.CharField(max_length=120)
    size = models.BigIntegerField()
    answer = models.BinaryField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = AddOnlyQuerySet.as_manager()

    class Meta:
        db_table = "audit_stamp"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="stamp_once")]

    def __str__(self) -> str:
        return f"{self.origin}:{self.size}"


class SequencerState(models.Model):
    """The one row sequencers lock: up to which event nothing can be missing any more.

    `mark` is the newest event when transaction `mark_xid` began; once every older transaction has
    ended, everything up to `mark` is known and `low` moves there.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    low = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    mark_xid = models.BigIntegerField(default=0)
    ran_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When a time-stamping authority was asked last."""

    class Meta:
        db_table = "audit_sequencer"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="sequencer_one_row")]

    def __str__(self) -> str:
        return str(self.low)


class Alarm(models.Model):
    """Something wrong with the log that somebody must look at; about a witness where there is one."""

    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=60, blank=True)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_alarm"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=models.Q(ended_at=None),
                name="alarm_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.about}"
