"""Working days of the administrator's province: what the country takes off, what is changed here."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import calendars, wording, workdays
from caseflow.actions import calendars as actions
from caseflow.choices import DayKind
from caseflow.forms.calendars import DayForm
from caseflow.models import DayChange
from caseflow.views.base import AdministratorPage, FormPage


class CalendarPage(AdministratorPage):
    """A page about the working days of the own province."""

    section = "calendar"
    refusal = gettext_lazy("Chỉ quản trị đơn vị sửa lịch nghỉ.")
    back = "caseflow:days"


class Days(CalendarPage):
    """This year and the next."""

    template_name = "caseflow/days.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Days changed here, and the days of the whole country."""
        today = timezone.localdate(self.now)
        until = date(today.year + 1, 12, 31)
        province = self.standing().agency.province
        found = calendars.changes(province, since=date(today.year, 1, 1), until=until)
        country = workdays.calendar_around(today)
        return self.page(
            changes=[_row(change) for change in found],
            off=_upcoming(country.off, today, until),
            worked=_upcoming(country.worked, today, until),
            buttons=[
                {
                    "label": _("Đổi một ngày"),
                    "url": reverse("caseflow:day_change"),
                    "icon": "pencil",
                }
            ],
        )


class ChangeDay(CalendarPage, FormPage):
    """One day is taken off or worked."""

    form_class = DayForm
    title = gettext_lazy("Đổi một ngày trong lịch")
    intro = gettext_lazy(
        "Áp dụng cho hạn bắt đầu từ nay ở tỉnh của đơn vị. Hạn đang chạy giữ ngày đã tính."
    )
    success = gettext_lazy("Đã đổi lịch.")

    def act(self, form: Any) -> str:
        """Change it."""
        data = form.cleaned_data | {"kind": DayKind(form.cleaned_data["kind"])}
        actions.change_day(**data, by=self.user, now=self.now)
        return self.cancel_url()

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("caseflow:days")


class WithdrawDay(CalendarPage):
    """A change is taken back."""

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Back to the list."""
        actions.withdraw_day(uid, by=self.user, now=self.now)
        messages.success(request, _("Đã huỷ lần đổi lịch."))
        return HttpResponseRedirect(reverse("caseflow:days"))


def _row(change: DayChange) -> dict[str, Any]:
    day = wording.vn_weekday_date(change.day)
    return {
        "title": f"{day}: {change.get_kind_display()}",
        "sub": f"{change.name} · {change.legal_basis}",
        "button": {
            "label": _("Huỷ"),
            "post": reverse("caseflow:day_withdraw", args=[change.uid]),
            "kind": "line",
            "suffix": day,
        },
    }


def _upcoming(days: frozenset[date], today: date, until: date) -> list[str]:
    return [wording.vn_weekday_date(day) for day in sorted(days) if today <= day <= until]
