"""The end of an agency: prepared on one side, confirmed on the other, its progress in sight."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import access, wording
from caseflow.actions import succession as actions
from caseflow.forms.succession import ChooseForm, PrepareForm
from caseflow.holdings import holding
from caseflow.models import Agency, Case, SuccessionRun
from caseflow.refusals import OutOfReach
from caseflow.reports import directory
from caseflow.views.base import AdministratorPage, FormPage, SignedInPage

SHOWN = 50


class SuccessionsPage(AdministratorPage):
    """A page about the agencies this administrator looks after."""

    section = "agencies"
    refusal = gettext_lazy("Chỉ quản trị đơn vị làm việc này.")

    def load(self) -> None:
        """OutOfReach for somebody between two posts, WrongRole for everybody else."""
        self.standing()
        super().load()

    def below(self) -> list[Agency]:
        """The own agency and those under it that exist today, or have ended and still hold something."""
        today = timezone.localtime(self.now).date()
        own = directory.below(self.standing().agency)
        return [
            agency
            for agency in own
            if agency.exists_on(today) or not holding(agency, self.now).is_empty
        ]


class Successions(SuccessionsPage):
    """Every succession that concerns the own agencies."""

    template_name = "caseflow/successions.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The latest first."""
        runs = directory.successions(directory.below(self.standing().agency))
        rows = [
            {
                "title": f"{run.predecessor.label} → {run.successor.label}",
                "sub": _state(run),
                "url": reverse("caseflow:succession", args=[run.uid]),
            }
            for run in runs
        ]
        return self.page(rows=rows, prepare_url=reverse("caseflow:succession_prepare"))


class Prepare(FormPage, SuccessionsPage):
    """A new one; nothing moves before the other side confirms."""

    form_class = PrepareForm
    title = gettext_lazy("Lập việc kế nhiệm đơn vị")
    intro = gettext_lazy(
        "Hồ sơ, bàn giao, thời hạn, quyền xem và cán bộ của đơn vị kết thúc chuyển sang đơn vị kế "
        "nhiệm sau khi bên kia xác nhận."
    )
    submit_label = gettext_lazy("Lập và gửi xác nhận")

    def form_kwargs(self) -> dict[str, Any]:
        """Own agencies may end; any agency may take over, also one that is yet to begin."""
        return {"predecessors": self.below(), "successors": _unended(self.now)}

    def act(self, form: PrepareForm) -> str:
        """Prepare and show what will move."""
        chosen = form.cleaned_data
        run = actions.prepare(
            Agency.objects.get(code=chosen["predecessor"]),
            successor=Agency.objects.get(code=chosen["successor"]),
            on=chosen["on"],
            agreement=chosen["agreement"],
            by=self.user,
            now=self.now,
        )
        return reverse("caseflow:succession", args=[run.uid])

    def cancel_url(self) -> str:
        """Back to the list."""
        return reverse("caseflow:successions")


class RunPage(SignedInPage):
    """A page of one succession, for those it concerns."""

    section = "agencies"
    run: SuccessionRun

    def load(self) -> None:
        """The run, or OutOfReach for anybody it does not concern."""
        found = directory.succession(self.kwargs["uid"])
        if found is None or not self.concerns(found):
            raise OutOfReach
        self.run = found

    def concerns(self, run: SuccessionRun) -> bool:
        """Administrators of both sides."""
        return access.administers(self.user, run.predecessor) or access.administers(
            self.user, run.successor
        )


class Succession(RunPage):
    """What will move, what has moved, and the buttons of whoever decides now."""

    template_name = "caseflow/succession.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Preview before, progress after."""
        left = holding(self.run.predecessor, self.now)
        rows = [
            {"label": _("Tình trạng"), "value": _state(self.run)},
            {"label": _("Từ ngày"), "value": wording.vn_date(self.run.on)},
            {"label": _("Văn bản thoả thuận"), "value": self.run.agreement},
            {"label": _("Hồ sơ đang mở còn ở đơn vị cũ"), "value": str(left.cases)},
            {"label": _("Hồ sơ đã kết thúc còn ở đơn vị cũ"), "value": str(left.ended)},
            {"label": _("Thời hạn đang chạy"), "value": str(left.clocks)},
            {"label": _("Quyền xem từng hồ sơ"), "value": str(left.grants)},
            {"label": _("Cán bộ"), "value": str(left.members)},
            {
                "label": _("Hồ sơ đã chọn đơn vị khác"),
                "value": str(self.run.choices.exclude(successor=self.run.successor).count()),
            },
        ]
        return self.page(
            title=f"{self.run.predecessor.label} → {self.run.successor.label}",
            rows=rows,
            buttons=self.buttons(),
            back_url=reverse("caseflow:successions"),
        )

    def buttons(self) -> list[dict[str, Any]]:
        """Confirm for the other side, cancel for both, while it waits."""
        if not self.run.is_open or self.run.confirmed_at:
            return []
        post = reverse("caseflow:succession", args=[self.run.uid])
        found: list[dict[str, Any]] = []
        if (
            access.administers(self.user, self.run.successor)
            and self.user.pk != self.run.prepared_by_id
        ):
            found.append({"label": _("Xác nhận"), "post": post, "hidden": [("deed", "confirm")]})
        cancel = {"label": _("Huỷ"), "post": post, "hidden": [("deed", "cancel")], "kind": "line"}
        return [*found, cancel]

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Confirm or cancel."""
        if request.POST.get("deed") == "confirm":
            actions.confirm(self.run, by=self.user, now=self.now)
            messages.success(
                request, _("Đã xác nhận. Hệ thống đang chuyển; trang này cho biết còn bao nhiêu.")
            )
        elif request.POST.get("deed") == "cancel":
            actions.cancel(self.run, by=self.user, now=self.now)
            messages.success(request, _("Đã huỷ việc kế nhiệm."))
        return HttpResponseRedirect(reverse("caseflow:succession", args=[uid]))


class Choices(FormPage, RunPage):
    """Which file of a divided agency goes where; for supervisors of the agency that ends."""

    form_class = ChooseForm
    title = gettext_lazy("Chọn đơn vị kế nhiệm cho từng hồ sơ")
    success = gettext_lazy("Đã lưu lựa chọn.")

    def concerns(self, run: SuccessionRun) -> bool:
        """Supervisors of the predecessor, who reach its files."""
        standing = self.user.get_standing()
        return bool(
            standing and standing.is_supervisor and standing.agency.pk == run.predecessor_id
        )

    def files(self) -> "QuerySet[Case]":
        """The files it still holds, open or ended, the next fifty from `sau` on."""
        after = self.request.GET.get("sau", "")
        rows = Case.objects.visible_to(self.user).filter(responsible_agency=self.run.predecessor)
        if after.isascii() and after.isdigit() and len(after) < 19:
            rows = rows.filter(pk__gt=int(after))
        return rows.order_by("pk")[:SHOWN]

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the succession it is about."""
        intro = _("%(old)s kết thúc. Từ %(day)s, hồ sơ không chọn nơi khác thì sang %(heir)s.") % {
            "old": self.run.predecessor.label,
            "day": wording.vn_date(self.run.on),
            "heir": self.run.successor.label,
        }
        if not form.fields:
            intro = _("Không còn hồ sơ nào để chọn.")
        return super().form_page(form, status=status, intro=intro, **context)

    def form_kwargs(self) -> dict[str, Any]:
        """The files with what was chosen so far."""
        cases = list(self.files())
        chosen = dict.fromkeys((case.pk for case in cases), self.run.successor.code)
        for choice in self.run.choices.filter(case__in=cases).select_related("successor"):
            chosen[choice.case_id] = choice.successor.code
        successors = [
            agency
            for agency in Agency.objects.existing(self.run.on).order_by("name", "pk")
            if agency.kind == self.run.successor.kind or agency.pk == self.run.successor_id
        ]
        return {"cases": cases, "successors": successors, "chosen": chosen}

    def act(self, form: ChooseForm) -> str:
        """Keep what was chosen and go to the next fifty."""
        codes = {UUID(name.removeprefix("case_")): code for name, code in form.cleaned_data.items()}
        agencies = {
            agency.code: agency for agency in Agency.objects.filter(code__in=codes.values())
        }
        actions.choose(
            self.run,
            {uid: agencies[code] for uid, code in codes.items()},
            by=self.user,
            now=self.now,
        )
        last = Case.objects.visible_to(self.user).filter(uid__in=codes).order_by("-pk").first()
        here = reverse("caseflow:succession_choices", args=[self.run.uid])
        return f"{here}?sau={last.pk}" if last and len(codes) == SHOWN else here

    def cancel_url(self) -> str:
        """Back to the board."""
        return reverse("caseflow:board")


def _unended(now: datetime) -> list[Agency]:
    today = timezone.localtime(now).date()
    return list(Agency.objects.unended(today).order_by("name", "pk"))


def _state(run: SuccessionRun) -> str:
    if run.cancelled_at:
        return _("Đã huỷ")
    if run.finished_at:
        return _("Đã xong %(when)s") % {"when": wording.vn_datetime(run.finished_at)}
    if run.confirmed_at:
        return _("Đã xác nhận, chuyển từ ngày trên")
    return _("Chờ bên kế nhiệm xác nhận")
