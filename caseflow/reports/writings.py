"""The sealed records of one case by kind, newest first, with plain titles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import law, wording
from caseflow.choices import LimitNote
from caseflow.models import (
    Agency,
    Case,
    CaseRecord,
    ContactNote,
    DataRequest,
    Decision,
    HealthNote,
    InitialVerification,
    ProofPaper,
    SafetyRecord,
    Statement,
)
from caseflow.sealing.models import SealedModel, sealed_fields

MOST = 50


@dataclass(frozen=True)
class Writing:
    """One record as a page lists it: title, when and who, what is sealed (name, label); not opened."""

    title: str
    sub: str
    row: SealedModel
    fields: Sequence[tuple[str, str]]


Kind = tuple[str, Sequence[Writing]]
Reader = Callable[[Case], list[Kind]]
_more: list[Reader] = []


def register(reader: Reader) -> None:
    """Let an app list what it wrote down about a case, behind the kernel's own kinds."""
    _more.append(reader)


def writings(case: Case) -> list[Kind]:
    """Titles and records of every kind, of every app."""
    kinds: list[tuple[str, type[CaseRecord], Callable[[Any], str]]] = [
        (_("Xác minh ban đầu"), InitialVerification, _verification),
        (_("Giấy tờ xác nhận"), ProofPaper, _paper(case)),
        (_("Bảo đảm an toàn"), SafetyRecord, lambda row: str(row.get_manner_display())),
        (_("Kết luận bằng văn bản"), Decision, lambda row: str(row.get_step_display())),
        (_("Lời kể"), Statement, lambda row: _("Bản %(n)s") % {"n": row.number}),
        (_("Khám sức khoẻ"), HealthNote, lambda row: _("Đã khám")),
        (_("Liên hệ"), ContactNote, lambda row: str(row.get_kind_display())),
        (_("Yêu cầu về dữ liệu cá nhân"), DataRequest, lambda row: str(row.get_kind_display())),
    ]
    own = [(title, records(case, model, words)) for title, model, words in kinds]
    limits = [(str(kind.label), _about_limits(case, kind)) for kind in LimitNote]
    return [*own, *limits, *(kind for reader in _more for kind in reader(case))]


def records(case: Case, model: type[CaseRecord], words: Callable[[Any], str]) -> list[Writing]:
    """Records of one model, newest first, each with its title in words."""
    found = model.objects.filter(case=case).select_related("recorded_by", "agency")
    return [
        writing(row, words(row), row.happened_on, row.recorded_by.get_short_name(), row.agency)
        for row in found.order_by("-happened_on", "-pk")[:MOST]
    ]


def writing(row: SealedModel, title: str, when: date, author: str, agency: Agency) -> Writing:
    """One row as a page lists it; without an author that word is left out, empty fields always."""
    sub = " · ".join(filter(None, (wording.vn_date(when), author, agency.label)))
    fields = [
        (field.name, field.label)
        for field in sealed_fields(type(row))
        if field.value_from_object(row) is not None
    ]
    return Writing(title, sub, row, fields)


def _about_limits(case: Case, kind: LimitNote) -> list[Writing]:
    given = case.delay_reasons.filter(kind=kind).select_related("clock__agency", "given_by")
    return [
        writing(
            row,
            str(row.clock.ruling().label),
            timezone.localdate(row.given_at),
            row.given_by.get_short_name(),
            row.clock.agency,
        )
        for row in given.order_by("-given_at", "-pk")[:MOST]
    ]


def _verification(row: InitialVerification) -> str:
    return f"{row.get_result_display()} · {', '.join(row.asked_labels())}"


def _paper(case: Case) -> Callable[[ProofPaper], str]:
    names = {paper.code: str(paper.label) for paper in law.proof_papers(case.procedure_regime)}
    return lambda row: names.get(row.kind, row.kind)


def sealed_row(case: Case, label: str, row_uid: UUID) -> tuple[SealedModel, str] | None:
    """The row of this case that carries a sealed label, of any app, and the name of its field."""
    for model in apps.get_models():
        if not issubclass(model, SealedModel):
            continue
        for field in sealed_fields(model):
            row = None
            if field.label == label:
                row = model.objects.filter(uid=row_uid, scope_uid=case.uid).first()
            if row is not None:
                return row, field.name
    return None
