"""The support tab of a case, and the plan on paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from caseflow import wording
from caseflow.choices import Level
from caseflow.law import Answer
from caseflow.views.base import CasePage
from caseflow.views.records import sections
from support import entitlements, facts, showing, writings
from support.choices import (
    ItemState,
    PlanState,
)
from support.models import SupportPlan

ANSWERS = {
    Answer.YES: gettext_lazy("Được hưởng"),
    Answer.NO: gettext_lazy("Chưa được hưởng"),
    Answer.CASE_BY_CASE: gettext_lazy("Xét từng trường hợp"),
}


LETTERS = {"dd": "đ"}
"""Letters of the law that codes write without marks."""


class CaseSupport(CasePage):
    """Entitlement, needs, plan, follow-ups, outcomes and what reintegration still asks for."""

    needs = Level.WORK
    tab = "support"
    template_name = "support/case_support.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The whole tab."""
        plan = self.case.plans.exclude(state=PlanState.CLOSED).first()
        return self.page(
            status_words=self.case.person_status.label,
            entitlement_rows=self.entitlement_rows(),
            plan=plan,
            plan_words=plan.get_state_display() if plan else "",
            items=self.items(plan) if plan else [],
            **self.given(),
            follow_ups=self.follow_ups(),
            entitlement_columns=[
                _("Loại hỗ trợ"),
                _("Theo luật"),
                pgettext("where the law says so", "Căn cứ"),
            ],
            criteria=self.criteria(),
            sections=sections(self, writings.of(self.case), back=self.tab),
            writes=self.writes,
        )

    @property
    def writes(self) -> bool:
        """Whether anything may be written here: an ended file is read."""
        return self.works and self.case.is_open

    def entitlement_rows(self) -> list[list[str]]:
        """Kinds of the law with their answer and article."""
        return [
            [
                f"{LETTERS.get(line.code, line.code)}) {line.label}",
                str(ANSWERS[Answer(line.answer)]),
                line.source,
            ]
            for line in entitlements.of(self.case)
        ]

    def given(self) -> dict[str, Any]:
        """What was given, with the amounts of the giver's province on that day."""
        found = self.case.deliveries.select_related("provider").order_by("-happened_on", "-pk")[:50]
        tariff = showing.Tariff(each.provider.province for each in found)
        return {
            "deliveries": [
                [
                    wording.vn_date(each.happened_on),
                    str(each.get_kind_display()),
                    each.provider.label,
                    tariff.words(each.provider.province, each.kind, each.happened_on) or "–",
                ]
                for each in found
            ],
            "delivery_columns": [_("Ngày"), _("Dịch vụ"), _("Đơn vị làm"), _("Mức ngày đó")],
        }

    def items(self, plan: SupportPlan) -> list[dict[str, Any]]:
        """Planned services as a task list."""
        found = []
        planned = list(plan.items.select_related("provider").order_by("planned_on", "pk"))
        tariff = showing.Tariff(item.provider.province for item in planned)
        for item in planned:
            open_item = item.state == ItemState.PLANNED
            late = open_item and item.planned_on < timezone.localdate(self.now)
            found.append(
                {
                    "title": str(item.get_kind_display()),
                    "url": self.url("support:settle", item=item.uid)
                    if open_item and self.writes
                    else "",
                    "sub": " · ".join(
                        filter(
                            None,
                            (
                                item.provider.label,
                                wording.vn_date(item.planned_on),
                                tariff.words(item.provider.province, item.kind, item.planned_on),
                            ),
                        )
                    ),
                    "status": str(item.get_state_display()),
                    "tone": "late" if late else ("warn" if open_item else ""),
                }
            )
        return found

    def follow_ups(self) -> list[dict[str, Any]]:
        """Appointments as a task list."""
        return [
            {
                "title": wording.vn_date(each.planned_on),
                "url": self.url("support:follow_up_done", follow_up=each.uid)
                if self.writes and not each.done_on
                else "",
                "sub": wording.vn_date(each.done_on) if each.done_on else "",
                "status": str(each.get_result_display()) if each.done_on else _("Chưa làm"),
                "tone": "" if each.done_on else "warn",
            }
            for each in self.case.follow_ups.order_by("planned_on", "pk")
        ]

    def criteria(self) -> list[dict[str, Any]]:
        """What the guards of support and reintegration ask for, met or missing."""
        return [
            {
                "title": str(kind.label),
                "status": _("Đã đủ") if holds else _("Còn thiếu"),
                "tone": "" if holds else "warn",
            }
            for kind, holds in facts.compute(self.case).items()
        ]


class PlanPaper(CasePage):
    """The plan on paper for the person, in plain words and without a name."""

    needs = Level.WORK
    template_name = "support/plan_paper.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The sheet."""
        plan = self.case.plans.exclude(state=PlanState.CLOSED).first()
        rows = [
            [
                str(item.get_kind_display()),
                item.provider.name,
                wording.vn_date(item.planned_on),
            ]
            for item in (list(plan.items.select_related("provider")) if plan else [])
        ]
        return self.page(
            rows=rows,
            columns=[_("Việc sẽ làm"), _("Ai làm"), _("Khi nào")],
            back_url=self.url("support:case_support"),
        )
