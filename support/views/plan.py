"""The forms of support, one deed each."""

from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow.models import Agency
from caseflow.refusals import OutOfReach, WrongMoment, WrongRole
from caseflow.views.base import ActionPage
from support import actions, forms, rules
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    NeedLevel,
    PlanState,
    Score,
    ServiceKind,
)
from support.models import FollowUp, PlanItem, SupportPlan, settled_deliveries


class SupportAction(ActionPage):
    """A deed of support; leads back to the tab."""

    planners_only: ClassVar[bool] = True

    def load(self) -> None:
        """The case of the person's own desk; 403 where only planners write."""
        super().load()
        if not self.works:
            raise OutOfReach
        if self.planners_only and self.standing().role not in rules.PLANNERS:
            raise WrongRole(_("Việc này do nhân viên công tác xã hội hoặc giám sát viên làm."))

    def form_kwargs(self) -> dict[str, Any]:
        """The instant of the request."""
        return {"now": self.now}

    def get_initial(self) -> dict[str, Any]:
        """Today, where a day is asked."""
        today = timezone.localdate(self.now)
        return dict.fromkeys(
            ("happened_on", "agreed_on", "done_on", "measured_on", "planned_on"), today
        )

    def cancel_url(self) -> str:
        """Back to the tab."""
        return self.url("support:case_support")

    def providers(self) -> Any:
        """Agencies that exist today."""
        today = timezone.localdate(self.now)
        return Agency.objects.existing(today).order_by("kind", "name", "pk")

    def plan(self) -> SupportPlan:
        """The open plan, or a sentence that says there is none."""
        plan = self.case.plans.exclude(state=PlanState.CLOSED).first()
        if plan is None:
            raise WrongMoment(_("Chưa có kế hoạch. Lập kế hoạch trước."))
        return plan


class Assess(SupportAction):
    """Assess needs."""

    form_class = forms.NeedsForm
    title = gettext_lazy("Đánh giá nhu cầu")
    success = gettext_lazy("Đã ghi đánh giá nhu cầu.")

    def act(self, form: Any) -> str:
        """Assess."""
        typed = form.cleaned_data
        actions.assess_needs(
            self.case,
            levels={kind: NeedLevel(typed[f"need_{kind.value}"]) for kind in ServiceKind},
            findings=typed["findings"],
            happened_on=typed["happened_on"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()


class Draft(SupportAction):
    """Begin a plan."""

    form_class = forms.PlainForm
    title = gettext_lazy("Lập kế hoạch hỗ trợ")
    intro = gettext_lazy("Lập cùng người được hỗ trợ; lựa chọn của họ được tôn trọng.")
    submit_label = gettext_lazy("Bắt đầu lập")

    def act(self, form: Any) -> str:
        """Draft."""
        actions.draft_plan(self.case, by=self.user, now=self.now)
        return self.cancel_url()


class AddItem(SupportAction):
    """Plan a service."""

    form_class = forms.ItemForm
    title = gettext_lazy("Thêm dịch vụ vào kế hoạch")
    success = gettext_lazy("Đã thêm vào kế hoạch.")

    def form_kwargs(self) -> dict[str, Any]:
        """Who may give it."""
        return {"providers": self.providers()}

    def act(self, form: Any) -> str:
        """Plan it."""
        typed = form.cleaned_data
        actions.plan_service(
            self.plan(),
            kind=ServiceKind(typed["kind"]),
            provider=typed["provider"],
            planned_on=typed["planned_on"],
            note=typed["note"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()


class Give(SupportAction):
    """Write down a service given; officers write down first support."""

    planners_only = False
    form_class = forms.GiveForm
    title = gettext_lazy("Ghi một lần hỗ trợ")
    success = gettext_lazy("Đã ghi.")

    def form_kwargs(self) -> dict[str, Any]:
        """Who gave it."""
        counted = settled_deliveries(self.case)
        return {"now": self.now, "providers": self.providers(), "occasions": counted}

    def act(self, form: Any) -> str:
        """Write it down."""
        typed = form.cleaned_data
        actions.give_service(
            self.case,
            kind=ServiceKind(typed["kind"]),
            provider=typed["provider"],
            happened_on=typed["happened_on"],
            note=typed["note"],
            by=self.user,
            now=self.now,
            same_as=form.occasion(),
        )
        return self.cancel_url()


class Agree(SupportAction):
    """The person agrees."""

    form_class: ClassVar[type[Form]] = forms.AgreeForm
    title = gettext_lazy("Người được hỗ trợ đồng ý với kế hoạch")
    success = gettext_lazy("Đã ghi sự đồng ý.")

    def row_version(self) -> int:
        """The plan's."""
        plan = self.case.plans.exclude(state=PlanState.CLOSED).first()
        return plan.version if plan else 0

    def act(self, form: Any) -> str:
        """Agree."""
        typed = form.cleaned_data
        actions.agree_plan(
            self.plan(),
            agreed_on=typed["agreed_on"],
            with_interpreter=typed["with_interpreter"],
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return self.cancel_url()


class Review(Agree):
    """Look at the plan again."""

    form_class = forms.PlainForm
    title = gettext_lazy("Rà soát kế hoạch")
    success = gettext_lazy("Đã ghi lần rà soát.")

    def act(self, form: Any) -> str:
        """Review."""
        actions.review_plan(self.plan(), by=self.user, now=self.now, version=self.version())
        return self.cancel_url()


class Settle(SupportAction):
    """Say how a planned service ended."""

    form_class = forms.SettleForm
    title = gettext_lazy("Kết quả của dịch vụ")
    success = gettext_lazy("Đã ghi kết quả.")
    item: PlanItem

    def load(self) -> None:
        """A service of this file."""
        super().load()
        item = PlanItem.objects.filter(case=self.case, uid=self.kwargs["item"]).first()
        if item is None:
            raise OutOfReach
        self.item = item

    def form_kwargs(self) -> dict[str, Any]:
        """The occasions written down that may have been this service."""
        return {"now": self.now, "occasions": self.item.occasions()}

    def act(self, form: Any) -> str:
        """Settle."""
        typed = form.cleaned_data
        actions.settle_item(
            self.item,
            outcome=ItemState(typed["outcome"]),
            delivery=form.occasion(),
            reason=typed["reason"],
            happened_on=typed["happened_on"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()


class PlanFollowUp(SupportAction):
    """Fix a day."""

    form_class = forms.FollowUpForm
    title = gettext_lazy("Hẹn theo dõi")
    success = gettext_lazy("Đã hẹn.")

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing more."""
        return {}

    def act(self, form: Any) -> str:
        """Plan."""
        day = form.cleaned_data["planned_on"]
        actions.plan_follow_up(self.case, planned_on=day, by=self.user, now=self.now)
        return self.cancel_url()


class FollowUpDone(SupportAction):
    """Write down what was found."""

    form_class = forms.FollowUpDoneForm
    title = gettext_lazy("Kết quả theo dõi")
    success = gettext_lazy("Đã ghi.")
    planned: FollowUp

    def load(self) -> None:
        """An appointment of this file."""
        super().load()
        found = FollowUp.objects.filter(case=self.case, uid=self.kwargs["follow_up"]).first()
        if found is None:
            raise OutOfReach
        self.planned = found

    def act(self, form: Any) -> str:
        """Record."""
        typed = form.cleaned_data
        actions.record_follow_up(
            self.planned,
            result=FollowUpResult(typed["result"]),
            note=typed["note"],
            done_on=typed["done_on"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()


class Measure(SupportAction):
    """Fill the outcome scale."""

    form_class = forms.OutcomeForm
    title = gettext_lazy("Đo kết quả")
    success = gettext_lazy("Đã ghi kết quả đo.")

    def act(self, form: Any) -> str:
        """Measure."""
        typed = form.cleaned_data
        actions.measure_outcome(
            self.case,
            moment=Moment(typed["moment"]),
            scores={
                dimension: Score(int(typed[f"score_{dimension.value}"])) for dimension in Dimension
            },
            measured_on=typed["measured_on"],
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()
