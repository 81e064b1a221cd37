"""Amounts of support of the administrator's province."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import places, wording
from caseflow.choices import Certainty
from caseflow.refusals import OutOfReach
from caseflow.views.base import AdministratorPage, FormPage
from support import showing
from support.actions import rates as actions
from support.choices import RateKind
from support.forms import EndRateForm, RateForm
from support.models import Rate


class RatesPage(AdministratorPage):
    """A page about the amounts of the own province."""

    section = "rates"
    refusal = gettext_lazy("Chỉ quản trị đơn vị ghi mức hỗ trợ.")
    back = "support:rates"

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("support:rates")


class Rates(RatesPage):
    """What holds today, what held and will hold."""

    template_name = "support/rates.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One part for each kind; where nothing is recorded the page says so."""
        province, today = self.standing().agency.province, timezone.localdate(self.now)
        rows = list(showing.of_province(province).select_related("recorded_by"))
        return self.page(
            sub=_(
                "%(province)s, ngày %(day)s. Mức được dùng theo ngày hỗ trợ, không theo ngày ghi."
            )
            % {
                "province": places.province_name(province, today),
                "day": wording.vn_date(today),
            },
            kinds=[
                {
                    "title": str(kind.label),
                    "rows": [_row(rate, today) for rate in rows if rate.kind == kind],
                    "missing": not any(_holds(rate, today) for rate in rows if rate.kind == kind),
                }
                for kind in RateKind
            ],
            buttons=[
                {"label": _("Ghi một mức"), "url": reverse("support:rate_add"), "icon": "plus"}
            ],
        )


class AddRate(RatesPage, FormPage):
    """An amount begins to hold."""

    form_class = RateForm
    title = gettext_lazy("Ghi một mức hỗ trợ")
    intro = gettext_lazy(
        "Ghi theo nghị quyết hoặc quyết định của tỉnh. Chưa đọc được văn bản nào thì chưa ghi."
    )
    success = gettext_lazy("Đã ghi mức hỗ trợ.")

    def act(self, form: Any) -> str:
        """Add it."""
        actions.add_rate(**_typed(form), by=self.user, now=self.now)
        return self.cancel_url()


class OneRate(RatesPage, FormPage):
    """A page about one amount."""

    rate: Rate

    def load(self) -> None:
        """An amount of the own province."""
        super().load()
        mine = showing.of_province(self.standing().agency.province)
        found = mine.filter(uid=self.kwargs["uid"]).first()
        if found is None:
            raise OutOfReach
        self.rate = found


class EndRate(OneRate):
    """An amount ends."""

    form_class = EndRateForm
    title = gettext_lazy("Kết thúc một mức hỗ trợ")
    success = gettext_lazy("Đã ghi ngày hết hiệu lực.")

    def act(self, form: Any) -> str:
        """End it."""
        day = form.cleaned_data["valid_to"]
        actions.end_rate(self.rate.uid, valid_to=day, by=self.user, now=self.now)
        return self.cancel_url()


class CorrectRate(OneRate):
    """An amount was recorded wrongly."""

    form_class = RateForm
    title = gettext_lazy("Sửa một mức ghi sai")
    intro = gettext_lazy("Mức cũ vẫn còn trong danh sách, ghi là đã sửa.")
    success = gettext_lazy("Đã sửa mức hỗ trợ.")

    def form_kwargs(self) -> dict[str, Any]:
        """The kind stays."""
        return {"kind": self.rate.kind}

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        names = ("amount", "valid_from", "valid_to", "legal_basis", "certainty")
        return {name: getattr(self.rate, name) for name in names}

    def act(self, form: Any) -> str:
        """Put another row in its place."""
        actions.correct_rate(self.rate.uid, **_typed(form), by=self.user, now=self.now)
        return self.cancel_url()


def _typed(form: RateForm) -> dict[str, Any]:
    data = form.cleaned_data | {"certainty": Certainty(form.cleaned_data["certainty"])}
    return data | ({"kind": RateKind(data["kind"])} if "kind" in data else {})


def _holds(rate: Rate, day: date) -> bool:
    return rate.corrected_at is None and rate.covers(day)


def _row(rate: Rate, today: date) -> dict[str, Any]:
    until = wording.vn_date(rate.valid_to) if rate.valid_to else "…"
    recorded = _("%(who)s ghi ngày %(day)s") % {
        "who": rate.recorded_by.get_short_name(),
        "day": wording.vn_date(timezone.localdate(rate.recorded_at)),
    }
    basis = f"{rate.legal_basis} ({rate.get_certainty_display()})"
    buttons = []
    if rate.corrected_at is None:
        if rate.valid_to is None:
            buttons.append((_("Kết thúc"), "rate_end"))
        buttons.append((_("Sửa"), "rate_correct"))
    return {
        "title": f"{wording.vn_date(rate.valid_from)} – {until}: {showing.amount(rate)}",
        "sub": f"{basis} · {recorded}",
        "status": _status(rate, today),
        "buttons": [
            {
                "label": label,
                "url": reverse(f"support:{name}", args=[rate.uid]),
                "kind": "line",
                "suffix": f"{rate.get_kind_display()}, {wording.vn_date(rate.valid_from)}",
            }
            for label, name in buttons
        ],
    }


def _status(rate: Rate, today: date) -> str:
    if rate.corrected_at is not None:
        return _("đã sửa thành mức khác")
    if rate.covers(today):
        return _("đang áp dụng")
    return _("chưa áp dụng") if today < rate.valid_from else _("đã hết hiệu lực")
