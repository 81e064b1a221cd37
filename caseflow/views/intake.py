"""Receiving people: look first, then write down; one person, a group of one incident, or a child."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import http, rules
from caseflow.actions import intake as actions
from caseflow.choices import CASE_ROLES, Level, Step
from caseflow.forms.intake import GroupForm, GroupMemberForm, IntakeForm
from caseflow.models import Case
from caseflow.refusals import OutOfReach, Refused, WrongRole
from caseflow.templatetags import caseflow_tags
from caseflow.views.base import ActionPage, FormPage, SignedInPage
from caseflow.views.search import PersonSearch

MOST_PEOPLE = 20
START_PEOPLE = 3


class ReceivingPage(SignedInPage):
    """Pages of people whose role and agency receive reports; 403 for others."""

    section = "cases"

    def load(self) -> None:
        """Refuse those who do not receive people."""
        super().load()
        standing = self.standing()
        allowed = standing.role in CASE_ROLES and Step.RECEIVE in rules.ROLE_STEPS[standing.role]
        if not allowed or not standing.agency.receives_reports:
            raise WrongRole(_("Vai trò hoặc đơn vị của bạn không tiếp nhận người."))


class Lookup(ReceivingPage, PersonSearch):
    """Step one of every intake: is this person known already? The search is recorded."""

    template_name = "caseflow/intake_search.html"
    title = gettext_lazy("Lập hồ sơ mới")
    intro = gettext_lazy(
        "Tìm trước để không lập hai hồ sơ cho một người. Lần tìm được ghi vào nhật ký."
    )


class IntakeBase(ReceivingPage, FormPage):
    """The form of one person."""

    template_name = "caseflow/intake.html"
    form_class = IntakeForm
    title = gettext_lazy("Tiếp nhận một người")
    submit_label = gettext_lazy("Tiếp nhận, mở hồ sơ")

    def get_initial(self) -> dict[str, Any]:
        """Now, and a token that makes a second sending harmless."""
        return {"received_at": self.now, "token": uuid4()}

    def form_kwargs(self) -> dict[str, Any]:
        """The instant against which dates are checked."""
        return {"now": self.now}

    def sections(self, form: IntakeForm) -> list[dict[str, Any]]:
        """Eight needed answers, needs, and what is known of the person."""
        groups: list[tuple[str, str, tuple[str, ...]]] = [
            (_("Tám điều cần ghi"), _("“Chưa biết” cũng là câu trả lời."), form.REQUIRED),
            (_("Nhu cầu và nhận định ban đầu"), "", form.NEEDS),
            (
                _("Về người được hỗ trợ"),
                _("Chỉ ghi điều đã biết. Phần này được niêm phong và luôn che trên màn hình."),
                form.IDENTITY,
            ),
        ]
        drawn = [
            {"title": title, "hint": hint, "fields": [form[name] for name in names]}
            for title, hint, names in groups
        ]
        if not form.fields["confirm"].widget.is_hidden:
            drawn.append({"title": _("Xác nhận"), "fields": [form["confirm"]]})
        return drawn

    def cancel_url(self) -> str:
        """Back to the search."""
        return reverse("caseflow:intake")

    def hidden(self) -> list[tuple[str, str]]:
        """The token of the form already makes a second sending harmless."""
        return []


class Intake(IntakeBase):
    """One person."""

    def act(self, form: IntakeForm) -> str:
        """Open the file; the same form sent again opens the same file."""
        received = actions.receive_case(
            intake=form.intake(form.cleaned_data), by=self.user, now=self.now
        )
        messages.success(self.request, _("Đã mở hồ sơ %(code)s.") % {"code": received.reference})
        return reverse("caseflow:case", kwargs={"reference": received.reference})


class IntakeBeside(ActionPage, IntakeBase):
    """A file that belongs to another one: drawn from the page of that one, linked to it."""

    template_name = "caseflow/intake.html"
    form_class = IntakeForm

    def form_kwargs(self) -> dict[str, Any]:
        """As every intake."""
        return {"now": self.now}

    def receive(self, form: IntakeForm) -> Case:
        """Open the file."""
        raise NotImplementedError

    def act(self, form: IntakeForm) -> str:
        """Open the file and go there."""
        opened = self.receive(form)
        messages.success(self.request, _("Đã mở hồ sơ %(code)s.") % {"code": opened.reference})
        return reverse("caseflow:case", kwargs={"reference": opened.reference})


class IntakeChild(IntakeBeside):
    """A child who came with the person of a case; an own file, linked to it."""

    title = gettext_lazy("Lập hồ sơ cho trẻ đi cùng")

    def load(self) -> None:
        """The adult's case at the person's own desk."""
        super().load()
        if not self.works:
            raise OutOfReach

    def get_initial(self) -> dict[str, Any]:
        """What the child shares with the adult."""
        adult = self.case
        return {
            **super().get_initial(),
            "route": adult.route,
            "reporter": adult.reporter,
            "found_in_province": adult.found_in_province or "unknown",
            "risk": adult.risk,
            "interpreter": adult.interpreter,
        }

    def receive(self, form: IntakeForm) -> Case:
        """The child's file."""
        return actions.receive_accompanying_child(
            self.case, intake=form.intake(form.cleaned_data), by=self.user, now=self.now
        )


class IntakeAgain(IntakeBeside):
    """A person whose file exists was trafficked again; a file of its own for the new episode."""

    needs = Level.TRAIL
    title = gettext_lazy("Lập hồ sơ mới cho người bị mua bán lần nữa")

    def receive(self, form: IntakeForm) -> Case:
        """The file of the new episode."""
        return actions.receive_again(
            self.case, intake=form.intake(form.cleaned_data), by=self.user, now=self.now
        )


class IntakeGroup(ReceivingPage):
    """Several people of one incident, all files or none."""

    template_name = "caseflow/intake_group.html"
    form_class = GroupForm

    def get(self, request: HttpRequest) -> HttpResponse:
        """Empty forms for some people."""
        form = GroupForm(initial={"received_at": self.now}, now=self.now)
        return self.draw(form, [self.member(number) for number in range(START_PEOPLE)])

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add room for one more person, or open the files."""
        typed = request.POST.get("so-nguoi", "")[:4]
        count = min(int(typed), MOST_PEOPLE) if typed.isascii() and typed.isdigit() else 1
        form = GroupForm(request.POST, now=self.now)
        people = [self.member(number, request.POST) for number in range(count)]
        if "more" in request.POST:
            return self.one_more(form, people)
        valid = [form.is_valid(), *[member.is_valid() for member in people]]
        if not all(valid):
            return self.draw(form, people, status=422)
        try:
            return self.receive(form, people)
        except Refused as refusal:
            http.record_refusal(request, refusal)
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
            return self.draw(form, people, status=409)

    def receive(self, form: GroupForm, people: Sequence[GroupMemberForm]) -> HttpResponse:
        """Open the files and say their codes."""
        shared = form.cleaned_data
        incident = actions.receive_group(
            intakes=[member.intake(shared) for member in people if member.has_changed()],
            happened_on=shared["happened_on"],
            by=self.user,
            now=self.now,
        )
        opened = Case.objects.visible_to(self.user).filter(incident=incident).order_by("pk")
        codes = ", ".join(opened.values_list("reference", flat=True))
        words = _("Đã mở hồ sơ cho vụ việc %(incident)s: %(codes)s.")
        said = words % {"incident": incident.reference, "codes": codes}
        messages.success(self.request, said)
        return HttpResponseRedirect(reverse("caseflow:case_list"))

    def member(self, number: int, data: Any = None) -> GroupMemberForm:
        """The form of one person."""
        initial = {"token": uuid4()} if data is None else {}
        return GroupMemberForm(
            data,
            initial=initial,
            prefix=f"nguoi-{number}",
            now=self.now,
            empty_permitted=True,
            use_required_attribute=False,
        )

    def one_more(self, form: GroupForm, people: Sequence[GroupMemberForm]) -> HttpResponse:
        """The same page with room for one more; what was typed stays, unchecked."""
        again = GroupForm(initial=_typed(form), now=self.now)
        kept = []
        for number, member in enumerate(people):
            fresh = self.member(number)
            fresh.initial = _typed(member)
            kept.append(fresh)
        if len(kept) < MOST_PEOPLE:
            kept.append(self.member(len(kept)))
        return self.draw(again, kept)

    def draw(
        self, form: GroupForm, people: Sequence[GroupMemberForm], *, status: int = 200
    ) -> HttpResponse:
        """The page; errors of every person stand in one summary."""
        bound = [each for each in (form, *people) if each.is_bound]
        errors = [error for each in bound for error in caseflow_tags.error_list(each)]
        return self.page(
            status=status,
            form=form,
            people=people,
            count=len(people),
            errors=errors,
            title=_("Tiếp nhận một nhóm"),
        )


def _typed(form: Form) -> dict[str, Any]:
    """What was typed, as it was typed, to be shown again."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }
