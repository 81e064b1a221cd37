"""Requests of the person about the own data, on the file of that person."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import wording
from caseflow.actions import data_requests as actions
from caseflow.choices import DataAnswer, DataChannel, DataRequestKind
from caseflow.forms import privacy as forms
from caseflow.models import Clock, DataRequest
from caseflow.refusals import OutOfReach
from caseflow.views import limits
from caseflow.views.notes import RecordPage

MOST = 20


class DataRequests(RecordPage):
    """A request is taken down; those before it stand below, with their limits."""

    template_name = "caseflow/data_requests.html"
    form_class = forms.DataRequestForm
    title = gettext_lazy("Yêu cầu về dữ liệu cá nhân")
    intro = gettext_lazy(
        "Người được hỗ trợ có quyền xem, sửa, rút lại, hạn chế, phản đối, xoá. Luật tính hạn từ ngày nhận."
    )
    success = gettext_lazy("Đã ghi yêu cầu.")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the requests so far."""
        found = self.case.data_requests.order_by("-happened_on", "-pk")[:MOST]
        listed = {
            "requests": [self.row(each) for each in found],
            "heading": _("Các yêu cầu đã nhận"),
        }
        return super().form_page(form, status=status, **{**listed, **context})

    def row(self, request: DataRequest) -> dict[str, Any]:
        """One request: what, when, how far, until when."""
        running = Clock.objects.filter(case=self.case, about_uid=request.uid).order_by("due_at")
        return {
            "title": str(request.get_kind_display()),
            "sub": f"{wording.vn_date(request.happened_on)} · {request.get_channel_display()}",
            "status": _status(request),
            "limits": [limits.deadline(clock, self.now) for clock in running],
            "button": self.button(request),
        }

    def button(self, request: DataRequest) -> dict[str, str] | None:
        """The way to the answer, for what is not settled."""
        if request.settled_on:
            return None
        return {
            "label": _("Ghi trả lời"),
            "url": self.url("caseflow:data_answer", data_request=str(request.uid)),
            "kind": "line",
            "suffix": f"{request.get_kind_display()}, {wording.vn_date(request.happened_on)}",
        }

    def act(self, form: Any) -> str:
        """Take it down."""
        data = form.cleaned_data
        actions.record_data_request(
            self.case,
            kind=DataRequestKind(data["kind"]),
            channel=DataChannel(data["channel"]),
            happened_on=data["happened_on"],
            text=data["text"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:data_requests")


class DataRequestAnswer(RecordPage):
    """What the person was told."""

    form_class = forms.DataAnswerForm
    title = gettext_lazy("Trả lời yêu cầu về dữ liệu")
    success = gettext_lazy("Đã ghi trả lời.")
    asked: DataRequest

    def load(self) -> None:
        """A request of this file."""
        super().load()
        found = self.case.data_requests.filter(uid=self.kwargs["data_request"]).first()
        if found is None:
            raise OutOfReach
        self.asked = found

    def cancel_url(self) -> str:
        """Back to the requests."""
        return self.url("caseflow:data_requests")

    def act(self, form: Any) -> str:
        """Write it down."""
        data = form.cleaned_data
        actions.answer_data_request(
            self.asked,
            answer=DataAnswer(data["answer"]),
            answered_on=data["answered_on"],
            text=data["text"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()


def _status(request: DataRequest) -> str:
    if request.settled_on is not None:
        return f"{request.get_outcome_display()}, {wording.vn_date(request.settled_on)}"
    if request.first_answered_on is not None:
        return _("Đã trả lời lần đầu ngày %(day)s") % {
            "day": wording.vn_date(request.first_answered_on)
        }
    return _("Chưa trả lời")
