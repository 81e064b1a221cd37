"""The desk: sign-in lands here; my agency's cases by what is due, found by code, never by name here."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from caseflow import reports, wording
from caseflow.choices import CASE_ROLES, LINE, Role
from caseflow.models import Standing
from caseflow.models.reach import oversees_province
from caseflow.refusals import OutOfReach
from caseflow.reports import Filters
from caseflow.reports.lists import CHILD, ENDED, GROUPS, LANGUAGE, OTHERS, OURS
from caseflow.views.base import SignedInPage
from caseflow.views.rows import RowMaker, grouped

LIST_ID = "danh-sach"


class Home(SignedInPage):
    """The first page of each role."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Cases for those who work with cases, the log for auditors, the directory for others."""
        standing = self.user.get_standing()
        if standing is not None and standing.role == Role.AUDITOR:
            return HttpResponseRedirect(reverse("audit:trail"))
        if standing is None or standing.role in CASE_ROLES:
            return HttpResponseRedirect(reverse("caseflow:case_list"))
        return HttpResponseRedirect(reverse("caseflow:agencies"))


class CaseList(SignedInPage):
    """My agency's cases."""

    section = "cases"
    template_name = "caseflow/case_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, or the one case whose code was typed."""
        standing = self.user.get_standing()
        if standing is None:
            return self.page(title=_("Hồ sơ"), no_agency=True)
        if standing.role not in CASE_ROLES:
            raise OutOfReach
        typed = request.GET.get("q", "").strip()[:40]
        return self.search(typed, standing) if typed else self.desk(standing)

    def search(self, typed: str, standing: Standing) -> HttpResponse:
        """A unique hit opens at once; several are listed; none says so."""
        if url := reports.find_address(self.user, typed):
            return HttpResponseRedirect(url)
        found = reports.find_by_code(self.user, typed)
        if len(found) == 1:
            return HttpResponseRedirect(_address(found[0].reference))
        maker = RowMaker(found, standing, self.now)
        rows = [("found", case) for case in found]
        return self.page(
            title=_("Tìm theo mã"),
            searched=True,
            may_search=not oversees_province(standing),
            groups=grouped(rows, {}, maker),
            list_id=LIST_ID,
            shown=len(found),
        )

    def desk(self, standing: Standing) -> HttpResponse:
        """Tiles, filters and the groups."""
        filters = self.filters(standing)
        parts = reports.segments(self.user, standing, filters, self.now)
        page = reports.case_page(parts, self.request.GET.get("tu", ""))
        totals = reports.tallies(parts)
        maker = RowMaker([case for _group, case in page.rows], standing, self.now)
        every = (
            totals
            if filters == Filters()
            else reports.tallies(reports.segments(self.user, standing, Filters(), self.now))
        )
        return self.page(
            title=_("Hồ sơ của đơn vị tôi"),
            sub=self.subtitle(every),
            tiles=self.tiles(every, filters),
            filters=self.filter_fields(filters, standing),
            groups=grouped(page.rows, totals, maker),
            list_id=LIST_ID,
            shown=len(page.rows),
            total=reports.words(sum(totals.values())),
            next_url=self.link(filters, tu=page.cursor) if page.cursor else "",
            first_url=self.link(filters) if self.request.GET.get("tu") else "",
        )

    def filters(self, standing: Standing) -> Filters:
        """What was asked; an overseer of a province cannot ask for needs of a person."""
        asked = self.request.GET
        attention = asked.get("luu-y", "")
        if oversees_province(standing) or attention not in (CHILD, LANGUAGE):
            attention = ""
        group = asked.get("nhom", "")
        return Filters(
            step=asked.get("buoc", "") if asked.get("buoc", "") in (*LINE, ENDED) else "",
            waiting=asked.get("noi", "") if asked.get("noi") in (OURS, OTHERS) else "",
            attention=attention,
            mine=asked.get("cua-toi") == "1",
            group=group if group in GROUPS else "",
            agency=asked.get("don-vi", "")[:40],
            late_week=_monday(asked.get("tuan", "")),
        )

    def subtitle(self, totals: dict[str, int]) -> str:
        """Day and number of open cases."""
        count = sum(totals.values()) - totals["elsewhere"]
        return ngettext(
            "%(day)s · %(count)s hồ sơ đang mở, xếp theo hạn gần nhất",
            "%(day)s · %(count)s hồ sơ đang mở, xếp theo hạn gần nhất",
            count,
        ) % {"day": wording.vn_weekday_date(self.now), "count": reports.words(count)}

    def tiles(self, totals: dict[str, int], filters: Filters) -> list[dict[str, Any]]:
        """The four counts; each leads to its group."""
        words = {
            "late": ("late", _("Quá hạn"), _("Quá hạn")),
            "soon": ("warn", _("Đến hạn trong 24 giờ"), _("24 giờ tới")),
            "waiting": ("hand", _("Chờ bên khác xác nhận"), _("Chờ bên khác")),
            "on_time": ("ok", _("Trong hạn"), _("Trong hạn")),
        }
        return [
            {
                "tone": tone,
                "count": reports.words(totals[key]),
                "label": label,
                "short": short,
                "url": "?" + urlencode({"nhom": key}) if filters.group != key else "?",
                "current": filters.group == key,
            }
            for key, (tone, label, short) in words.items()
        ]

    def filter_fields(self, filters: Filters, standing: Standing) -> list[dict[str, Any]]:
        """The drop-downs above the list."""
        steps = [("", _("Tất cả các bước")), *[(state.value, state.label) for state in LINE]]
        steps.append((ENDED, _("Đã kết thúc")))
        places = [("", _("Mọi đơn vị")), (OURS, _("Đơn vị tôi")), (OTHERS, _("Bên khác"))]
        fields: list[dict[str, Any]] = [
            {"name": "buoc", "label": _("Bước"), "choices": steps, "value": filters.step},
            {"name": "noi", "label": _("Đang chờ ở"), "choices": places, "value": filters.waiting},
        ]
        if oversees_province(standing):
            return fields
        needs = [("", _("Tất cả")), (CHILD, _("Trẻ em")), (LANGUAGE, _("Cần phiên dịch"))]
        mine = [("", _("Cả đơn vị")), ("1", _("Tôi phụ trách"))]
        return [
            *fields,
            {
                "name": "luu-y",
                "label": _("Cần lưu ý"),
                "choices": needs,
                "value": filters.attention,
            },
            {
                "name": "cua-toi",
                "label": _("Người phụ trách"),
                "choices": mine,
                "value": "1" if filters.mine else "",
            },
        ]

    def link(self, filters: Filters, **more: str) -> str:
        """This list with other parameters."""
        asked = {
            "buoc": filters.step,
            "noi": filters.waiting,
            "luu-y": filters.attention,
            "cua-toi": "1" if filters.mine else "",
            "nhom": filters.group,
            "don-vi": filters.agency,
            "tuan": filters.late_week.isoformat() if filters.late_week else "",
            **more,
        }
        return "?" + urlencode({key: value for key, value in asked.items() if value})


def _monday(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed[:10]) if typed else None
    except ValueError:
        return None


def _address(reference: str) -> str:
    return reverse("caseflow:case", kwargs={"reference": reference})
