"""The directory: who to call where, with names as they are today or were on a day."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import access, places, wording
from caseflow.choices import AgencyKind, Purpose
from caseflow.models import Agency
from caseflow.reports import directory
from caseflow.typed import clean_text
from caseflow.views.base import SignedInPage


class Agencies(SignedInPage):
    """Agencies that exist, by kind and name."""

    section = "agencies"
    template_name = "caseflow/agencies.html"
    looked_after: frozenset[int]
    """Agencies this person administers."""

    def load(self) -> None:
        """Asked once for the whole page."""
        runs = access.keeps_running(self.user)
        own = directory.below(self.standing().agency) if runs else []
        self.looked_after = frozenset(agency.pk for agency in own)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filtered by kind and by a part of the name; former agencies on demand."""
        kind = request.GET.get("loai", "")
        typed = clean_text(request.GET.get("ten", ""))[:80].strip()
        former = request.GET.get("cu") == "1"
        today = timezone.localtime(self.now).date()
        province = request.GET.get("tinh", "")
        purpose = request.GET.get("nhan", "")
        provinces = places.choices_on(today)
        found = directory.agencies(
            today, kind=kind, name=typed, former="1" if former else "",
            province=province if province in dict(provinces) else "", purpose=purpose,
        )  # fmt: skip
        return self.page(
            title=_("Danh bạ đơn vị"),
            agencies=[self.row(agency) for agency in found[: directory.SHOWN]],
            more=len(found) > directory.SHOWN,
            fields=[
                {
                    "name": "loai",
                    "label": _("Loại đơn vị"),
                    "choices": [("", _("Mọi loại")), *AgencyKind.choices],
                    "value": kind,
                },
                {
                    "name": "tinh",
                    "label": _("Tỉnh, thành phố"),
                    "choices": [("", _("Mọi nơi")), *provinces],
                    "value": province,
                },
                {
                    "name": "nhan",
                    "label": _("Nhận người vì việc"),
                    "choices": [("", _("Mọi việc")), *Purpose.choices],
                    "value": purpose,
                },
                {
                    "name": "cu",
                    "label": _("Thời gian"),
                    "choices": [("", _("Đang hoạt động")), ("1", _("Cả đơn vị cũ"))],
                    "value": "1" if former else "",
                },
            ],
            buttons=self.buttons(),
            search={"name": "ten", "label": _("Tên đơn vị"), "value": typed},
        )

    def buttons(self) -> list[dict[str, str]]:
        """For unit administrators."""
        if not self.looked_after:
            return []
        return [
            {"label": _("Thêm đơn vị"), "url": reverse("caseflow:agency_add"), "icon": "plus"},
            {
                "label": _("Kế nhiệm đơn vị"),
                "url": reverse("caseflow:successions"),
                "kind": "line",
            },
        ]

    def links(self, agency: Agency) -> list[tuple[str, str]]:
        """Words and addresses, for who administers the agency."""
        if agency.valid_to is not None or agency.pk not in self.looked_after:
            return []
        return [
            (words, reverse(f"caseflow:{name}", args=[agency.code]))
            for words, name in (
                (_("Cán bộ"), "members"),
                (_("Sửa thông tin"), "agency_amend"),
                (_("Kết thúc"), "agency_close"),
            )
        ]

    def row(self, agency: Agency) -> dict[str, object]:
        """One agency in words."""
        heirs = ", ".join(each.successor.name for each in agency.successions.all())
        return {
            "name": agency.name,
            "kind": agency.get_kind_display(),
            "place": _place(agency),
            "phone": agency.duty_phone,
            "hours": agency.duty_hours,
            "accepted": " · ".join(directory.accepted(agency)),
            "receives": agency.receives_reports,
            "until": wording.vn_date(agency.valid_to) if agency.valid_to else "",
            "certainty": agency.get_validity_certainty_display()
            if agency.validity_certainty in ("U", "I")
            else "",
            "heirs": heirs,
            "links": self.links(agency),
        }


def _place(agency: Agency) -> str:
    on = agency.valid_to or timezone.localdate()
    try:
        return places.province_name(agency.province, on)
    except LookupError:
        return ""
