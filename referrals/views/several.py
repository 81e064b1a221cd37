"""Pages of one need that several places are asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from referrals import actions, forms
from referrals.choices import Purpose
from referrals.views.pages import HandOver, PackagePage


class ReferSeveral(HandOver):
    """Ask several places at once for one need."""

    form_class = forms.SeveralForm
    title = gettext_lazy("Đề nghị nhiều nơi")
    intro = gettext_lazy(
        "Mỗi nơi nhận một đề nghị riêng với ít thông tin nhất mà nơi đó cần. Hồ sơ vẫn ở đơn vị bạn."
    )
    submit_label = gettext_lazy("Lập các đề nghị")
    success = gettext_lazy("Đã lập các đề nghị. Xem trước rồi gửi từng nơi.")

    def act(self, form: Any) -> str:
        """Keep the answers and draft, all or none."""
        actions.refer_to_several(
            self.case,
            purpose=Purpose(form.cleaned_data["purpose"]),
            asked=form.asked(),
            message=form.cleaned_data["message"],
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return self.url("referrals:case_handoffs")


class WithdrawRest(PackagePage):
    """Take back what others were asked for, once one accepted: one button."""

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Take back and return."""
        ended = actions.withdraw_the_rest(self.handoff, by=self.user, now=self.now)
        told = ngettext("Đã rút lại ở %(n)s nơi.", "Đã rút lại ở %(n)s nơi.", len(ended))
        messages.success(
            request, told % {"n": len(ended)} if ended else _("Không còn nơi nào chờ.")
        )
        return HttpResponseRedirect(self.address())
