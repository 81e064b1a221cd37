"""Requests of the person about the own data: taken down, answered; their limits begin and end here."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks
from caseflow.actions.records import working, write_record
from caseflow.choices import DataAnswer, DataChannel, DataRequestKind
from caseflow.law import Event
from caseflow.models import Case, DataRequest, User
from caseflow.refusals import WrongInput, WrongMoment

_ACCESS = (Event.DATA_ACCESS_REQUESTED, Event.DATA_ACCESS_DONE)
_WITHDRAWAL = (Event.DATA_WITHDRAWAL_REQUESTED, Event.DATA_WITHDRAWAL_DONE)
BEGINS_AND_ENDS: Mapping[DataRequestKind, tuple[Event, Event]] = {
    DataRequestKind.SEE: _ACCESS,
    DataRequestKind.CORRECT: _ACCESS,
    DataRequestKind.SUPPLY: _ACCESS,
    DataRequestKind.WITHDRAW: _WITHDRAWAL,
    DataRequestKind.RESTRICT: _WITHDRAWAL,
    DataRequestKind.OBJECT: _WITHDRAWAL,
    DataRequestKind.DELETE: (Event.DATA_DELETION_REQUESTED, Event.DATA_DELETION_DONE),
    DataRequestKind.PROTECT: (Event.DATA_PROTECTION_REQUESTED, Event.DATA_PROTECTION_DONE),
}
"""What starts and what meets the limit of each kind (Decree 356/2025 Art. 5)."""


@trail.deed()
def record_data_request(
    case: Case,
    *,
    kind: DataRequestKind,
    channel: DataChannel,
    happened_on: date,
    text: str,
    by: User,
    now: datetime,
) -> DataRequest:
    """Take down what the person asks; the limits of the law in force that day begin.

    Raises WrongInput for a day in the future or before the reception.
    """
    case = working(case, by=by)
    clocks.require_come(happened_on, now)
    if happened_on < clocks.calendar_day(case.received_at):
        raise WrongInput(_("Ngày không được trước lúc tiếp nhận."))
    request = DataRequest(
        case=case, kind=kind, channel=channel, happened_on=happened_on, text=text or None
    )
    write_record(request, by=by, now=now)
    begins, _ends = BEGINS_AND_ENDS[kind]
    at = clocks.when(happened_on, now)
    for event in (Event.DATA_REQUEST_RECEIVED, begins):
        clocks.start(case, event, at=at, about=request.uid)
    data = {"request": kind.value, "channel": channel.value, "happened_on": happened_on}
    _tell("data_request.recorded", request, by=by, now=now, **data)
    return request


@trail.deed()
def answer_data_request(
    request: DataRequest,
    *,
    answer: DataAnswer,
    answered_on: date,
    text: str,
    by: User,
    now: datetime,
) -> DataRequest:
    """Write down what the person was told; a limit is met on the day of the answer.

    A first answer is given once and before the last one. Raises WrongMoment for a request that is
    settled or answered already, WrongInput for an odd day or a refusal without reason.
    """
    case = working(request.case, by=by)
    request = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    request.case = case
    _check(request, answer, answered_on, text, now)
    if request.first_answered_on is None:
        request.first_answered_on = answered_on
        clocks.meet_on(case, Event.DATA_REQUEST_ANSWERED, answered_on, now=now, about=request.uid)
    if answer == DataAnswer.FIRST:
        request.first_answer = text or None
    else:
        request.outcome, request.settled_on = answer, answered_on
        request.answer = text or None
        ends = BEGINS_AND_ENDS[DataRequestKind(request.kind)][1]
        clocks.meet_on(case, ends, answered_on, now=now, about=request.uid)
    request.save()
    data = {"request": request.kind, "outcome": answer.value, "happened_on": answered_on}
    _tell("data_request.answered", request, by=by, now=now, **data)
    return request


def _check(
    request: DataRequest, answer: DataAnswer, answered_on: date, text: str, now: datetime
) -> None:
    if request.settled_on is not None:
        raise WrongMoment(_("Yêu cầu này đã được giải quyết. Tải lại trang."))
    if answer == DataAnswer.FIRST and request.first_answered_on is not None:
        raise WrongMoment(_("Đã trả lời lần đầu. Hãy ghi kết quả: đã thực hiện hoặc từ chối."))
    if answer == DataAnswer.REFUSED and not text.strip():
        raise WrongInput(_("Ghi lý do từ chối."))
    if not (request.first_answered_on or request.happened_on) <= answered_on:
        raise WrongInput(_("Ngày trả lời không được trước ngày nhận hoặc lần trả lời trước."))
    clocks.require_come(answered_on, now)


def _tell(act: str, told: DataRequest, /, *, by: User, now: datetime, **data: object) -> None:
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=told.case.uid,
        obj=("data_request", told.uid),
        data=data,
    )
