"""The person's answer about sharing, and taking it back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow.actions import consents as actions
from caseflow.choices import ConsentAnswer, ConsentBasis, Level, Purpose, Section, Speaker
from caseflow.forms.consent import ConsentForm
from caseflow.models import Agency, Consent
from caseflow.refusals import OutOfReach
from caseflow.reports import directory
from caseflow.views import presenting
from caseflow.views.base import CasePage
from caseflow.views.notes import RecordPage

NAMES = ("representative", "interpreter", "grounds")


class ConsentPage(RecordPage):
    """The person's answer about sharing; not agreeing is a respected answer."""

    template_name = "caseflow/consent.html"
    form_class = ConsentForm
    title = gettext_lazy("Ý kiến về việc chia sẻ thông tin")
    intro = gettext_lazy(
        "Giải thích trước: chia sẻ gì, với ai, để làm gì. Không đồng ý không làm mất sự hỗ trợ."
    )
    success = gettext_lazy("Đã ghi ý kiến.")

    def form_kwargs(self) -> dict[str, Any]:
        """The case, and agencies that exist today."""
        receivers = [(a.code, a.name) for a in self.receivers()]
        return {**super().form_kwargs(), "case": self.case, "receivers": receivers}

    def sections(self, form: Any) -> list[dict[str, Any]]:
        """The answer in sight, how it was given folded."""
        groups: list[dict[str, Any]] = form.groups()
        return groups

    def receivers(self) -> "QuerySet[Agency]":
        """Every agency but the own one."""
        return directory.others(self.case, timezone.localtime(self.now).date())

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the answers so far."""
        shown = {"consents": self.answers(), "speakers": self.speakers()}
        return super().form_page(form, status=status, **{**shown, **context})

    def answers(self) -> list[dict[str, Any]]:
        """The last answers, each with its sealed names covered."""
        given = self.case.consents.select_related(
            "receiver", "recorded_by", "withdrawn_by", "words"
        ).order_by("-pk")
        names = dict(Agency.objects.values_list("code", "name"))
        return [self.answer(consent, names) for consent in given[:20]]

    def answer(self, consent: Consent, names: dict[str, str]) -> dict[str, Any]:
        """One answer as the page draws it."""
        words = getattr(consent, "words", None)
        written = [(words, each) for each in NAMES if words and presenting.is_written(words, each)]
        return {
            "row": consent,
            "others": [
                *(names.get(code, code) for code in consent.other_receivers or []),
                *([consent.get_outside_display()] if consent.outside else []),
            ],
            "expired": consent.expired_on(timezone.localtime(self.now).date()),
            "masked": [presenting.mask(self.case, *each, may_open=True) for each in written],
        }

    def speakers(self) -> list[tuple[str, str]]:
        """Who may take an agreement back: the person, and for a child the representative too."""
        person = (Speaker.PERSON.value, _("Người được hỗ trợ rút lại"))
        other = (Speaker.REPRESENTATIVE.value, _("Người đại diện rút lại"))
        return [person, other] if self.case.is_child else [person]

    def act(self, form: Any) -> str:
        """Keep the answer."""
        data = form.cleaned_data
        receivers = form.receivers(self.receivers())
        actions.record_consent(
            self.case,
            answer=ConsentAnswer(data["answer"]),
            basis=ConsentBasis(data["basis"]),
            receiver=receivers[0] if receivers else None,
            with_interpreter=data["with_interpreter"],
            terms=form.terms(
                purpose=Purpose(data["purpose"]) if data["purpose"] else None,
                scope=[Section(code) for code in data["scope"]] or None,
                other_receivers=receivers[1:],
            ),
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
        said = request.POST.get("speaker", "")
        speaker = Speaker(said) if said in Speaker.values else Speaker.PERSON
        actions.withdraw_consent(found, by=self.user, now=self.now, speaker=speaker)
        messages.success(request, _("Đã ghi việc rút lại đồng ý. Việc xem dựa trên đó đã dừng."))
        return HttpResponseRedirect(self.url("caseflow:consent"))
