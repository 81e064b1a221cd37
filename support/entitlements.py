"""What the law lets this person have: kinds of services by legal status, with their source."""

from dataclasses import dataclass

from caseflow import clocks, law
from caseflow.choices import Citizenship, LinkKind, PersonStatus, Route
from caseflow.law import Place
from caseflow.models import Case
from support.choices import ServiceKind


@dataclass(frozen=True)
class Line:
    """One kind of the law: its letter, words, answer, services and article."""

    code: str
    label: str
    answer: str
    services: tuple[str, ...]
    source: str
    certainty: str


def of(case: Case) -> list[Line]:
    """Every kind of support with its answer for this person, by the regime that holds for it.

    Before identification the procedure regime answers; afterwards the support regime fixed by the
    date of identification, which a child who came with the person shares (Law 53/2024 Art. 63).
    """
    code = clocks.support_regime(case) or case.procedure_regime
    place = Place.ABROAD if case.route == Route.ABROAD else Place.HOME
    found = law.entitlement(
        code, case.person_status, Citizenship(case.citizenship), place, adult=_adult_status(case)
    )
    return [
        Line(
            code=kind.code,
            label=str(kind.label),
            answer=str(answer),
            services=tuple(kind.services),
            source=str(kind.source),
            certainty=kind.certainty.value,
        )
        for kind, answer in found
    ]


def _adult_status(case: Case) -> PersonStatus:
    link = case.links.filter(kind=LinkKind.ACCOMPANIES).select_related("other").first()
    return link.other.person_status if link else PersonStatus.IN_IDENTIFICATION


def answer_for(case: Case, kind: ServiceKind) -> str:
    """`yes`, `no` or `case_by_case` for one service; protection is owed to everybody in need."""
    if kind == ServiceKind.PROTECTION:
        return "no" if case.person_status == PersonStatus.NOT_CONFIRMED else "yes"
    answers = [line.answer for line in of(case) if kind.value in line.services]
    for best in ("yes", "case_by_case"):
        if best in answers:
            return best
    return "no"
