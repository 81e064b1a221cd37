"""The law files as loaded versions, as every installed system has them; nothing is told to the log."""

from __future__ import annotations

from django.utils import timezone

from caseflow import regimes
from caseflow.models import Regime


def lay() -> None:
    """Load what is not loaded yet, also a changed file that kept its number."""
    for each in regimes.unloaded():
        newest = Regime.objects.filter(code=each.code).order_by("version").last()
        Regime.objects.create(
            code=each.code,
            version=max(each.version, newest.version + 1) if newest else each.version,
            digest=each.digest,
            effective_from=each.effective_from,
            effective_to=each.effective_to,
            canonical=each.canonical,
            loaded_at=timezone.now(),
        )
