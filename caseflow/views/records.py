"""Every paper, statement, examination and note of a file, covered; in an emergency only what may save."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from caseflow import access
from caseflow.choices import Level
from caseflow.models import Case
from caseflow.refusals import OutOfReach
from caseflow.reports import emergencies
from caseflow.reports.writings import Kind, Writing, writings
from caseflow.views import presenting
from caseflow.views.base import CasePage


class Records(CasePage):
    """Every paper, statement, examination and note of a file, covered."""

    needs = Level.PACKAGE
    template_name = "caseflow/records.html"

    def load(self) -> None:
        """For those who work with the file, and for those who see it in an emergency."""
        super().load()
        if self.level < Level.WORK and not emergencies.own_open(self.case, self.user, self.now):
            raise OutOfReach

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Newest first, by kind."""
        return self.page(sections=sections(self, writings(self.case)))


def sections(page: CasePage, kinds: Sequence[Kind], *, back: str = "") -> list[dict[str, Any]]:
    """Kinds of records for records.html, covered; an opened one leads back to the tab `back`."""
    labels = {label for _title, rows in kinds for row in rows for _name, label in row.fields}
    openable = access.revealable(page.user, page.case, sorted(labels))
    if page.level < Level.WORK:
        kinds = [(title, _with_any(rows, openable)) for title, rows in kinds]
    return [
        {"title": title, "rows": [_row(page.case, each, openable, back) for each in rows]}
        for title, rows in kinds
        if rows
    ]


def _row(case: Case, record: Writing, openable: frozenset[str], back: str) -> dict[str, Any]:
    """One record: when, who, and its covered fields."""
    fields = [
        presenting.mask(case, record.row, name, may_open=label in openable)
        for name, label in record.fields
    ]
    if back:
        for field in fields:
            field["hidden"] = [*field.get("hidden", []), ("back", back)]
    return {"title": record.title, "sub": record.sub, "fields": fields}


def _with_any(rows: Sequence[Writing], openable: frozenset[str]) -> list[Writing]:
    """Records with a field that may be opened; the others are not even listed."""
    return [each for each in rows if any(label in openable for _name, label in each.fields)]
