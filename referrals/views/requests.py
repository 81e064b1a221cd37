"""Pages about files a desk asks for by their reference only."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import access, wording
from caseflow.refusals import OutOfReach
from caseflow.views import presenting
from caseflow.views.base import FormPage, SignedInPage
from referrals import actions, forms, inbox
from referrals.models import HandoverRequest
from referrals.views.desks import Desk


class Requests(Desk):
    """What this desk is asked for, and the answers to what it asked."""

    tab = "asked"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those that wait first; what this desk asked stands here once it is answered."""
        asked = [self.asked(each) for each in inbox.requests_to(self.user)]
        answered = [self.answered(each) for each in inbox.requests_from(self.user)]
        lists = [
            {"title": _("Nơi khác xin hồ sơ của đơn vị tôi"), "lines": asked,
             "empty": _("Không có yêu cầu nào đang chờ.")},
            {"title": _("Trả lời cho đơn vị tôi"), "lines": answered,
             "empty": _("Chưa có trả lời nào.")},
        ]  # fmt: skip
        button = {"label": _("Xin bàn giao hồ sơ"), "url": reverse("referrals:request_ask")}
        return self.page(title=_("Xin bàn giao"), lists=lists, head_buttons=[button])

    def asked(self, request: HandoverRequest) -> dict[str, Any]:
        """One that waits for this desk."""
        return {
            **_line(request),
            "sub": _("%(agency)s xin lúc %(at)s")
            % {"agency": request.agency.label, "at": wording.vn_datetime(request.asked_at)},
            "status": _("Chờ trả lời"),
            "tone": "hand",
        }

    def answered(self, request: HandoverRequest) -> dict[str, Any]:
        """One this desk asked."""
        return {
            **_line(request),
            "sub": wording.vn_datetime(request.answered_at) if request.answered_at else "",
            "status": str(request.get_verdict_display()),
        }


def _line(request: HandoverRequest) -> dict[str, Any]:
    return {
        "title": request.case.reference,
        "url": reverse("referrals:request", kwargs={"uid": request.uid}),
    }


class AskForCase(FormPage):
    """The reference and why; the answer says nothing of whether there is such a file."""

    section = "handoffs"
    form_class = forms.RequestForm
    title = gettext_lazy("Xin bàn giao hồ sơ")
    intro = gettext_lazy(
        "Nơi giữ hồ sơ được báo và trả lời bằng bàn giao hoặc bằng lý do. Bạn chưa xem được gì."
    )
    submit_label = gettext_lazy("Gửi yêu cầu")
    success = gettext_lazy("Đã ghi yêu cầu. Nếu có hồ sơ mang mã này, nơi giữ hồ sơ sẽ trả lời.")

    def load(self) -> None:
        """For desks that take files."""
        actions.may_ask(by=self.user)

    def act(self, form: Any) -> str:
        """Ask."""
        typed = form.cleaned_data
        actions.ask_for_case(typed["reference"], reason=typed["reason"], by=self.user, now=self.now)
        return self.cancel_url()

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("referrals:requests")


class OfRequest(SignedInPage):
    """A page of one request, found by its opaque id."""

    section = "handoffs"
    template_name = "referrals/request.html"
    request_row: HandoverRequest
    holders_only: ClassVar[bool] = False

    def load(self) -> None:
        """The request in reach, or OutOfReach."""
        actions.may_ask(by=self.user)
        found = HandoverRequest.objects.visible_to(self.user).select_related(
            "case", "agency", "handoff"
        )
        row = found.filter(uid=self.kwargs["uid"]).first()
        if row is None or (self.holders_only and not access.writes_here(self.user, row.case)):
            raise OutOfReach
        self.request_row = row

    @property
    def holds(self) -> bool:
        """Whether the person's desk answers for the file."""
        return access.writes_here(self.user, self.request_row.case)

    def address(self, name: str) -> str:
        """A page of this request."""
        return reverse(name, kwargs={"uid": self.request_row.uid})


class RequestPage(OfRequest):
    """Who asks, since when, what was answered; the words are covered."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The page without anything personal."""
        return self.shown()

    def shown(self, words: str = "") -> HttpResponse:
        """The page, with the words of the holder where they were just opened."""
        row = self.request_row
        facts = [
            {"label": _("Mã hồ sơ"), "value": row.case.reference},
            {"label": _("Nơi xin"), "value": row.agency.name},
            {"label": _("Xin lúc"), "value": wording.vn_datetime(row.asked_at)},
            {"label": _("Trả lời"), "value": str(row.get_verdict_display()) or _("Chưa trả lời")},
        ]
        return self.page(
            title=_("Xin bàn giao"),
            sections=[{"title": _("Yêu cầu"), "rows": facts}],
            masked=self.masked() if self.holds else [],
            words=words,
            buttons=self.buttons(),
            back_url=reverse("referrals:requests"),
            reveal_reasons=presenting.reveal_reasons(),
        )

    def masked(self) -> list[presenting.Masked]:
        """For the holder: why the other desk asks, and the own answer, covered."""
        row = self.request_row
        names = [name for name in ("reason", "answer") if presenting.is_written(row, name)]
        return [presenting.mask(row.case, row, name, may_open=True) for name in names]

    def buttons(self) -> list[dict[str, Any]]:
        """To answer; to read the answer."""
        row = self.request_row
        if self.holds and row.answered_at is None:
            give = reverse("referrals:hand_over", kwargs={"reference": row.case.reference})
            return [
                {"label": _("Lập bàn giao"), "url": f"{give}?nhan={row.agency.code}"},
                {
                    "label": _("Không bàn giao"),
                    "url": self.address("referrals:request_decline"),
                    "kind": "line",
                },
            ]
        if not self.holds and presenting.is_written(row, "answer"):
            read = self.address("referrals:request_answer")
            return [{"label": _("Đọc trả lời"), "post": read, "icon": "eye"}]
        return []


class ReadAnswer(RequestPage):
    """The words of the holder, for who asked; a recorded look."""

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Looking is a deed: back to the page with the button."""
        return HttpResponseRedirect(self.address("referrals:request"))

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Record, commit, show."""
        return self.shown(actions.read_answer(self.request_row, by=self.user, now=self.now))


class DeclineRequest(OfRequest, FormPage):
    """Why the file stays."""

    template_name = "caseflow/action.html"
    form_class = forms.DeclineRequestForm
    holders_only = True
    title = gettext_lazy("Không bàn giao hồ sơ")
    intro = gettext_lazy("Nơi xin đọc lý do này. Đừng ghi điều nơi đó không được biết.")
    submit_label = gettext_lazy("Gửi trả lời")
    success = gettext_lazy("Đã trả lời nơi xin.")

    def form_kwargs(self) -> dict[str, Any]:
        """The instant of the request."""
        return {"now": self.now}

    def act(self, form: Any) -> str:
        """Decline."""
        actions.decline_request(
            self.request_row, answer=form.cleaned_data["answer"], by=self.user, now=self.now
        )
        return self.cancel_url()

    def cancel_url(self) -> str:
        """Back to the request."""
        return self.address("referrals:request")
