"""Versions of the law as they were loaded; clocks point at the one they were computed under."""

from functools import cache
from hashlib import sha256
from typing import Any, NoReturn
from uuid import uuid4

from django.db import models

from caseflow import law
from caseflow.models.user import User

TABLE = "caseflow_regime"
SAME = "id = NEW.id OR uid = NEW.uid OR digest = NEW.digest OR (code = NEW.code AND version = NEW.version)"
"""What makes a new row the same as an old one."""


class RegimeQuerySet(models.QuerySet["Regime"]):
    """Adds and reads; a version that was loaded is neither changed nor taken away."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A loaded version of the law never changes: load the next one.")

    update = bulk_update = update_or_create = delete = _refuse


class Regime(models.Model):
    """One version of one law file. The database, too, refuses to change or delete it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of `canonical`, hexadecimal: what clocks point at."""
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    canonical = models.TextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Nobody where the command on the server loaded it."""
    basis = models.CharField(max_length=200, blank=True, default="")
    """The document it rests on and who reviewed it, as the person who loaded it wrote."""

    objects = RegimeQuerySet.as_manager()

    class Meta:
        db_table = TABLE
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="regime_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.version}"

    @property
    def is_whole(self) -> bool:
        """Whether the row says what its digest stands for."""
        return sha256(self.canonical.encode()).hexdigest() == self.digest

    def as_loaded(self) -> str:
        """The canonical text. Raises LawError where it is not the one that was loaded."""
        if not self.is_whole:
            raise law.LawError(
                f"{self.code}, version {self.version}: is not the text that was loaded"
            )
        return self.canonical

    @property
    def basis_digest(self) -> str:
        """SHA-256 of the basis as written, hexadecimal: what the log says of it."""
        return sha256(self.basis.encode()).hexdigest()


def text_of(digest: str) -> law.Regime:
    """What the version with this hash says, also where the files of today hold a newer one.

    Raises LawError where the row says something else than was loaded.
    """
    return law.with_digest(digest) or _stored(digest)


@cache
def _stored(digest: str) -> law.Regime:
    return law.stored(Regime.objects.get(digest=digest).as_loaded())
