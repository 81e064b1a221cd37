"""Writing into a file without moving it: contacts, health, safety, consent, identity."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from caseflow import milestones
from caseflow.actions import delays, milestones as recording, records as actions
from caseflow.choices import ContactKind, Milestone, SafetyManner
from caseflow.forms import records as forms
from caseflow.forms.steps import SafetyForm
from caseflow.models import (
    Clock,
)
from caseflow.refusals import OutOfReach
from caseflow.reports import directory
from caseflow.views import limits
from caseflow.views.base import ActionPage


class RecordPage(ActionPage):
    """A page that writes into a file this person works with."""

    success = gettext_lazy("Đã ghi.")

    def load(self) -> None:
        """The case of the person's own desk."""
        super().load()
        if not self.works:
            raise OutOfReach

    def form_kwargs(self) -> dict[str, Any]:
        """The instant against which dates are checked."""
        return {"now": self.now}


class Contact(RecordPage):
    """A call, visit or letter: two taps and a few words."""

    form_class = forms.ContactForm
    title = gettext_lazy("Ghi liên hệ")
    submit_label = gettext_lazy("Lưu ghi chú")
    success = gettext_lazy("Đã ghi liên hệ.")

    def get_initial(self) -> dict[str, Any]:
        """Now."""
        return {"happened_at": self.now}

    def act(self, form: Any) -> str:
        """Write the note."""
        data = form.cleaned_data
        actions.note_contact(
            self.case,
            kind=ContactKind(data["kind"]),
            text=data["text"],
            happened_at=data["happened_at"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:case")


class Health(RecordPage):
    """An examination."""

    form_class = forms.HealthForm
    title = gettext_lazy("Ghi khám sức khoẻ")
    intro = gettext_lazy("Đơn vị khác chỉ thấy là đã khám, không thấy nội dung.")

    def act(self, form: Any) -> str:
        """Write it down."""
        actions.note_health(self.case, **form.cleaned_data, by=self.user, now=self.now)
        return self.url("caseflow:records")


class Safety(RecordPage):
    """How the person came to safety, in any open state."""

    form_class = SafetyForm
    title = gettext_lazy("Ghi việc bảo đảm an toàn")

    def act(self, form: Any) -> str:
        """Write it down."""
        data = form.cleaned_data | {"manner": SafetyManner(form.cleaned_data["manner"])}
        actions.record_safety(self.case, **data, by=self.user, now=self.now)
        return self.url("caseflow:case")


class Assign(RecordPage):
    """Who works with the file."""

    form_class = forms.AssignForm
    title = gettext_lazy("Giao người phụ trách")
    submit_label = gettext_lazy("Giao")
    success = gettext_lazy("Đã giao người phụ trách.")

    def form_kwargs(self) -> dict[str, Any]:
        """Colleagues by their public id."""
        return {
            "members": [
                (user.uid.hex, user.get_short_name()) for user in directory.colleagues(self.case)
            ]
        }

    def get_initial(self) -> dict[str, Any]:
        """The present one, or oneself."""
        return {"to": (self.case.assigned_to or self.user).uid.hex}

    def act(self, form: Any) -> str:
        """Name the person."""
        to = next(
            user
            for user in directory.colleagues(self.case)
            if user.uid.hex == form.cleaned_data["to"]
        )
        actions.assign(self.case, to=to, by=self.user, now=self.now)
        return self.url("caseflow:case")


class Delay(RecordPage):
    """Why a limit was or will be missed."""

    form_class = forms.DelayForm
    title = gettext_lazy("Báo lý do trễ")
    submit_label = gettext_lazy("Gửi lý do")
    success = gettext_lazy("Đã báo lý do trễ.")

    def running(self) -> list[Clock]:
        """Running limits, the earliest first."""
        return list(self.case.clocks.running().order_by("due_at", "pk"))

    def form_kwargs(self) -> dict[str, Any]:
        """Limits with how long is left."""
        return {"clocks": [(row.uid.hex, limits.in_words(row, self.now)) for row in self.running()]}

    def get_initial(self) -> dict[str, Any]:
        """The only one, when there is one."""
        running = self.running()
        return {"clock": running[0].uid.hex} if len(running) == 1 else {}

    def act(self, form: Any) -> str:
        """Write the reason down."""
        chosen = form.cleaned_data["clock"]
        clock = next(row for row in self.running() if row.uid.hex == chosen)
        delays.give_delay_reason(clock, text=form.cleaned_data["text"], by=self.user, now=self.now)
        return self.url("caseflow:case")


class MilestoneAdd(RecordPage):
    """A deed the law names beside the steps; only those that matter for this file now."""

    form_class = forms.MilestoneForm
    title = gettext_lazy("Ghi việc luật định")
    intro = gettext_lazy("Hạn theo luật bắt đầu hoặc kết thúc vào lúc bạn ghi ở đây.")

    def form_kwargs(self) -> dict[str, Any]:
        """What may be written down now."""
        kinds = milestones.of_interest(self.case, self.now)
        return {**super().form_kwargs(), "kinds": [(kind.value, kind.label) for kind in kinds]}

    def get_initial(self) -> dict[str, Any]:
        """Now."""
        return {"happened_at": self.now}

    def act(self, form: Any) -> str:
        """Write it down."""
        recording.record_milestone(
            self.case,
            kind=Milestone(form.cleaned_data["kind"]),
            happened_at=form.cleaned_data["happened_at"],
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:case")


class Describe(RecordPage):
    """The coarse codes of a file."""

    form_class = forms.DescribeForm
    title = gettext_lazy("Sửa thông tin chung")
    success = gettext_lazy("Đã sửa thông tin chung.")

    def get_initial(self) -> dict[str, Any]:
        """As they stand."""
        return {name: getattr(self.case, name) for name in actions.DESCRIPTIVE}

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing: the form asks for no dates."""
        return {}

    def act(self, form: Any) -> str:
        """Write what changed."""
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if values:
            actions.describe_case(
                self.case, values=values, by=self.user, now=self.now, version=self.version()
            )
        return self.url("caseflow:case")


class PersonEdit(RecordPage):
    """Corrections of what is protected, without showing what stands."""

    form_class = forms.PersonForm
    title = gettext_lazy("Sửa thông tin cần bảo vệ")
    intro = gettext_lazy(
        "Nội dung đã ghi không hiện ở đây. Ghi mục cần sửa; mục để trống giữ nguyên."
    )
    success = gettext_lazy("Đã sửa thông tin cần bảo vệ.")

    def form_kwargs(self) -> dict[str, Any]:
        """Sex and day of reception, for doubts and for a birth after it."""
        received = timezone.localtime(self.case.received_at).date()
        return {**super().form_kwargs(), "sex": self.case.sex, "received_on": received}

    def row_version(self) -> int:
        """Of the person, not of the file."""
        return self.case.person.row_ver

    def act(self, form: Any) -> str:
        """Write the changes."""
        actions.amend_person(
            self.case, values=form.changes(), by=self.user, now=self.now, version=self.version()
        )
        return self.url("caseflow:case")
