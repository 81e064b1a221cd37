"""The forms of one handoff: send, receive, decline, withdraw, sign."""

from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import wording
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.refusals import OutOfReach, WrongRole
from referrals import actions, catalogue, forms, inbox, receivers, showing
from referrals.choices import OPEN_STATES, Condition, HandoffKind
from referrals.rules import side_of
from referrals.views.pages import ThenLook
from referrals.views.rows import OfHandoff, RowAction


class HandoffAction(OfHandoff, RowAction):
    """A deed on one handoff."""

    sides: ClassVar[frozenset[str]] = frozenset({"sender"})
    """Whose deed it is."""

    def load(self) -> None:
        """The handoff, for the side whose deed it is."""
        super().load()
        if side_of(self.handoff, self.user) not in self.sides:
            raise WrongRole(_("Việc này do bên kia của bàn giao làm."))


class Send(HandoffAction):
    """Seal and send."""

    title = gettext_lazy("Gửi bàn giao")
    submit_label = gettext_lazy("Gửi cho bên nhận")

    def act(self, form: Any) -> str:
        """Send, and say by when the receiver has to answer, where a limit runs."""
        actions.send(self.handoff, by=self.user, now=self.now, version=self.version())
        due = inbox.limit_of(self.handoff)
        words = _("Đã gửi. Hạn trả lời của bên nhận: %(when)s.") if due else _("Đã gửi.")
        messages.success(self.request, words % {"when": due and wording.due_when(due, self.now)})
        return self.address()


class Receive(HandoffAction):
    """Confirm that the person is here."""

    form_class = forms.ReceiveForm
    sides = frozenset({"receiver"})
    title = gettext_lazy("Xác nhận đã nhận người")
    submit_label = gettext_lazy("Xác nhận")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """Says whom, by which minutes and when, so that the press confirms it."""
        told = {
            "reference": self.case.reference,
            "number": self.handoff.number,
            "at": wording.vn_datetime(self.now),
        }
        return super().form_page(form, status=status, intro=self.says() % told, **context)

    def says(self) -> str:
        """What the press means; only a transfer moves the file."""
        if self.handoff.is_transfer:
            return _(
                "Bấm Xác nhận là đã gặp đúng người của hồ sơ %(reference)s, biên bản số %(number)s, lúc "
                "%(at)s. Từ lúc này đơn vị bạn giữ hồ sơ và chịu trách nhiệm."
            )
        return _(
            "Bấm Xác nhận là đã gặp đúng người của hồ sơ %(reference)s, biên bản số %(number)s, lúc "
            "%(at)s. Đơn vị gửi vẫn giữ hồ sơ."
        )

    def form_kwargs(self) -> dict[str, Any]:
        """Whether the giver listed belongings, without opening the list."""
        return {**super().form_kwargs(), "listed": showing.lists_belongings(self.handoff)}

    def act(self, form: Any) -> str:
        """Receive."""
        typed = form.cleaned_data
        agree = typed.get("belongings_agree")
        actions.receive(
            self.handoff,
            condition=Condition(typed["condition"]),
            condition_note=typed["condition_note"],
            belongings=typed["belongings"],
            belongings_agree=agree == "yes" if agree else None,
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        words = _("Đã nhận. Hồ sơ thuộc đơn vị bạn.") if self.handoff.is_transfer else _("Đã nhận.")
        messages.success(self.request, words)
        return self.address()


class Decline(HandoffAction):
    """Say that this agency cannot, and why."""

    form_class = forms.DeclineForm
    sides = frozenset({"receiver"})
    title = gettext_lazy("Không nhận được, cần nơi khác")
    intro = gettext_lazy("Bên giao sẽ đọc lý do để tìm nơi khác.")
    submit_label = gettext_lazy("Gửi trả lời")
    success = gettext_lazy("Đã trả lời bên giao.")

    def act(self, form: Any) -> str:
        """Decline."""
        actions.decline(
            self.handoff,
            reason=form.cleaned_data["reason"],
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return reverse("referrals:inbox")


class Withdraw(HandoffAction):
    """Take it back before receipt."""

    title = gettext_lazy("Rút lại bàn giao")
    intro = gettext_lazy("Bên nhận không xem được gói thông tin nữa.")
    submit_label = gettext_lazy("Rút lại")
    success = gettext_lazy("Đã rút lại.")

    def act(self, form: Any) -> str:
        """Withdraw."""
        actions.withdraw(self.handoff, by=self.user, now=self.now, version=self.version())
        return self.address()


class Elsewhere(HandoffAction, ThenLook):
    """To another receiver, with what was chosen for the first; a waiting one is taken back."""

    form_class = forms.ElsewhereForm
    template_name = "referrals/give.html"
    title = gettext_lazy("Gửi nơi khác")
    submit_label = gettext_lazy("Lập và xem trước")
    success = gettext_lazy("Đã lập bàn giao cho nơi mới. Xem trước rồi gửi.")

    def load(self) -> None:
        """For those who still work with the case."""
        super().load()
        if not self.works:
            raise OutOfReach

    @property
    def intro(self) -> str:  # type: ignore[override]  # says what becomes of the old one
        """What becomes of the old one."""
        at = {"number": self.handoff.number, "receiver": self.handoff.receiver.label}
        if self.handoff.state in OPEN_STATES:
            return _("Bàn giao số %(number)s cho %(receiver)s được rút lại.") % at
        return _("Thay cho bàn giao số %(number)s, %(receiver)s không nhận.") % at

    def form_kwargs(self) -> dict[str, Any]:
        """Every agency but the first receiver."""
        possible = receivers.possible(self.case, self.now).exclude(pk=self.handoff.receiver_id)
        return {"now": self.now, "case": self.case, "receivers": possible}

    def get_initial(self) -> dict[str, Any]:
        """As for the first receiver; single fields where more or less than its least was chosen."""
        chosen = self.handoff.chosen
        least = catalogue.least_for(self.handoff.receiver.kind)
        return {
            "purpose": self.handoff.purpose,
            "extent": forms.Extent.LEAST if chosen == least else forms.Extent.CHOSEN,
            "fields": chosen,
            "beyond": self.handoff.beyond,
        }

    def sections(self, form: Any) -> list[dict[str, Any]]:
        """Few questions in sight."""
        groups: list[dict[str, Any]] = form.groups()
        return groups

    def act(self, form: Any) -> str:
        """Take back, draft anew."""
        typed = form.cleaned_data
        answered = typed["answer"] and actions.Answer(
            answer=ConsentAnswer(typed["answer"]),
            basis=ConsentBasis(typed["basis"]),
            with_interpreter=typed["interpreter"],
            terms=form.terms(),
        )
        self.drafted = actions.change_receiver(
            self.handoff,
            draft=form.draft(HandoffKind(self.handoff.kind)),
            answer=answered or None,
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return reverse("referrals:handoff", kwargs={"uid": self.drafted.uid})


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class Sign(HandoffAction):
    """Sign for one's side; the password is asked for again unless it was just given."""

    sides = frozenset({"sender", "receiver"})
    title = gettext_lazy("Ký biên bản bàn giao")
    intro = gettext_lazy("Ký sau khi đã đọc biên bản in ra.")
    submit_label = gettext_lazy("Ký")
    success = gettext_lazy("Đã ký phần của đơn vị bạn.")

    def act(self, form: Any) -> str:
        """Sign."""
        actions.sign(self.handoff, by=self.user, now=self.now, version=self.version())
        return self.address()
