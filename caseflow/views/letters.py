"""One's own choice of how notices are sent on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from caseflow.actions import people
from caseflow.choices import Cadence
from caseflow.forms.letters import LettersForm
from caseflow.views.base import FormPage


class Letters(FormPage):
    """Work e-mail, work phone, cadence."""

    section = "notices"
    form_class = LettersForm
    title = _("Gửi thông báo đến tôi")
    intro = _("Thông báo luôn có ở trang Thông báo. Chọn thêm cách gửi ra ngoài nếu cần.")
    success = _("Đã lưu cách nhận thông báo.")

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        return {
            "work_email": self.user.work_email,
            "work_phone": self.user.work_phone,
            "cadence": self.user.cadence,
        }

    def act(self, form: LettersForm) -> str:
        """Store it and go back to the notices."""
        people.choose_letters(
            self.user,
            email=form.cleaned_data["work_email"],
            phone=form.cleaned_data["work_phone"],
            cadence=Cadence(form.cleaned_data["cadence"]),
            by=self.user,
            now=self.now,
        )
        return reverse("caseflow:notices")

    def cancel_url(self) -> str:
        """Back to the notices."""
        return reverse("caseflow:notices")
