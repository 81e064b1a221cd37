"""The law in force on a day, as this system knows it, and what the two laws differ in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import law, wording
from caseflow.law import tables
from caseflow.typed import parse_date
from caseflow.views.base import SignedInPage


class LawPage(SignedInPage):
    """One law by the day asked for; today without one."""

    section = "help"
    template_name = "caseflow/law.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tables of the law, and a sentence where the day cannot be read."""
        today = timezone.localdate(self.now)
        typed = request.GET.get("ngay", "")[:40]
        day, complaint = _day(typed, today)
        chosen = law.regime_for_procedure(day)
        return self.page(
            typed=typed or wording.vn_date(today),
            complaint=complaint,
            sub=_("Áp dụng ngày %(day)s: %(law)s, từ %(from)s.")
            % {
                "day": wording.vn_date(day),
                "law": chosen.title,
                "from": wording.vn_date(chosen.effective_from),
            },
            sources=[str(source) for source in chosen.sources],
            sections=[*_sections(chosen), *_beside(), *_differences()],
        )


def _sections(chosen: law.Regime) -> list[tuple[str, tables.Section]]:
    return [(section.title, section) for section in tables.sections(chosen)]


def _beside() -> list[tuple[str, tables.Section]]:
    """Laws that hold beside whichever regime, each table named with its law."""
    loaded = [law.load(name) for name in law.FILES]
    return [
        (f"{each.title}: {section.title}", section)
        for each in loaded
        if each not in law.regimes()
        for section in tables.sections(each)
    ]


def _differences() -> list[tuple[str, tables.Section]]:
    old, new = law.regimes()[0], law.regimes()[-1]
    return [
        (_("Hai luật khác nhau: %(what)s") % {"what": section.title}, section)
        for section in tables.differences(old, new)
    ]


def _day(typed: str, today: date) -> tuple[date, str]:
    try:
        return parse_date(typed) or today, ""
    except ValidationError as error:
        return today, error.messages[0]
