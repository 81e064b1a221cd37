"""Moving a file: one page per step says what is missing, takes the evidence, and what begins then."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import clocks, law, rules, workflow
from caseflow.actions import proposals, steps as actions
from caseflow.choices import (
    SECOND_PERSON_STEPS,
    Asked,
    CloseReason,
    ProposalState,
    Role,
    SafetyManner,
    Step,
    VerificationResult,
)
from caseflow.forms import steps as step_forms
from caseflow.law import ClockRule
from caseflow.models import Case, Proposal
from caseflow.refusals import OutOfReach, Refused, WrongInput, WrongMoment, WrongRole
from caseflow.views import limits, presenting
from caseflow.views.base import ActionPage, CasePage, FormPage
from caseflow.workdays import length_words
from caseflow.workflow import StepChoice

FORMS: dict[Step, type[forms.Form]] = {
    Step.VERIFY: step_forms.VerifyForm,
    Step.IDENTIFY: step_forms.IdentifyForm,
    Step.SECURE: step_forms.SafetyForm,
    Step.BEGIN_SUPPORT: step_forms.ConfirmForm,
    Step.RULE_OUT: step_forms.RuleOutForm,
    Step.RECONSIDER: step_forms.ReconsiderForm,
    Step.REINTEGRATE: step_forms.ProposeForm,
    Step.CLOSE: step_forms.ProposeCloseForm,
    Step.REOPEN: step_forms.ProposeForm,
}
SUPPLIED = {
    Step.VERIFY: rules.verification_shows_signs,
    Step.IDENTIFY: rules.proof_paper_recorded,
    Step.SECURE: rules.safety_recorded,
}
"""What the form of the step itself brings; it is not missing beforehand."""
STARTS = {
    Step.VERIFY: "verified",
    Step.IDENTIFY: "identified",
    Step.SECURE: "secured",
    Step.BEGIN_SUPPORT: "support_started",
    Step.REINTEGRATE: "reintegrated",
}


class StepPage(ActionPage):
    """One step of one case."""

    template_name = "caseflow/step.html"
    form_classes = tuple(FORMS.values())
    step: Step
    choice: StepChoice

    def load(self) -> None:
        """The step, if it leads on from here and this person may take or propose it."""
        super().load()
        if self.kwargs["step"] not in FORMS:
            raise OutOfReach
        self.step = Step(self.kwargs["step"])
        found = {each.name: each for each in workflow.steps_for(self.case, by=self.user)}
        if self.step not in found:
            raise WrongMoment(
                _("Hồ sơ đang ở bước “%(now)s”, chưa làm được việc này. Xem lại hồ sơ.")
                % {"now": self.case.get_state_display()}
            )
        self.choice = found[self.step]
        if not self.allowed():
            raise WrongRole(_("Vai trò hoặc đơn vị của bạn không quyết định bước này."))

    def allowed(self) -> bool:
        """Whether the person takes the step, or may propose it to a second person."""
        if self.step in SECOND_PERSON_STEPS:
            return self.works and self.standing().role in rules.PROPOSERS
        return self.choice.permitted

    @property
    def proposes(self) -> bool:
        """Whether a second person decides."""
        return self.step in SECOND_PERSON_STEPS

    def get_form_class(self) -> type[forms.Form]:
        """The form with the evidence of this step."""
        return FORMS[self.step]

    def get_initial(self) -> dict[str, Any]:
        """Today as the day it happened, to be changed where it was earlier."""
        return {"happened_on": timezone.localdate(self.now)}

    def form_kwargs(self) -> dict[str, Any]:
        """The clock, and the closed list of papers where one is asked for."""
        kwargs: dict[str, Any] = {"now": self.now}
        if self.step == Step.IDENTIFY:
            papers = law.proof_papers(self.case.procedure_regime)
            kwargs["papers"] = [(paper.code, str(paper.label)) for paper in papers]
        return kwargs

    def missing(self) -> list[str]:
        """What the file lacks and this page does not ask for."""
        supplied = [str(SUPPLIED[self.step].reason)] if self.step in SUPPLIED else []  # type: ignore[attr-defined]  # set by @unless
        supplied.append(str(rules.decision_written(self.step).reason))  # type: ignore[attr-defined]  # set by @unless
        supplied.append(str(rules.approved(self.step).reason))  # type: ignore[attr-defined]  # set by @unless
        return [reason for reason in self.choice.reasons if reason not in supplied]

    def starts(self) -> list[str]:
        """Which limits begin when the step is taken."""
        event = STARTS.get(self.step)
        if event is None:
            return []
        today = clocks.calendar_day(self.now)
        found = clocks.rules_started(self.case, event, on=today)
        return [limit_words(rule) for rule in found]

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """The step with its task list."""
        title = (
            self.step.label
            if not self.proposes
            else _("Đề nghị: %(step)s") % {"step": self.step.label}
        )
        label = _("Gửi đề nghị") if self.proposes else _("Xác nhận chuyển bước")
        frame = {
            "title": title,
            "submit_label": label,
            "missing": self.missing(),
            "starts": self.starts(),
            "proposes": self.proposes,
        }
        return super().form_page(form, status=status, **{**frame, **context})

    def act(self, form: Any) -> str:
        """Take the step, or propose it."""
        data = form.cleaned_data
        common: dict[str, Any] = {"by": self.user, "now": self.now, "version": self.version()}
        if self.proposes:
            self.propose(data, common)
            messages.success(
                self.request, _("Đã gửi đề nghị. Giám sát viên sẽ duyệt hoặc trả lại.")
            )
        else:
            moved = self.take(data, common)
            done = _("Đã xong: %(step)s.") if moved else _("Đã ghi. Hồ sơ chưa chuyển bước.")
            messages.success(self.request, done % {"step": self.step.label})
        return self.url("caseflow:case")

    def propose(self, data: dict[str, Any], common: dict[str, Any]) -> None:
        """Ask the second person."""
        reason = data.get("close_reason")
        proposals.propose(
            self.case,
            step=self.step,
            grounds=data["grounds"],
            close_reason=CloseReason(reason) if reason else None,
            duplicate_of=self.other(data.get("duplicate_of", "")),
            **common,
        )

    def other(self, reference: str) -> Case | None:
        """The file this one repeats, by its reference; WrongInput when none is in reach."""
        if not reference:
            return None
        found = Case.objects.visible_to(self.user).filter(reference=reference.upper()).first()
        if found is None:
            raise WrongInput(_("Không có hồ sơ nào mang mã này trong phạm vi của bạn."))
        return found

    def take(self, data: dict[str, Any], common: dict[str, Any]) -> bool:
        """Call the one action of the step; whether the file moved."""
        if self.step == Step.VERIFY:
            data = data | {
                "result": VerificationResult(data["result"]),
                "asked": [Asked(code) for code in data["asked"]],
            }
        if self.step == Step.SECURE:
            data = data | {"manner": SafetyManner(data["manner"])}
        deeds = {
            Step.VERIFY: actions.verify,
            Step.IDENTIFY: actions.identify,
            Step.SECURE: actions.secure,
            Step.BEGIN_SUPPORT: actions.begin_support,
            Step.RULE_OUT: actions.rule_out,
            Step.RECONSIDER: actions.reconsider,
        }
        case: Case = deeds[self.step](self.case, **data, **common)  # type: ignore[operator]  # forms mirror the actions' arguments
        return case.version != self.case.version


def limit_words(rule: ClockRule) -> str:
    """One limit in words: duty, length, source."""
    length = length_words(rule.unit, rule.length)
    return f"{rule.label}: {length} ({rule.source})"


class Decide(CasePage, FormPage):
    """A proposal before the second person: approve, or send back with a reason."""

    template_name = "caseflow/decide.html"
    form_class: ClassVar[type[forms.Form]] = step_forms.SendBackForm
    submit_label = gettext_lazy("Trả lại")
    title = gettext_lazy("Đề nghị chờ duyệt")
    proposal: Proposal

    def load(self) -> None:
        """The proposal of this case, at work level."""
        super().load()
        if not self.works:
            raise OutOfReach
        found = (
            self.case.proposals.filter(uid=self.kwargs["proposal"])
            .select_related("proposed_by", "decided_by", "clock")
            .first()
        )
        if found is None:
            raise OutOfReach
        found.case = self.case
        self.proposal = found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approval asks nothing more; sending back asks for a reason."""
        if "approve" in request.POST:
            return self.approve()
        return super().post(request, *args, **kwargs)

    def approve(self) -> HttpResponse:
        """Approve, or come back with the reason why not."""
        try:
            proposals.approve(self.proposal, by=self.user, now=self.now)
        except Refused as refusal:
            form = step_forms.SendBackForm(self.request.POST)
            form.errors.clear()  # approving needs no reason
            return self.refused(form, refusal)
        messages.success(self.request, _("Đã duyệt."))
        return HttpResponseRedirect(self.url("caseflow:case"))

    def act(self, form: Any) -> str:
        """Send back with a reason."""
        proposals.send_back(
            self.proposal, answer=form.cleaned_data["answer"], by=self.user, now=self.now
        )
        messages.success(self.request, _("Đã trả lại đề nghị cho người lập."))
        return self.url("caseflow:case")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """The proposal with its masked reason."""
        waiting = self.proposal.state == ProposalState.WAITING
        decides = (
            waiting
            and self.standing().role == Role.SUPERVISOR
            and self.proposal.proposed_by_id != self.user.pk
        )
        masks = [
            presenting.mask(self.case, self.proposal, name, may_open=True)
            for name in ("grounds", "answer")
            if presenting.is_written(self.proposal, name)
        ]
        clock = self.proposal.clock
        frame = {
            "proposal": self.proposal,
            "limit": limits.in_words(clock, self.now) if clock else "",
            "decides": decides,
            "masks": masks,
        }
        return super().form_page(form, status=status, **{**frame, **context})

    def cancel_url(self) -> str:
        """Back to the case."""
        return self.url("caseflow:case")
