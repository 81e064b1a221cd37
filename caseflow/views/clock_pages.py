"""Deeds on one limit of a file, reached from the card of its limits."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from caseflow import clocks, extensions
from caseflow.actions import delays, proposals
from caseflow.choices import PauseReason
from caseflow.forms.clocks import ExtensionForm, PauseForm
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
        extensions.require_extensible(self.clock)
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """The most the rule gives."""
        return {"most": extensions.most_days(self.clock)}

    def act(self, form: Any) -> str:
        """Propose."""
        proposals.propose_extension(self.clock, **form.cleaned_data, by=self.user, now=self.now)
        return self.url("caseflow:case")


class PausePage(ClockPage):
    """Stopping a limit for a while, by a supervisor."""

    form_class = PauseForm
    title = gettext_lazy("Tạm ngưng hạn")
    submit_label = gettext_lazy("Tạm ngưng")
    success = gettext_lazy("Đã tạm ngưng hạn. Thời gian còn lại giữ nguyên.")

    def load(self) -> None:
        """For supervisors only."""
        super().load()
        delays.require_pauser(by=self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, where the limit may be paused at all."""
        clocks.require_pausable(self.clock, now=self.now)
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing: the form asks for no dates."""
        return {}

    def act(self, form: Any) -> str:
        """Pause."""
        delays.pause_clock(
            self.clock,
            reason=PauseReason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:case")


class ResumePage(ClockPage):
    """Letting a paused limit go on, by a supervisor."""

    form_class = forms.Form
    title = gettext_lazy("Cho hạn tính tiếp")
    submit_label = gettext_lazy("Tính tiếp")
    success = gettext_lazy("Hạn tính tiếp với thời gian còn lại.")

    def load(self) -> None:
        """For supervisors only."""
        super().load()
        delays.require_pauser(by=self.user)

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing is asked."""
        return {}

    def act(self, form: Any) -> str:
        """Go on."""
        delays.resume_clock(self.clock, by=self.user, now=self.now)
        return self.url("caseflow:case")
