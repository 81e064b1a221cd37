"""Needs, plan, services, follow-ups and outcomes of one case."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.told import ToldQuerySet, ToldRow
from caseflow.models import Agency, Case, CaseRecord, GuardedQuerySet, StateRow, User
from caseflow.rules import file_open
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel
from support import rules
from support.choices import (
    FollowUpResult,
    ItemState,
    Moment,
    PlanState,
    PlanStep,
    ServiceKind,
)


class NeedsAssessment(CaseRecord):
    """What the person needs, judged together with the person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    levels = models.JSONField(default=dict)
    """Need level by kind of service."""
    findings = SealedText(_("Kết quả đánh giá"), label="needs.findings", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "happened_on")


class SupportPlan(StateRow):
    """What will be done for and with the person."""

    LABEL = "plan"
    EVENT = "plan.stepped"
    STEPS = PlanStep.choices

    state = FSMField(max_length=10, choices=PlanState, default=PlanState.DRAFTED, protected=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    agreed_on = models.DateField(null=True, blank=True)
    with_interpreter = models.BooleanField(default=False)
    reviewed_on = models.DateField(null=True, blank=True)

    item_count = 0
    open_item_count = 0

    objects = GuardedQuerySet["SupportPlan"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.AGREED) | Q(agreed_on__isnull=False),
                name="plan_agreed_with_date",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state=PlanState.CLOSED),
                name="plan_one_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def machine_case(self) -> Case:
        """The case whose reach decides."""
        return self.case

    def load_evidence(
        self, *, approving: frozenset[str] = frozenset(), now: datetime | None = None
    ) -> None:
        """Count the services."""
        self.item_count = self.items.count()
        self.open_item_count = self.items.filter(state=ItemState.PLANNED).count()

    @transition(
        field=state,
        source=PlanState.DRAFTED,
        target=PlanState.AGREED,
        permission=rules.plans,
        conditions=[file_open, rules.has_items],
    )
    def agree(self) -> None:
        """The person agreed to the plan."""

    @transition(
        field=state,
        source=PlanState.AGREED,
        target=PlanState.AGREED,
        permission=rules.plans,
        conditions=[file_open],
    )
    def review(self) -> None:
        """Looked at again together."""

    @transition(
        field=state,
        source=PlanState.AGREED,
        target=PlanState.CLOSED,
        permission=rules.plans,
        conditions=[file_open, rules.all_settled],
    )
    def close(self) -> None:
        """Nothing is left to do."""


class PlanItem(SealedModel):
    """One planned service."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_items")
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=15, choices=ServiceKind)
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    state = models.CharField(max_length=12, choices=ItemState, default=ItemState.PLANNED)
    settled_on = models.DateField(null=True, blank=True)
    note = SealedText(_("Ghi chú"), label="item.note", pad=128, max_length=2000)
    reason = SealedText(_("Lý do"), label="item.reason", pad=128, max_length=2000)

    class Seal:
        tagged = ("case_id", "plan_id", "kind")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ItemState.PLANNED, settled_on__isnull=True)
                | (~Q(state=ItemState.PLANNED) & Q(settled_on__isnull=False)),
                name="item_settled_with_date",
            )
        ]

    def occasions(self) -> "models.QuerySet[ServiceDelivery]":
        """Times this kind was given to the person that belong to nothing planned, the latest first."""
        found = ServiceDelivery.objects.filter(case=self.case_id, kind=self.kind, item__isnull=True)
        return found.order_by("-happened_on", "-pk")


class ServiceDelivery(CaseRecord):
    """One service given once; form 508 counts these as instances."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    kind = models.CharField(max_length=15, choices=ServiceKind)
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    note = SealedText(_("Ghi chú"), label="delivery.note", pad=128, max_length=2000)

    class Seal:
        tagged = ("case_id", "kind", "happened_on")

    class Meta:
        verbose_name_plural = "service deliveries"
        indexes = [models.Index(fields=["happened_on", "kind"], name="delivery_period")]


def settled_deliveries(case: Case) -> "models.QuerySet[ServiceDelivery]":
    """Times a service was given that the plan counts already, the latest first."""
    found = ServiceDelivery.objects.filter(case=case, item__isnull=False)
    return found.order_by("-happened_on", "-pk")


class FollowUp(SealedModel):
    """A look after the person, planned and done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    planned_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=12, choices=FollowUpResult, blank=True)
    note = SealedText(_("Ghi chú"), label="follow_up.note", pad=128, max_length=2000)

    class Seal:
        tagged = ("case_id",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, result="")
                | (Q(done_on__isnull=False) & ~Q(result="")),
                name="follow_up_done_with_result",
            )
        ]


class OutcomeMeasure(ToldRow):
    """The outcome scale, filled at the start and at the end."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    moment = models.CharField(max_length=5, choices=Moment)
    measured_on = models.DateField()
    scores = models.JSONField()
    """Score by dimension."""
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet["OutcomeMeasure"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "moment"], name="outcome_once_per_moment")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.moment}"
