"""The person's answer about sharing, and taking it back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow.actions import consents as actions
from caseflow.choices import ConsentAnswer, ConsentBasis, Level
from caseflow.forms import records as forms
from caseflow.models import Agency
from caseflow.refusals import OutOfReach
from caseflow.reports import directory
from caseflow.views.base import CasePage
from caseflow.views.notes import RecordPage


class ConsentPage(RecordPage):
    """The person's answer about sharing; not agreeing is a respected answer."""

    template_name = "caseflow/consent.html"
    form_class = forms.ConsentForm
    title = gettext_lazy("Ý kiến về việc chia sẻ thông tin")
    intro = gettext_lazy(
        "Giải thích trước: chia sẻ gì, với ai, để làm gì. Không đồng ý không làm mất sự hỗ trợ."
    )
    success = gettext_lazy("Đã ghi ý kiến.")

    def form_kwargs(self) -> dict[str, Any]:
        """Agencies that exist today."""
        return {**super().form_kwargs(), "receivers": [(a.code, a.name) for a in self.receivers()]}

    def receivers(self) -> "QuerySet[Agency]":
        """Every agency but the own one."""
        return directory.others(self.case, timezone.localtime(self.now).date())

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the answers so far."""
        given = self.case.consents.select_related("receiver", "recorded_by").order_by("-pk")
        return super().form_page(form, status=status, **{"consents": list(given[:20]), **context})

    def act(self, form: Any) -> str:
        """Keep the answer."""
        data = form.cleaned_data
        receiver = self.receivers().filter(code=data["receiver"]).first()
        actions.record_consent(
            self.case,
            answer=ConsentAnswer(data["answer"]),
            basis=ConsentBasis(data["basis"]),
            receiver=receiver,
            with_interpreter=data["with_interpreter"],
            by_representative=data["by_representative"],
            expires_on=data["expires_on"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:case")


class ConsentWithdraw(CasePage):
    """The person takes the agreement back."""

    needs = Level.WORK

    def get(self, request: HttpRequest, reference: str, consent: str) -> HttpResponse:
        """Withdrawing is a deed: back to the page with the button."""
        return HttpResponseRedirect(self.url("caseflow:consent"))

    def post(self, request: HttpRequest, reference: str, consent: str) -> HttpResponse:
        """End it now; what rested on it ends too."""
        found = self.case.consents.filter(uid=consent).first()
        if found is None:
            raise OutOfReach
        actions.withdraw_consent(found, by=self.user, now=self.now)
        messages.success(request, _("Đã ghi việc rút lại đồng ý. Việc xem dựa trên đó đã dừng."))
        return HttpResponseRedirect(self.url("caseflow:consent"))
