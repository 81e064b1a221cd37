"""Deeds on one limit of a file, reached from the card of its limits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from caseflow import clocks
from caseflow.actions import proposals
from caseflow.forms.clocks import ExtensionForm
from caseflow.models import Clock
from caseflow.refusals import OutOfReach
from caseflow.views import limits
from caseflow.views.notes import RecordPage


class ClockPage(RecordPage):
    """One limit of a file this person works with."""

    clock: Clock

    def load(self) -> None:
        """The limit named in the address, if it is of this case."""
        super().load()
        found = self.case.clocks.filter(uid=self.kwargs["clock"]).first()
        if found is None:
            raise OutOfReach
        found.case = self.case
        self.clock = found

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """Says which limit it is about."""
        frame = {"intro": limits.in_words(self.clock, self.now)}
        return super().form_page(form, status=status, **{**frame, **context})


class ExtensionPage(ClockPage):
    """Asking a supervisor for more days."""

    form_class = ExtensionForm
    title = gettext_lazy("Đề nghị gia hạn")
    submit_label = gettext_lazy("Gửi đề nghị")
    success = gettext_lazy("Đã gửi đề nghị. Giám sát viên sẽ duyệt hoặc trả lại.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, where more days may be asked for at all."""
        clocks.require_extensible(self.clock)
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """The most the rule gives."""
        return {"most": clocks.most_days(self.clock)}

    def act(self, form: Any) -> str:
        """Propose."""
        proposals.propose_extension(self.clock, **form.cleaned_data, by=self.user, now=self.now)
        return self.url("caseflow:case")
