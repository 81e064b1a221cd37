"""Rows whose updates `bench.trail` measures: plain, with our log, with each of the peers.

Imported only where `bench` is an app, after the peers were installed.
"""

from __future__ import annotations

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from audit.told import ToldQuerySet, ToldRow


class Row(models.Model):
    """Eight columns, as a small table of ours has."""

    name = models.CharField(max_length=80, default="x" * 30)
    place = models.CharField(max_length=80, default="y" * 30)
    note = models.TextField(default="z" * 60)
    number = models.IntegerField(default=0)
    first = models.DateTimeField(default=timezone.now)
    last = models.DateTimeField(default=timezone.now)
    open = models.BooleanField(default=True)

    class Meta:
        abstract = True
        app_label = "bench"

    def __str__(self) -> str:
        return "row"


class Plain(Row):
    class Meta(Row.Meta):
        abstract = False


class Ours(ToldRow, Row):
    objects = ToldQuerySet["Ours"].as_manager()

    class Meta(Row.Meta):
        abstract = False


class Auditlog(Row):
    class Meta(Row.Meta):
        abstract = False


class SimpleHistory(Row):
    history = HistoricalRecords(
        app="bench",
        history_user_id_field=models.IntegerField(null=True),  # tables of this app are made first
        history_user_getter=lambda *_args, **_kwargs: None,
        history_user_setter=lambda *_args, **_kwargs: None,
    )

    class Meta(Row.Meta):
        abstract = False


auditlog.register(Auditlog)
VARIANTS: dict[str, type[Row]] = {
    "plain": Plain, "ours": Ours, "auditlog": Auditlog, "simple-history": SimpleHistory,
}  # fmt: skip
if settings.ON_POSTGRES:
    import pghistory

    @pghistory.track()
    class PgHistory(Row):
        class Meta(Row.Meta):
            abstract = False

    VARIANTS["pghistory"] = PgHistory
