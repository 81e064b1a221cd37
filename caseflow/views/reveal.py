"""Opening protected fields: a reason first, the record committed, then the values, for sixty seconds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from caseflow import wording
from caseflow.actions import reading
from caseflow.choices import Level, RevealReason
from caseflow.models import Case, Person
from caseflow.refusals import OutOfReach
from caseflow.reports import writings
from caseflow.sealing.models import SealedModel
from caseflow.views import presenting
from caseflow.views.base import CasePage
from caseflow.views.case import overview_context

MOST_FIELDS = 20
SECONDS = 60

Field = tuple[SealedModel, str]


class Reveal(CasePage):
    """Asks for the reason, then shows the values once."""

    needs = Level.PACKAGE
    tab = "overview"
    template_name = "caseflow/reveal.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page that asks for the reason; nothing is chosen beforehand."""
        return self.ask(request.GET.getlist("field"), status=200)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Without a reason, ask; with one, record, commit and show."""
        asked = request.POST.getlist("field")
        reason = request.POST.get("reason", "")
        if reason not in RevealReason.values:
            return self.ask(asked, status=422 if "reason" in request.POST else 200)
        fields = sealed_fields(self.case, asked)
        values = reading.reveal(
            self.case, fields=fields, reason=RevealReason(reason), by=self.user, now=self.now
        )
        response = self.show(fields, values)
        response.headers["Cache-Control"] = "no-store"
        return response

    def ask(self, asked: list[str], *, status: int) -> HttpResponse:
        """The reasons, for these fields."""
        fields = sealed_fields(self.case, asked)
        errors = [("reason-0", _("Chọn một lý do."))] if status == 422 else []
        return self.page(
            status=status,
            what=", ".join(field_words(row, name) for row, name in fields),
            action=self.url("caseflow:reveal"),
            hidden=[("field", each) for each in asked] + self.kept(),
            reasons=presenting.reveal_reasons(),
            back_url=self.back(),
            errors=errors,
        )

    def kept(self) -> list[tuple[str, str]]:
        """Where to go back to, kept through the question for the reason."""
        asked = self.request.POST.get("back", "")
        return [("back", asked)] if asked else []

    def back(self) -> str:
        """The part of the case the field was opened from; its records unless the form says else."""
        tabs = dict(presenting.TABS)
        asked = self.request.POST.get("back", "")
        if asked in tabs:
            return self.url(tabs[asked])
        return self.url("caseflow:records" if self.level >= Level.WORK else "caseflow:case")

    def show(self, fields: list[Field], values: presenting.Opened) -> HttpResponse:
        """On the case page where the fields have their place there, else on a page of their own."""
        if all(isinstance(row, Person) for row, _name in fields):
            context = overview_context(self, opened=values)
            return self.page(template="caseflow/case.html", opened=True, **context)
        back = self.back()
        shown = [opened_field(row, name, values, back) for row, name in fields]
        return self.page(template="caseflow/revealed.html", fields=shown, mask_url=back)


def sealed_fields(case: Case, asked: list[str]) -> list[Field]:
    """Rows and field names for `label:row` texts of a form; OutOfReach for anything else."""
    if not asked or len(asked) > MOST_FIELDS:
        raise OutOfReach
    return [_sealed_field(case, each) for each in asked]


def _sealed_field(case: Case, asked: str) -> Field:
    label, _colon, row_uid = asked.partition(":")
    try:
        uid = UUID(row_uid)
    except ValueError as error:
        raise OutOfReach from error
    found = writings.sealed_row(case, label, uid)
    if found is None:
        raise OutOfReach
    return found


def field_words(row: SealedModel, name: str) -> str:
    """What a field is called."""
    return str(row._meta.get_field(name).verbose_name).lower()  # type: ignore[union-attr]  # a concrete field


def opened_field(
    row: SealedModel, name: str, values: presenting.Opened, back: str
) -> dict[str, Any]:
    """One opened field for masked_value.html."""
    value = values[(row.uid.hex, name)]
    words = wording.vn_date(value) if hasattr(value, "year") else value
    label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a concrete field
    return {"label": label, "value": words, "seconds": SECONDS, "mask_url": back}
