"""The law in force on a day, its loaded versions, and what two laws or versions differ in."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import law, regimes, wording
from caseflow.law import lines, tables
from caseflow.models import Regime
from caseflow.models.regime import text_of
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
        loaded = regimes.loaded()
        return self.page(
            versions=_versions(loaded),
            **_comparison(loaded, request.GET.get("tu", ""), request.GET.get("den", "")),
            typed=typed or wording.vn_date(today),
            complaint=complaint,
            sub=_("Áp dụng ngày %(day)s: %(law)s, từ %(from)s.")
            % {
                "day": wording.vn_date(day),
                "law": chosen.title,
                "from": wording.vn_date(chosen.effective_from),
            },
            sources=[str(source) for source in chosen.sources],
            sections=[*_sections(chosen), *_beside()],
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


def _versions(loaded: list[Regime]) -> tables.Section:
    columns = (
        _("Luật"), _("Hiệu lực"), _("Nạp lúc"), _("Người nạp"), _("Căn cứ"), _("Đầu mã băm SHA-256"),
        _("Dùng cho"),
    )  # fmt: skip
    rows = tuple(
        (
            _named(row),
            _span(row),
            wording.vn_datetime(row.loaded_at),
            loader(row),
            row.basis or "–",
            row.digest[:16],
            _("hạn bắt đầu từ nay")
            if law.with_digest(row.digest)
            else _("hạn đã bắt đầu trước đó"),
        )
        for row in loaded
    )
    return tables.Section(_("Các bản đã nạp"), columns, rows)


def readable(digest: str) -> law.Regime | None:
    """What a loaded version says; None where its row is not what was loaded."""
    try:
        return text_of(digest)
    except law.LawError:
        return None


def _named(row: Regime) -> str:
    if found := readable(row.digest):
        return tables.named(found)
    return _("%(code)s, bản %(n)s: không đúng nội dung đã nạp") % {
        "code": row.code,
        "n": row.version,
    }


def loader(row: Regime) -> str:
    """Who loaded a version."""
    return row.loaded_by.get_short_name() if row.loaded_by else _("lệnh trên máy chủ")


def _span(row: Regime) -> str:
    until = wording.vn_date(row.effective_to) if row.effective_to else "…"
    return f"{wording.vn_date(row.effective_from)} – {until}"


def _comparison(loaded: list[Regime], old: str, new: str) -> dict[str, Any]:
    """Two versions beside each other; without a choice the two laws as they are today."""
    known = {row.digest for row in loaded}
    first, second = law.regimes()[0], law.regimes()[-1]
    if {old, new} <= known and (chosen := readable(old)) and (other := readable(new)):
        first, second = chosen, other
    return {
        "choices": [(row.digest, _named(row)) for row in loaded],
        "old": first.digest,
        "new": second.digest,
        "differences": differences(first, second),
    }


def differences(old: law.Regime, new: law.Regime) -> list[tuple[str, tables.Section]]:
    """Tables of what differs; of two versions of one law also every value, so that nothing is left out."""
    found = tables.differences(old, new)
    if old.code == new.code and old.digest != new.digest:
        found.append(lines.changed(old, new))
    return [(_("Khác nhau: %(what)s") % {"what": section.title}, section) for section in found]


def _day(typed: str, today: date) -> tuple[date, str]:
    try:
        return parse_date(typed) or today, ""
    except ValidationError as error:
        return today, error.messages[0]
