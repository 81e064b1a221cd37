"""Erasing what is personal in an ended case: asked on one page, decided on the same."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from caseflow.actions import erasure as actions
from caseflow.choices import ErasureBasis, ProposalState
from caseflow.forms.erasure import ErasureDecisionForm, ErasureForm
from caseflow.models import Erasure
from caseflow.views.base import ActionPage


class ErasurePage(ActionPage):
    """What stands about the erasure of this case, and the next thing to do about it."""

    template_name = "caseflow/erasure.html"
    title = gettext_lazy("Xoá dữ liệu cần bảo vệ")
    intro = gettext_lazy(
        "Khoá của hồ sơ bị huỷ: tên, giấy tờ, lời kể và mọi ghi chép được niêm phong không ai mở được "
        "nữa, kể cả trong bản sao. Số liệu thống kê và nhật ký vẫn còn."
    )
    submit_label = gettext_lazy("Gửi")

    def erasure(self) -> Erasure | None:
        """The request that waits or was approved."""
        found = self.case.erasures.exclude(state=ProposalState.RETURNED)
        return found.select_related("asked_by", "decided_by").first()

    def get_form_class(self) -> type[forms.Form]:
        """Asking, or deciding what was asked."""
        erasure = self.erasure()
        waiting = erasure is not None and erasure.state == ProposalState.WAITING
        return ErasureDecisionForm if waiting else ErasureForm

    def act(self, form: Any) -> str:
        """Ask, approve or send back."""
        erasure = self.erasure()
        answer = form.cleaned_data.get("answer")
        if answer is None or erasure is None:
            actions.ask_to_erase(
                self.case,
                basis=ErasureBasis(form.cleaned_data["basis"]),
                decision=form.cleaned_data["decision"],
                by=self.user,
                now=self.now,
            )
        elif answer == "approve":
            actions.approve_erasure(erasure, by=self.user, now=self.now)
        else:
            actions.return_erasure(erasure, by=self.user, now=self.now)
        return self.url("caseflow:erasure")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With what stands, and until when a backup of the keys exists."""
        return super().form_page(form, status=status, erasure=self.erasure(), **context)
