"""Support from assessment to reintegration, and the facts it tells the case."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from caseflow.actions import proposals, steps
from caseflow.choices import AgencyKind, CaseState, Fact, Role, Step
from caseflow.models import Case, CaseFact, User
from caseflow.refusals import MissingEvidence, WrongInput, WrongMoment, WrongRole
from support import actions, entitlements, facts
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    NeedLevel,
    Score,
    ServiceKind,
)
from support.models import PlanItem, SupportPlan
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def worker() -> User:
    return factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))


@pytest.fixture
def case(worker: User) -> Case:
    return factories.move_to(factories.case_in(CaseState.RESCUED), worker)


def told(case: Case) -> dict[str, bool]:
    return dict(CaseFact.objects.filter(case=case).values_list("kind", "holds"))


def assessed(case: Case, by: User) -> None:
    actions.assess_needs(
        case,
        levels={ServiceKind.MEDICAL: NeedLevel.URGENT},
        findings="Cần khám",
        happened_on=timezone.localdate(),
        by=by,
        now=timezone.now(),
    )


def agreed_plan(case: Case, by: User) -> tuple[SupportPlan, PlanItem]:
    now = timezone.now()
    plan = actions.draft_plan(case, by=by, now=now)
    item = actions.plan_service(
        plan,
        kind=ServiceKind.MEDICAL,
        provider=case.responsible_agency,
        planned_on=timezone.localdate(),
        note="",
        by=by,
        now=now,
    )
    plan = actions.agree_plan(
        plan, agreed_on=timezone.localdate(), with_interpreter=False, by=by, now=now
    )
    return plan, item


def supported_to_the_end(case: Case, by: User) -> Case:
    """Everything given and looked after that reintegration asks for."""
    now, today = timezone.now(), timezone.localdate()
    assessed(case, by)
    _plan, item = agreed_plan(case, by)
    case = steps.begin_support(case, by=by, now=now)
    assert told(case)[Fact.SERVICES_SETTLED] is False
    actions.settle_item(
        item, outcome=ItemState.DELIVERED, reason="", happened_on=today, by=by, now=now
    )
    follow_up = actions.plan_follow_up(case, planned_on=today, by=by, now=now)
    actions.record_follow_up(
        follow_up, result=FollowUpResult.WELL, note="", done_on=today, by=by, now=now
    )
    for moment in Moment:
        actions.measure_outcome(
            case,
            moment=moment,
            scores=dict.fromkeys(Dimension, Score.GOOD),
            measured_on=today,
            by=by,
            now=now,
        )
    return case


def test_the_whole_way_to_reintegration(case: Case, worker: User) -> None:
    now = timezone.now()
    with pytest.raises(MissingEvidence) as refusal:
        steps.begin_support(case, by=worker, now=now)
    assert len(refusal.value.sentences) == 2

    case = supported_to_the_end(case, worker)
    proposal = proposals.propose(
        case, step=Step.REINTEGRATE, grounds="Đã ổn định", by=worker, now=now
    )
    supervisor = factories.user(Role.SUPERVISOR, at=case.responsible_agency)
    case = proposals.approve(proposal, by=supervisor, now=now)

    assert case.state == CaseState.REINTEGRATED
    assert told(case) == {kind.value: holds for kind, holds in facts.compute(case).items()}


def test_a_new_service_takes_all_settled_back(case: Case, worker: User) -> None:
    plan, item = agreed_plan(case, worker)
    today, now = timezone.localdate(), timezone.now()
    actions.settle_item(
        item, outcome=ItemState.REFUSED, reason="Không muốn", happened_on=today, by=worker, now=now
    )
    assert told(case)[Fact.SERVICES_SETTLED] is True

    actions.plan_service(
        plan,
        kind=ServiceKind.TRAVEL,
        provider=case.responsible_agency,
        planned_on=today,
        note="",
        by=worker,
        now=now,
    )

    assert told(case)[Fact.SERVICES_SETTLED] is False


def test_a_plan_without_services_is_not_agreed(case: Case, worker: User) -> None:
    plan = actions.draft_plan(case, by=worker, now=timezone.now())
    with pytest.raises(MissingEvidence):
        actions.agree_plan(
            plan,
            agreed_on=timezone.localdate(),
            with_interpreter=False,
            by=worker,
            now=timezone.now(),
        )


def test_a_kind_the_law_does_not_give_needs_a_source_in_the_note(worker: User) -> None:
    case = factories.move_to(factories.case(), worker)
    assert entitlements.answer_for(case, ServiceKind.LOAN) != "yes"
    plan = actions.draft_plan(case, by=worker, now=timezone.now())
    more: dict[str, Any] = {
        "kind": ServiceKind.LOAN,
        "provider": case.responsible_agency,
        "planned_on": timezone.localdate(),
        "by": worker,
        "now": timezone.now(),
    }
    if entitlements.answer_for(case, ServiceKind.LOAN) == "no":
        with pytest.raises(WrongInput):
            actions.plan_service(plan, note="", **more)
    assert actions.plan_service(plan, note="Quỹ địa phương", **more).pk


def test_officers_give_first_support_and_do_not_plan() -> None:
    officer = factories.user()
    case = factories.case(officer)
    more: dict[str, Any] = {
        "provider": case.responsible_agency,
        "happened_on": timezone.localdate(),
        "note": "",
        "by": officer,
        "now": timezone.now(),
    }

    assert actions.give_service(case, kind=ServiceKind.ESSENTIALS, **more).pk
    with pytest.raises(WrongRole):
        actions.give_service(case, kind=ServiceKind.LOAN, **more)
    with pytest.raises(WrongRole):
        actions.draft_plan(case, by=officer, now=timezone.now())


def test_refusing_a_service_needs_a_reason_and_happens_once(case: Case, worker: User) -> None:
    _plan, item = agreed_plan(case, worker)
    more: dict[str, Any] = {
        "outcome": ItemState.NOT_NEEDED,
        "happened_on": timezone.localdate(),
        "by": worker,
        "now": timezone.now(),
    }
    with pytest.raises(WrongInput):
        actions.settle_item(item, reason=" ", **more)
    actions.settle_item(item, reason="Đã tự lo được", **more)
    with pytest.raises(WrongMoment):
        actions.settle_item(item, reason="Lần nữa", **more)


def test_no_plan_is_agreed_for_an_ended_file(case: Case, worker: User) -> None:
    now = timezone.now()
    plan = actions.draft_plan(case, by=worker, now=now)
    actions.plan_service(
        plan,
        kind=ServiceKind.MEDICAL,
        provider=case.responsible_agency,
        planned_on=timezone.localdate(now),
        note="",
        by=worker,
        now=now,
    )
    factories.close(Case.objects.get(pk=case.pk), proposer=worker, now=now)

    with pytest.raises(MissingEvidence):
        actions.agree_plan(
            plan, agreed_on=timezone.localdate(now), with_interpreter=False, by=worker, now=now
        )


def invariants() -> str:
    """Output of check_invariants; raises SystemExit when something is wrong."""
    out = StringIO()
    call_command("check_invariants", stdout=out)
    return out.getvalue()


def test_invariants_hold_after_real_work(case: Case, worker: User) -> None:
    agreed_plan(case, worker)
    factories.tell_facts(case)

    case.facts.exclude(kind=Fact.PLAN_AGREED).update(holds=False)

    assert "0 violations" in invariants()
