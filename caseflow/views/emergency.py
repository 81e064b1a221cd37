"""Seeing a file in an emergency, ending it, and the second person's queue."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import access, references, wording
from caseflow.actions import emergency as actions
from caseflow.choices import Emergency, Level, Role, Verdict
from caseflow.forms.sight import EmergencyForm, ReviewForm
from caseflow.models import EmergencyView
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.reports import emergencies as reports
from caseflow.views import presenting
from caseflow.views.base import CasePage, FormPage, SignedInPage

TONES = {Verdict.JUSTIFIED: "ok", Verdict.UNNECESSARY: "warn", Verdict.MISUSED: "late"}


class OpenInEmergency(FormPage):
    """The code, what happened, why it cannot wait; then the file, for four hours."""

    section = "cases"
    form_class = EmergencyForm
    title = gettext_lazy("Xem khẩn cấp")
    intro = gettext_lazy(
        "Chỉ dùng khi không chờ được bàn giao. Bạn xem được thông tin cần bảo vệ trong 4 giờ, không "
        "sửa được gì. Giám sát viên của hai đơn vị được báo ngay và xem xét trong 72 giờ."
    )
    submit_label = gettext_lazy("Xem trong 4 giờ")

    def load(self) -> None:
        """For those whose role and agency may ever see protected fields; 403 for others."""
        if not access.opens_in_emergency(self.user.get_standing()):
            raise WrongRole(_("Vai trò hoặc đơn vị của bạn không xem thông tin cần bảo vệ."))

    def get_initial(self) -> dict[str, Any]:
        """The code the person came with, if it is one."""
        typed = self.request.GET.get("ma", "")
        return {"reference": references.normalise(typed)} if references.is_valid(typed) else {}

    def act(self, form: Any) -> str:
        """Open the file."""
        data = form.cleaned_data
        view = actions.open_file(
            data["reference"],
            kind=Emergency(data["kind"]),
            reason=data["reason"],
            by=self.user,
            now=self.now,
        )
        until = wording.vn_time(view.open_until)
        messages.success(self.request, _("Bạn xem được hồ sơ này đến %(time)s.") % {"time": until})
        return reverse("caseflow:case", kwargs={"reference": view.case.reference})

    def cancel_url(self) -> str:
        """Back to the desk."""
        return reverse("caseflow:case_list")


class EmergencyOf(CasePage):
    """A page about one emergency view of a case."""

    view: EmergencyView

    def load(self) -> None:
        """The view named in the address."""
        super().load()
        uid: UUID = self.kwargs["view"]
        found = (
            self.case.emergency_views.filter(uid=uid)
            .select_related("opened_by", "agency", "reviewed_by")
            .first()
        )
        if found is None:
            raise OutOfReach
        found.case = self.case
        self.view = found


class EmergencyEnd(EmergencyOf):
    """Ends a view before its time."""

    needs = Level.PACKAGE

    def get(self, request: HttpRequest, reference: str, view: UUID) -> HttpResponse:
        """Ending is a deed: back to the file."""
        return HttpResponseRedirect(self.url("caseflow:case"))

    def post(self, request: HttpRequest, reference: str, view: UUID) -> HttpResponse:
        """End it; who judges it comes back to its page, who opened it to the desk."""
        actions.end(self.view, by=self.user, now=self.now)
        messages.success(request, _("Đã kết thúc lần xem khẩn cấp."))
        if self.works:
            return HttpResponseRedirect(self.url("caseflow:emergency_review", view=view))
        return HttpResponseRedirect(reverse("caseflow:case_list"))


class EmergencyReview(EmergencyOf, FormPage):
    """One view before the second person."""

    needs = Level.WORK
    template_name = "caseflow/emergency_review.html"
    form_class = ReviewForm
    title = gettext_lazy("Xem xét việc xem khẩn cấp")
    submit_label = gettext_lazy("Ghi kết luận")
    success = gettext_lazy("Đã ghi kết luận.")

    def load(self) -> None:
        """Supervisors of the agencies that answer for the file."""
        super().load()
        if not self.works:
            raise OutOfReach
        if self.standing().role != Role.SUPERVISOR:
            raise WrongRole(_("Chỉ giám sát viên xem xét việc xem khẩn cấp."))

    def act(self, form: Any) -> str:
        """Write the verdict."""
        data = form.cleaned_data
        actions.review(
            self.view,
            verdict=Verdict(data["verdict"]),
            answer=data["answer"],
            by=self.user,
            now=self.now,
        )
        return reverse("caseflow:emergencies")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """What happened, the covered reason, what was opened, and the question."""
        view = self.view
        masks = [
            presenting.mask(self.case, view, name, may_open=True)
            for name in ("reason", "answer")
            if presenting.is_written(view, name)
        ]
        running = view.open_until > self.now
        frame = {
            "view": view,
            "masks": masks,
            "judges": view.reviewed_at is None and view.opened_by_id != self.user.pk,
            "running": running,
            "end_url": self.url("caseflow:emergency_end", view=view.uid),
            "seen_url": self.url("caseflow:seen"),
        }
        return super().form_page(form, status=status, **{**frame, **context})

    def cancel_url(self) -> str:
        """Back to the queue."""
        return reverse("caseflow:emergencies")


class Emergencies(SignedInPage):
    """The queue: what waits for a second person, then what was judged lately."""

    section = "board"
    template_name = "caseflow/emergencies.html"

    def load(self) -> None:
        """Supervisors only."""
        if self.standing().role != Role.SUPERVISOR:
            raise WrongRole(_("Trang này dành cho giám sát viên."))

    def get(self, request: HttpRequest) -> HttpResponse:
        """Codes, people and times; the reason is sealed and opens on the page of each."""
        standing = self.standing()
        return self.page(
            waiting=[self.row(view) for view in reports.waiting(standing)],
            judged=[self.row(view) for view in reports.judged(standing)],
        )

    def row(self, view: EmergencyView) -> dict[str, Any]:
        """One view for task_list.html."""
        at = {"reference": view.case.reference, "view": view.uid}
        if view.reviewed_at:
            status, tone = view.get_verdict_display(), TONES[Verdict(view.verdict)]
        else:
            status = wording.due_words(view.review_due_at, self.now)
            tone = wording.due_tone(view.review_due_at, self.now)
        return {
            "title": f"{view.case.reference} · {view.get_kind_display()}",
            "sub": f"{view.opened_by.get_short_name()} · {view.agency.label} · "
            f"{wording.vn_datetime(view.opened_at)}",
            "url": reverse("caseflow:emergency_review", kwargs=at),
            "status": status,
            "tone": tone,
        }
