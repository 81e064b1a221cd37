"""Which deeds the law names beside the steps matter for a file now."""

from collections.abc import Mapping
from datetime import datetime

from caseflow import clocks, law
from caseflow.choices import Milestone, PersonStatus
from caseflow.models import Case

FOLLOWS: Mapping[Milestone, Milestone] = {
    Milestone.LEFT_FACILITY: Milestone.ENTERED_FACILITY,
    Milestone.APPLICATION_DECIDED: Milestone.APPLICATION_FILED,
    Milestone.VERIFICATION_ANSWERED: Milestone.VERIFICATION_REQUESTED,
}
"""Deeds that end what another one began, also where no limit runs."""
OF_A_VICTIM = frozenset(
    {
        Milestone.APPLICATION_FILED,
        Milestone.APPLICATION_PASSED_ON,
        Milestone.APPLICATION_DECIDED,
        Milestone.INSURANCE_ARRANGED,
    }
)
"""Deeds that presuppose the confirming paper (Law 66/2011 Art. 28; Law 53/2024 Art. 33.1)."""


def of_interest(case: Case, now: datetime) -> list[Milestone]:
    """The deeds that meet a running limit of this file, start one, or end what one of them began."""
    running = [clock.ruling() for clock in case.clocks.unended()]
    return [kind for kind in Milestone if _matters(case, kind, running, now)]


def trigger(case: Case, kind: Milestone) -> str:
    """What the deed starts; a child in a facility has a limit more (Circular 35/2013 Art. 11.3c)."""
    if kind == Milestone.ENTERED_FACILITY and case.is_child:
        return "child_entered_facility"
    return kind.value


def _matters(case: Case, kind: Milestone, running: list[law.ClockRule], now: datetime) -> bool:
    if kind in OF_A_VICTIM and not _confirmed(case):
        return False
    if kind == Milestone.ENTERED_FACILITY:
        return not _open(case, kind, Milestone.LEFT_FACILITY)
    if kind in FOLLOWS and _open(case, FOLLOWS[kind], kind):
        return True
    if kind == Milestone.LEFT_FACILITY:
        return False
    if any(kind.value in rule.met_by for rule in running):
        return True
    day = clocks.calendar_day(now)
    started = {rule.code for rule in clocks.rules_started(case, trigger(case, kind), on=day)}
    return bool(started) and not case.clocks.filter(rule__in=started).exists()


def _open(case: Case, begins: Milestone, ends: Milestone) -> bool:
    last = case.milestones.filter(kind__in=[begins, ends]).order_by("-happened_at", "-pk").first()
    return last is not None and last.kind == begins


def _confirmed(case: Case) -> bool:
    return case.person_status == PersonStatus.VICTIM or bool(clocks.support_regime(case))
