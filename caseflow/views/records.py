"""Every paper, statement, examination and note of a file, covered; in an emergency only what may save."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from caseflow import access, wording
from caseflow.choices import Level
from caseflow.refusals import OutOfReach
from caseflow.reports import emergencies
from caseflow.reports.writings import Writing, writings
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
        found = [(title, rows) for title, rows in writings(self.case) if rows]
        labels = {label for _title, rows in found for row in rows for _name, label in row.fields}
        openable = access.revealable(self.user, self.case, sorted(labels))
        if self.level < Level.WORK:
            found = [(title, _with_any(rows, openable)) for title, rows in found]
        sections = [
            {"title": title, "rows": [self.row(each, openable) for each in rows]}
            for title, rows in found
            if rows
        ]
        return self.page(sections=sections)

    def row(self, record: Writing, openable: frozenset[str]) -> dict[str, Any]:
        """One record: when, who, and its covered fields."""
        return {
            "title": record.title,
            "when": wording.vn_date(record.row.happened_on),
            "author": record.row.recorded_by.get_short_name(),
            "agency": record.row.agency.label,
            "fields": [
                presenting.mask(self.case, record.row, name, may_open=label in openable)
                for name, label in record.fields
                if presenting.is_written(record.row, name)
            ],
        }


def _with_any(rows: Sequence[Writing], openable: frozenset[str]) -> list[Writing]:
    """Records with a field that may be opened; the others are not even listed."""
    return [each for each in rows if any(label in openable for _name, label in each.fields)]
