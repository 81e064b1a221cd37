"""What every row with a state shares: an opaque id, a version, and the event that moved it last."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models

from audit import rows
from audit.readable import each, uid_of, unreadable
from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import Level

M = TypeVar("M", bound=models.Model)
NOTHING = UUID(int=0)
"""Stands where a row points at nothing, so that unique constraints hold on every database."""
GUARDED = frozenset({"state", "version", "last_event_uid"})


class GuardedQuerySet(ToldQuerySet[M]):
    """Refuses to write the columns that only `workflow.advance` may move."""

    def update(self, **kwargs: Any) -> int:
        """As Django's, without the guarded columns."""
        if touched := GUARDED & kwargs.keys():
            raise TypeError(f"Only workflow.advance writes {sorted(touched)}.")
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        """As Django's, without the guarded columns."""
        if touched := GUARDED & set(fields):
            raise TypeError(f"Only workflow.advance writes {sorted(touched)}.")
        return super().bulk_update(objs, fields, batch_size)


class StateRow(ToldRow):
    """A row moved by `workflow.advance`; the concrete model declares `state` and its transitions."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    last_event_uid = models.UUIDField(unique=True, editable=False)

    LABEL = ""
    """Name of the row in the log, for example `case`."""
    EVENT = ""
    """Event code of its steps, for example `case.stepped`."""
    UNTOLD = GUARDED

    REACH = Level.WORK
    """Level of reach its steps ask for."""
    STEPS: Sequence[tuple[str, Any]] = ()
    """Names and words of its steps, in the order pages show them."""

    class Meta:
        abstract = True

    def reach_for(self, step: str) -> Level:
        """Level of reach this step asks for."""
        return self.REACH

    def load_evidence(
        self, *, approving: frozenset[str] = frozenset(), now: datetime | None = None
    ) -> None:
        """Read what the guards ask for; `now` is the instant of the deed, where they ask for it."""

    @property
    def machine_case(self) -> models.Model:
        """The case whose reach decides about this row."""
        raise TypeError("The concrete model says which case it belongs to.")


def live_rows() -> Iterator[rows.LiveRow]:
    """Every row with a state as it stands; for `verify_trail --rows`."""
    for model in apps.get_models():
        if not issubclass(model, StateRow):
            continue
        found: models.QuerySet[Any] = model._base_manager.order_by("pk")
        name = model._meta.label_lower
        for pk, row in each(found, "uid", "version", "last_event_uid", "state"):
            if row is None:
                yield unreadable(name, pk, uid_of(model, pk))
                continue
            uid, version, event_uid, state = row
            tag = rows.state_tag(event_uid, state)
            yield rows.LiveRow(name, uid.hex, version, tag, whole=True)
