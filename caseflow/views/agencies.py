"""The directory: who to call where, with names as they are today or were on a day."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import access, places, wording
from caseflow.choices import AgencyKind, Role
from caseflow.models import Agency
from caseflow.reports import directory
from caseflow.typed import clean_text
from caseflow.views.base import SignedInPage


class Agencies(SignedInPage):
    """Agencies that exist, by kind and name."""

    section = "agencies"
    template_name = "caseflow/agencies.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filtered by kind and by a part of the name; former agencies on demand."""
        kind = request.GET.get("loai", "")
        typed = clean_text(request.GET.get("ten", ""))[:80].strip()
        former = request.GET.get("cu") == "1"
        today = timezone.localtime(self.now).date()
        found = directory.agencies(today, kind=kind, name=typed, former="1" if former else "")
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
                    "name": "cu",
                    "label": _("Thời gian"),
                    "choices": [("", _("Đang hoạt động")), ("1", _("Cả đơn vị cũ"))],
                    "value": "1" if former else "",
                },
            ],
            successions_url=self.successions_url(),
            search={"name": "ten", "label": _("Tên đơn vị"), "value": typed},
        )

    def successions_url(self) -> str:
        """For unit administrators."""
        return reverse("caseflow:successions") if access.keeps_running(self.user) else ""

    def duty_url(self, agency: Agency) -> str:
        """For the administrator of the agency, or of the one above it."""
        standing = self.user.get_standing()
        if standing is None or standing.role != Role.UNIT_ADMIN:
            return ""
        looks_after = standing.agency.pk in (agency.pk, agency.parent_id)
        return reverse("caseflow:duty", args=[agency.code]) if looks_after else ""

    def row(self, agency: Agency) -> dict[str, object]:
        """One agency in words."""
        heirs = ", ".join(each.successor.name for each in agency.successions.all())
        return {
            "name": agency.name,
            "kind": agency.get_kind_display(),
            "place": _place(agency),
            "phone": agency.duty_phone,
            "hours": agency.duty_hours,
            "children": agency.accepts_children,
            "receives": agency.receives_reports,
            "until": wording.vn_date(agency.valid_to) if agency.valid_to else "",
            "certainty": agency.get_validity_certainty_display()
            if agency.validity_certainty in ("U", "I")
            else "",
            "heirs": heirs,
            "duty_url": self.duty_url(agency),
        }


def _place(agency: Agency) -> str:
    on = agency.valid_to or timezone.localdate()
    try:
        return places.province_name(agency.province, on)
    except LookupError:
        return ""
