"""Every paper, statement, examination and note of a file, covered."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from caseflow import access, wording
from caseflow.choices import Level
from caseflow.reports.writings import Writing, writings
from caseflow.views import presenting
from caseflow.views.base import CasePage


class Records(CasePage):
    """Every paper, statement, examination and note of a file, covered."""

    needs = Level.WORK
    template_name = "caseflow/records.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Newest first, by kind."""
        found = [(title, rows) for title, rows in writings(self.case) if rows]
        labels = {label for _title, rows in found for row in rows for _name, label in row.fields}
        openable = access.revealable(self.user, self.case, sorted(labels))
        sections = [
            {"title": title, "rows": [self.row(each, openable) for each in rows]}
            for title, rows in found
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
