"""Breaches of the person's data, on the case of that person."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import wording
from caseflow.actions import data_breaches as actions
from caseflow.choices import BreachKind
from caseflow.forms import privacy as forms
from caseflow.models import Clock, DataBreach
from caseflow.refusals import OutOfReach
from caseflow.views import limits
from caseflow.views.notes import RecordPage

MOST = 20


class DataBreaches(RecordPage):
    """A breach is taken down; those before it stand below, with their limits."""

    template_name = "caseflow/data_requests.html"
    form_class = forms.BreachForm
    title = gettext_lazy("Sự cố dữ liệu cá nhân")
    intro = gettext_lazy(
        "Dữ liệu của người này bị lộ, mất hoặc dùng sai: ghi ngay. Luật tính 72 giờ từ lúc phát hiện."
    )
    success = gettext_lazy("Đã ghi sự cố.")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the breaches so far."""
        found = self.case.data_breaches.order_by("-found_at", "-pk")[:MOST]
        listed = {"requests": [self.row(each) for each in found], "heading": _("Các sự cố đã ghi")}
        return super().form_page(form, status=status, **{**listed, **context})

    def row(self, breach: DataBreach) -> dict[str, Any]:
        """One breach: what, when, told or not, until when."""
        running = Clock.objects.filter(case=self.case, about_uid=breach.uid).order_by("due_at")
        found = wording.vn_datetime(breach.found_at)
        return {
            "title": str(breach.get_kind_display()),
            "sub": _("Phát hiện lúc %(at)s") % {"at": found},
            "status": _("Đã thông báo lúc %(at)s") % {"at": wording.vn_datetime(breach.notified_at)}
            if breach.notified_at
            else _("Chưa thông báo"),
            "limits": [limits.deadline(clock, self.now) for clock in running],
            "button": None
            if breach.notified_at
            else {
                "label": _("Ghi đã thông báo"),
                "url": self.url("caseflow:breach_notice", breach=str(breach.uid)),
                "kind": "line",
                "suffix": f"{breach.get_kind_display()}, {found}",
            },
        }

    def act(self, form: Any) -> str:
        """Take it down."""
        typed = form.cleaned_data
        breach = actions.Breach(**typed | {"kind": BreachKind(typed["kind"])})
        actions.record_breach(self.case, breach=breach, by=self.user, now=self.now)
        return self.url("caseflow:data_breaches")


class BreachNotice(RecordPage):
    """Who was told of it."""

    form_class = forms.BreachNoticeForm
    title = gettext_lazy("Thông báo sự cố dữ liệu")
    success = gettext_lazy("Đã ghi thông báo.")
    breach: DataBreach

    def load(self) -> None:
        """A breach of this case."""
        super().load()
        found = self.case.data_breaches.filter(uid=self.kwargs["breach"]).first()
        if found is None:
            raise OutOfReach
        self.breach = found

    def cancel_url(self) -> str:
        """Back to the breaches."""
        return self.url("caseflow:data_breaches")

    def act(self, form: Any) -> str:
        """Write it down."""
        actions.settle_breach(self.breach, **form.cleaned_data, by=self.user, now=self.now)
        return self.cancel_url()
