"""Pages on which a supervisor moves several cases to one agency in one go."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from caseflow.choices import CASE_ROLES, OPEN_STATES
from caseflow.models import Agency, Case
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from caseflow.views.base import FormPage
from referrals import actions, receivers
from referrals.actions.moving import MOST
from referrals.forms.moving import MoveForm

UID = re.compile("[0-9a-fA-F]{32}")


class MoveCases(FormPage):
    """Choose; then see which can go, by reference only."""

    section = "handoffs"
    template_name = "referrals/move_cases.html"
    form_class = MoveForm
    title = gettext_lazy("Chuyển nhiều hồ sơ")
    intro = gettext_lazy(
        "Mỗi hồ sơ là một bàn giao riêng, với ít thông tin nhất mà bên nhận cần. Trang sau cho biết hồ "
        "sơ nào chuyển được; chưa có gì được gửi."
    )
    submit_label = gettext_lazy("Xem hồ sơ nào chuyển được")

    def load(self) -> None:
        """For supervisors of desks that work with cases."""
        standing = self.standing()
        if standing.role not in CASE_ROLES:
            raise OutOfReach
        if not standing.is_supervisor:
            raise WrongRole(_("Giám sát viên của đơn vị chuyển nhiều hồ sơ cùng lúc."))

    def cases(self) -> "QuerySet[Case]":
        """Open cases of the own desk."""
        own = Case.objects.visible_to(self.user).filter(
            responsible_agency=self.standing().agency, state__in=OPEN_STATES
        )
        return own.select_related("assigned_to")

    def listed(self) -> Sequence[Case]:
        """The next ones from `sau` on, with what was ticked before."""
        after = self.request.GET.get("sau", "")
        ticked = [code for code in self.request.POST.getlist("cases") if UID.fullmatch(code)]
        if ticked:
            return list(self.cases().filter(uid__in=ticked[: 2 * MOST]).order_by("pk"))
        rows = self.cases().order_by("pk")
        if after.isascii() and after.isdigit() and len(after) < 19:
            rows = rows.filter(pk__gt=int(after))
        return list(rows[:MOST])

    def form_kwargs(self) -> dict[str, Any]:
        """The own cases, and agencies that may take over."""
        possible = receivers.desks(self.now).exclude(pk=self.standing().agency.pk)
        return {"cases": self.listed(), "receivers": possible}

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the way to the cases that come after."""
        listed = self.listed() if self.request.method == "GET" else ()
        more = {"next_url": f"?sau={listed[-1].pk}"} if len(listed) == MOST else {}
        if not form.fields["cases"].choices:
            more["intro"] = _("Không có hồ sơ nào đang mở.")
        return super().form_page(form, status=status, **{**more, **context})

    def cancel_url(self) -> str:
        """Back to what was sent."""
        return reverse("referrals:outbox")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check, look ahead, offer to send those that can go."""
        form = MoveForm(request.POST, **self.form_kwargs())
        if not form.is_valid():
            return self.form_page(form, status=422)
        try:
            cases = actions.cases_to_move(form.chosen(), by=self.user)
        except WrongInput as refusal:
            return self.refused(form, refusal)
        uid = _name_of_press(request)
        return self.answered(form, cases, uid)

    def answered(self, form: MoveForm, cases: Sequence[Case], uid: UUID) -> HttpResponse:
        """What would happen."""
        seen = actions.foresee(cases, form.move(uid), by=self.user, now=self.now)
        ready = [each.case for each in seen if not each.sentence and not each.handoff]
        label = ngettext("Chuyển %(n)s hồ sơ", "Chuyển %(n)s hồ sơ", len(ready)) % {"n": len(ready)}
        return self.told(seen, form, uid, left=ready, label=label, sent=False)

    def told(
        self,
        seen: Sequence[actions.Moved],
        form: MoveForm,
        uid: UUID,
        *,
        left: Sequence[Case],
        label: str,
        sent: bool,
    ) -> HttpResponse:
        """The table, and one button for those that are left."""
        receiver: Agency = form.cleaned_data["receiver"]
        hidden = [
            ("move", uid.hex),
            ("receiver", str(receiver.pk)),
            *((name, form.cleaned_data[name]) for name in ("purpose", "basis", "grounds")),
            *(("cases", case.uid.hex) for case in left),
        ]
        button = {"label": label, "post": reverse("referrals:move_send"), "hidden": hidden,
                  "icon": "send"}  # fmt: skip
        return self.page(
            template="referrals/moving.html",
            title=self.title,
            receiver=receiver.label,
            sent=sent,
            columns=[_("Hồ sơ"), _("Kết quả")],
            rows=[[each.case.reference, outcome(each)] for each in seen],
            buttons=[button] if left else [],
            back_url=reverse("referrals:move_cases"),
        )


class MoveSend(MoveCases):
    """Move them, and say of each what became of it; pressed again, only what is left is done."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to choosing."""
        return HttpResponseRedirect(reverse("referrals:move_cases"))

    def listed(self) -> Sequence[Case]:
        """What was chosen, sent by this press or not."""
        ticked = [code for code in self.request.POST.getlist("cases") if UID.fullmatch(code)]
        visible = Case.objects.visible_to(self.user).filter(uid__in=ticked[: 2 * MOST])
        return list(visible.select_related("assigned_to").order_by("pk"))

    def answered(self, form: MoveForm, cases: Sequence[Case], uid: UUID) -> HttpResponse:
        """What happened."""
        done = actions.move_cases(cases, form.move(uid), by=self.user, now=self.now)
        left = [each.case for each in done if each.handoff is None]
        label = _("Thử lại các hồ sơ chưa chuyển")
        return self.told(done, form, uid, left=left, label=label, sent=True)


def outcome(each: actions.Moved) -> str:
    """In words what became, or would become, of one case."""
    if each.handoff is not None:
        return _("Đã gửi, số %(number)s") % {"number": each.handoff.number}
    return each.sentence or _("Chuyển được")


def _name_of_press(request: HttpRequest) -> UUID:
    """The same for the page that offers to send and for every press of its button."""
    typed = request.POST.get("move", "")
    return UUID(hex=typed) if UID.fullmatch(typed) else uuid4()
