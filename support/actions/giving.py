"""Giving services, following up, measuring, exporting figures."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workdays
from caseflow.actions import records
from caseflow.models import Agency, Case, User
from caseflow.refusals import WrongInput, WrongMoment, WrongRole
from support import facts, rules
from support.actions.shared import _planning_case, _record
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    Score,
    ServiceKind,
)
from support.models import (
    FollowUp,
    OutcomeMeasure,
    PlanItem,
    ServiceDelivery,
    settled_deliveries,
)


@trail.deed()
def give_service(
    case: Case,
    *,
    kind: ServiceKind,
    provider: Agency,
    happened_on: date,
    note: str,
    by: User,
    now: datetime,
    item: PlanItem | None = None,
    same_as: UUID | None = None,
) -> ServiceDelivery:
    """Write down a service given once; possible from reception on.

    What the plan counts already, `same_as`, is not written down again: the note goes there.
    """
    case = records.working(case, by=by)
    clocks.require_come(happened_on, now)
    if not rules.gives(kind, by):
        raise WrongRole(_("Vai trò của bạn không ghi loại hỗ trợ này."))
    if same_as is not None:
        return _complete(case, kind, same_as, note, by=by, now=now)
    delivery = ServiceDelivery(
        case=case,
        item=item,
        kind=kind,
        provider=provider,
        note=note or None,
        happened_on=happened_on,
    )
    records.write_record(delivery, by=by, now=now)
    _record(
        "service.delivered",
        case,
        ("delivery", delivery.uid),
        by=by,
        now=now,
        service=kind.value,
        to_agency=provider.code,
        happened_on=happened_on,
    )
    clocks.meet_on(case, "service_delivered", happened_on, now=now)
    if kind == ServiceKind.ESSENTIALS:
        clocks.meet_on(case, "essentials_given", happened_on, now=now)
        clocks.start(case, "essentials_started", at=clocks.when(happened_on, now))
    return delivery


def _complete(
    case: Case, kind: ServiceKind, same_as: UUID, note: str, *, by: User, now: datetime
) -> ServiceDelivery:
    counted = settled_deliveries(case).filter(uid=same_as, kind=kind)
    given = counted.select_for_update(of=("self",)).first()
    if given is None:
        raise WrongMoment(_("Lần này không thuộc dịch vụ đã chọn. Tải lại trang rồi chọn lại."))
    if not note:
        return given
    if not counted.filter(note__isnull=True).exists():
        raise WrongMoment(_("Lần hỗ trợ này đã có ghi chú. Nếu là lần khác, hãy chọn “Lần khác”."))
    given.note = note
    given.save()
    _record(
        "service.described",
        case,
        ("delivery", given.uid),
        by=by,
        now=now,
        service=kind.value,
        happened_on=given.happened_on,
    )
    return given


@trail.deed()
def settle_item(
    item: PlanItem,
    *,
    outcome: ItemState,
    reason: str,
    happened_on: date,
    by: User,
    now: datetime,
    delivery: UUID | None = None,
) -> PlanItem:
    """Say how a planned service ended: delivered, refused or not needed, the last two with a reason.

    What was delivered on an occasion written down before, `delivery`, is not written down again.
    """
    if outcome == ItemState.PLANNED:
        raise WrongInput(_("Chọn kết quả."))
    if outcome != ItemState.DELIVERED and not reason.strip():
        raise WrongInput(_("Ghi lý do từ chối hoặc không còn cần."))
    case = _planning_case(item.case, by=by)
    clocks.require_come(happened_on, now)
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    item.case = case
    if item.state != ItemState.PLANNED:
        raise WrongMoment(_("Dịch vụ này đã được ghi kết quả."))
    given = None
    if outcome == ItemState.DELIVERED and delivery is not None:
        given = _tie(item, delivery)
        happened_on = given.happened_on
    item.state = outcome
    item.settled_on = happened_on
    item.reason = reason or None
    item.save()
    if outcome == ItemState.DELIVERED and given is None:
        give_service(
            case,
            kind=ServiceKind(item.kind),
            provider=item.provider,
            happened_on=happened_on,
            note="",
            by=by,
            now=now,
            item=item,
        )
    _record(
        "item.settled",
        case,
        ("item", item.uid),
        by=by,
        now=now,
        service=item.kind,
        outcome=outcome.value,
        happened_on=happened_on,
    )
    facts.push(case)
    return item


def _tie(item: PlanItem, delivery: UUID) -> ServiceDelivery:
    given = item.occasions().filter(uid=delivery).first()
    if given is None:
        raise WrongMoment(_("Lần hỗ trợ này đã thuộc một dịch vụ khác. Tải lại trang."))
    ServiceDelivery.objects.filter(pk=given.pk).update(item=item)
    return given


@trail.deed()
def plan_follow_up(case: Case, *, planned_on: date, by: User, now: datetime) -> FollowUp:
    """Fix a day for looking after the person."""
    case = _planning_case(case, by=by)
    follow_up = FollowUp(case=case, scope_uid=case.uid, planned_on=planned_on)
    follow_up.save()
    _record(
        "follow_up.planned",
        case,
        ("follow_up", follow_up.uid),
        by=by,
        now=now,
        planned_on=planned_on,
    )
    clocks.start(case, "follow_up_planned", at=workdays.start_of(planned_on), about=follow_up.uid)
    facts.push(case)
    return follow_up


@trail.deed()
def record_follow_up(
    follow_up: FollowUp,
    *,
    result: FollowUpResult,
    note: str,
    done_on: date,
    by: User,
    now: datetime,
) -> FollowUp:
    """Write down what a follow-up found."""
    case = _planning_case(follow_up.case, by=by)
    clocks.require_come(done_on, now)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    follow_up.case = case
    if follow_up.done_on is not None:
        raise WrongMoment(_("Lần theo dõi này đã được ghi."))
    follow_up.done_on = done_on
    follow_up.result = result
    follow_up.note = note or None
    follow_up.save()
    _record(
        "follow_up.done",
        case,
        ("follow_up", follow_up.uid),
        by=by,
        now=now,
        result=result.value,
        happened_on=done_on,
    )
    clocks.meet_on(case, "follow_up_done", done_on, now=now, about=follow_up.uid)
    facts.push(case)
    return follow_up


@trail.deed()
def measure_outcome(
    case: Case,
    *,
    moment: Moment,
    scores: Mapping[Dimension, Score],
    measured_on: date,
    by: User,
    now: datetime,
) -> OutcomeMeasure:
    """Fill the outcome scale for the start or the end; once each."""
    case = _planning_case(case, by=by)
    clocks.require_come(measured_on, now)
    if case.outcomes.filter(moment=moment).exists():
        raise WrongMoment(_("Đã đo kết quả cho thời điểm này."))
    measure = OutcomeMeasure.objects.create(
        case=case,
        moment=moment,
        measured_on=measured_on,
        scores={dimension.value: int(score) for dimension, score in scores.items()},
        recorded_by=by,
    )
    _record(
        "outcome.measured",
        case,
        ("outcome", uuid4()),
        by=by,
        now=now,
        moment=moment.value,
        happened_on=measured_on,
    )
    facts.push(case)
    return measure


def record_export(*, by: User, rows: int, now: datetime) -> None:
    """Write down that figures left the system; committed before the file is sent."""
    trail.record_apart(
        "trail.exported",
        actor=access.actor(by),
        at=now,
        data={"what": "period_report", "rows": rows},
    )
