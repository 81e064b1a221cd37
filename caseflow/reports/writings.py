"""The sealed records of one case by kind, newest first, with plain titles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from caseflow import law
from caseflow.models import (
    Case,
    CaseRecord,
    ContactNote,
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
    """One record as a page lists it: title and sealed fields (name, label), nothing opened."""

    title: str
    row: CaseRecord
    fields: Sequence[tuple[str, str]]


def writings(case: Case) -> list[tuple[str, list[Writing]]]:
    """Titles and records of every kind."""
    kinds: list[tuple[str, type[CaseRecord], Callable[[Any], str]]] = [
        (_("Xác minh ban đầu"), InitialVerification, _verification),
        (_("Giấy tờ xác nhận"), ProofPaper, _paper(case)),
        (_("Bảo đảm an toàn"), SafetyRecord, lambda row: str(row.get_manner_display())),
        (_("Kết luận bằng văn bản"), Decision, lambda row: str(row.get_step_display())),
        (_("Lời kể"), Statement, lambda row: _("Bản %(n)s") % {"n": row.number}),
        (_("Khám sức khoẻ"), HealthNote, lambda row: _("Đã khám")),
        (_("Liên hệ"), ContactNote, lambda row: str(row.get_kind_display())),
    ]
    return [(title, _rows(case, model, words)) for title, model, words in kinds]


def _rows(case: Case, model: type[CaseRecord], words: Callable[[Any], str]) -> list[Writing]:
    fields = [(field.name, field.label) for field in sealed_fields(model)]
    found = model.objects.filter(case=case).select_related("recorded_by", "agency")
    return [
        Writing(words(row), row, fields) for row in found.order_by("-happened_on", "-pk")[:MOST]
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
