"""The period report and its table file."""

import csv

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from caseflow import wording
from caseflow.choices import Role
from caseflow.refusals import WrongRole
from caseflow.views.base import SignedInPage
from support import actions, reports


class Report(SignedInPage):
    """Counts of a period for Steering Committee 138."""

    section = "reports"
    template_name = "support/report.html"

    def load(self) -> None:
        """Supervisors only."""
        if self.standing().role != Role.SUPERVISOR:
            raise WrongRole(_("Báo cáo dành cho giám sát viên."))

    def period(self) -> reports.Period:
        """The period asked for, or the one whose report is owed next."""
        today = timezone.localdate(self.now)
        asked = self.request.GET.get("ky", "")
        known = {period.key: period for period in reports.periods(today)}
        return known.get(asked) or reports.next_due(today)

    def titled(self) -> list[tuple[str, list[str], list[list[str]]]]:
        """Every table with its title and columns."""
        tables = reports.tables(self.user, self.period())
        pair = [_("Mục"), _("Số người")]
        return [
            (
                _("Số người được tiếp nhận (biểu 508)"),
                [_("Tổng số"), _("Nữ"), _("Từ 16 đến dưới 18 tuổi"), _("Dưới 16 tuổi")],
                tables["received"],
            ),
            (_("Theo bước"), pair, tables["states"]),
            (_("Theo giới"), pair, tables["sex"]),
            (_("Theo nhóm tuổi"), pair, tables["ages"]),
            (_("Theo mục đích"), pair, tables["purposes"]),
            (_("Theo đơn vị đang giữ hồ sơ"), pair, tables["agencies"]),
            (
                _("Hỗ trợ đã thực hiện (biểu 508)"),
                [_("Dịch vụ"), _("Số người"), _("Số lượt")],
                tables["services"],
            ),
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        period = self.period()
        in_time, total = reports.timely(self.user, period, self.now)
        told = reports.told(self.user, period)
        share = f"{number_format(100 * in_time / total, 1)} %" if total else _("Chưa có hạn nào")
        return self.page(
            period=period,
            periods=reports.periods(timezone.localdate(self.now)),
            tables=self.titled(),
            kpis=[
                {
                    "title": _("Hỗ trợ kịp thời theo hạn luật định"),
                    "value": share,
                    "note": ngettext(
                        "%(met)s trên %(all)s hạn đến trong kỳ",
                        "%(met)s trên %(all)s hạn đến trong kỳ",
                        total,
                    )
                    % {"met": in_time, "all": total},
                },
                {
                    "title": _("Số lần một người phải kể, trung vị"),
                    "value": number_format(told.median) if told else _("Chưa đủ số liệu"),
                    "note": _("Phải kể hơn một lần: %(again)s trên %(all)s người đã hỏi")
                    % {"again": reports.shown(told.more_than_once), "all": told.cases}
                    if told
                    else "",
                },
            ],
            due_words=_("%(from)s – %(to)s, báo cáo trước ngày %(day)s")
            % {
                "from": wording.vn_date(period.start),
                "to": wording.vn_date(period.end),
                "day": wording.vn_date(period.due_on),
            },
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """The tables as a file for spreadsheets, in the language of the state; recorded first."""
        with translation.override(settings.LANGUAGE_CODE):
            tables = self.titled()
        actions.record_export(
            by=self.user, rows=sum(len(table[2]) for table in tables), now=self.now
        )
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="bao-cao-{self.period().key}.csv"'
        answer.write("\ufeff")
        writer = csv.writer(answer)
        for title, columns, rows in tables:
            writer.writerow([title])
            writer.writerow(columns)
            writer.writerows(rows)
            writer.writerow([])
        return answer
