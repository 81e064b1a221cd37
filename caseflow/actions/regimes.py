"""Loading the law files as versions that never change; limits that run keep the one they have."""

from datetime import datetime

from audit import trail
from caseflow import access, law, regimes
from caseflow.models import Regime, User


@trail.deed()
def load_regimes(*, by: User | None, now: datetime) -> list[Regime]:
    """Every file whose text was never loaded becomes a version; returns the new ones.

    Raises LawError, and loads none, where a changed file has no new version number.
    """
    new = regimes.unloaded()
    if found := [words for each in new if (words := regimes.objection(each))]:
        raise law.LawError("; ".join(found))
    return [_load(each, by, now) for each in new]


def _load(regime: law.Regime, by: User | None, now: datetime) -> Regime:
    row = Regime.objects.create(
        code=regime.code,
        version=regime.version,
        digest=regime.digest,
        effective_from=regime.effective_from,
        effective_to=regime.effective_to,
        canonical=regime.canonical,
        loaded_at=now,
    )
    trail.record(
        "law.loaded",
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        obj=("regime", row.uid),
        data={"law": row.code, "law_version": row.version, "digest": row.digest},
    )
    return row
