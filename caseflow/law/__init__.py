"""The law as reviewed data: which rules hold when, for whom, and where they stand.

Procedure follows the rules in force when something happened; support follows the date of
identification (Law 53/2024 Art. 63). Both are stored on the case when fixed.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from caseflow.choices import AgencyKind, Citizenship, PersonStatus, Route, Step
from caseflow.law.events import SUPPORT_EVENTS, Event
from caseflow.law.loader import BESIDE, DATA, LAWS, parse
from caseflow.law.reader import LawError
from caseflow.law.shapes import (
    Answer,
    ClockRule,
    Column,
    Decider,
    Duty,
    Entitlement,
    Extension,
    Paper,
    Regime,
    Words,
)
from caseflow.law.versions import (
    CODES,
    FILES,
    clock_rules,
    load,
    on_disk,
    path,
    put,
    reload,
    stored,
    works_with,
)
from caseflow.workdays import Unit

__all__ = [
    "CODES", "DATA", "FILES", "Answer", "ClockRule", "Column", "Decider", "Duty", "Entitlement", "Event",
    "Extension", "LawError", "Paper", "Place", "Regime", "Unit", "Words", "decider", "deciders",
    "documents", "entitlement", "label", "load", "on_disk", "parse", "path", "proof_papers", "put", "regime",
    "regime_for_procedure", "regime_for_trigger", "regimes", "reload", "rule", "rules",
    "rules_for_trigger", "rules_without_limit", "stored", "support_regime", "with_digest",
    "works_with",
]  # fmt: skip


class Place(StrEnum):
    """Where a person in identification is; decides between two columns of Art. 37."""

    HOME = "home"
    ABROAD = "abroad"


def regimes() -> list[Regime]:
    """The laws, oldest first."""
    return [load(name) for name in LAWS]


def regime(code: str) -> Regime:
    """A law, or a set of rules beside the laws, by its code; LawError for an unknown one."""
    for name in FILES:
        if load(name).code == code:
            return load(name)
    raise LawError(f"no regime {code!r}")


def regime_for_procedure(on: date) -> Regime:
    """The law in force on this day; the oldest one for days before it."""
    found = [law for law in regimes() if law.effective_from <= on]
    return found[-1] if found else regimes()[0]


def support_regime(identified_on: date) -> Regime:
    """The law that says which support a person gets, by the date of identification (Art. 63)."""
    return regime_for_procedure(identified_on)


def regime_for_trigger(trigger: str, *, on: date, support: str = "") -> Regime:
    """The law whose clocks this happening starts: support follows the regime fixed on the case
    (`support`, Art. 63), everything else the law in force on the day it happened.
    """
    if support and trigger in SUPPORT_EVENTS:
        return regime(support)
    return regime_for_procedure(on)


def rules() -> list[ClockRule]:
    """Every clock rule of every file, in the order of the files."""
    return list(clock_rules().values())


def with_digest(digest: str) -> Regime | None:
    """The file with this hash, None where none of today's files has it."""
    return next((load(name) for name in FILES if works_with(name, digest)), None)


def rule(code: str) -> ClockRule:
    """A clock rule by its code; LawError for an unknown one."""
    try:
        return clock_rules()[code]
    except KeyError:
        raise LawError(f"no clock rule {code!r}") from None


def rules_for_trigger(
    code: str | Regime,
    trigger: str,
    route: Route,
    kind: AgencyKind,
    *,
    on: date | None = None,
    province: str = "",
) -> list[ClockRule]:
    """Rules with a known limit that this trigger starts for a case of this regime and route.

    House rules and data law hold beside either regime. With `on`, only rules in force that day.
    """
    holding = {_as_regime(code).code, *(load(name).code for name in BESIDE)}
    return [
        each
        for each in _holding_in(rules(), province)
        if each.regime in holding
        and each.is_limited
        and trigger in each.triggers
        and route in each.routes
        and kind in each.binds
        and (on is None or each.covers(on))
    ]


def label(code: str) -> str:
    """The words of today's files for a clock rule; the code where they no longer have it."""
    found = clock_rules().get(code)
    return str(found.label) if found else code


def rules_without_limit(code: str | Regime, route: Route, *, province: str = "") -> list[ClockRule]:
    """Duties of this regime and route for which no legal limit is recorded."""
    return [
        each
        for each in _holding_in(_as_regime(code).clocks, province)
        if not each.is_limited and route in each.routes
    ]


def decider(code: str | Regime, step: Step, route: Route) -> Decider | None:
    """Who decides a step for a route, with its source; None for close and reopen, of which the
    law says nothing.
    """
    for each in _as_regime(code).deciders:
        if each.step == step and route in each.routes:
            return each
    return None


def deciders(code: str | Regime, step: Step, route: Route) -> frozenset[AgencyKind]:
    """Kinds of agencies that decide a step for a route; empty where the law names nobody."""
    found = decider(code, step, route)
    return found.kinds if found else frozenset()


def proof_papers(code: str | Regime) -> tuple[Paper, ...]:
    """The closed list of papers that confirm the status."""
    return _as_regime(code).papers


def documents(code: str | Regime) -> tuple[Paper, ...]:
    """Other documents the regime names."""
    return _as_regime(code).documents


def entitlement(
    code: str | Regime,
    status: PersonStatus,
    citizenship: Citizenship,
    place: Place = Place.HOME,
    *,
    adult: PersonStatus = PersonStatus.VICTIM,
) -> list[tuple[Entitlement, Answer]]:
    """Every kind of support with its answer for this person (Art. 37; Law 66/2011 Art. 32).

    `adult` is the status of the person an accompanying child came with. Where the citizenship is
    unknown, kinds on which the Vietnamese and the foreign column differ are case by case.
    """
    found = []
    for kind in _as_regime(code).entitlements:
        answers = {_answer(kind, column) for column in _columns(status, citizenship, place, adult)}
        found.append((kind, answers.pop() if len(answers) == 1 else Answer.CASE_BY_CASE))
    return found


def _holding_in(found: Iterable[ClockRule], province: str) -> list[ClockRule]:
    here = [each for each in found if each.holds_in(province)]
    replaced = {each.replaces for each in here}
    return [each for each in here if each.code not in replaced]


def _as_regime(code: str | Regime) -> Regime:
    return code if isinstance(code, Regime) else regime(code)


def _answer(kind: Entitlement, column: Column | None) -> Answer:
    return Answer.NO if column is None else kind.answers[column]


def _columns(
    status: PersonStatus, citizenship: Citizenship, place: Place, adult: PersonStatus
) -> list[Column | None]:
    decisive = adult if status == PersonStatus.ACCOMPANYING_CHILD else status
    if decisive == PersonStatus.NOT_CONFIRMED:
        return [None]
    if citizenship == Citizenship.FOREIGN:
        return [Column.FOREIGN]
    home = _home_column(status, place, adult)
    return [home, Column.FOREIGN] if citizenship == Citizenship.UNKNOWN else [home]


def _home_column(status: PersonStatus, place: Place, adult: PersonStatus) -> Column:
    if status == PersonStatus.VICTIM:
        return Column.VN_VICTIM
    if status == PersonStatus.ACCOMPANYING_CHILD and adult == PersonStatus.VICTIM:
        return Column.CHILD_WITH_VICTIM
    if place == Place.ABROAD:
        return Column.IN_IDENTIFICATION_ABROAD
    return Column.IN_IDENTIFICATION
