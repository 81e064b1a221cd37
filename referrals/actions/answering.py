"""The other side and the end: look, receive, sign, decline, withdraw, succeed."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, responsibility, workflow
from caseflow.choices import GrantBasis, Hold, Level
from caseflow.models import Consent, User
from caseflow.models.machine import NOTHING
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from caseflow.sealing import reading
from referrals import package as packages
from referrals.actions.shared import (
    _after_end,
    _let_look,
    _only_answer,
    _record_sight,
    _stop_looking,
    _tell,
)
from referrals.choices import (
    WAITING_STATES,
    Condition,
    HandoffState,
    HandoffStep,
)
from referrals.looking import Sight, may_look, opens, through, why_closed
from referrals.models import Handoff
from referrals.rules import side_of


def open_package(handoff: Handoff, *, by: User, now: datetime) -> Sight:
    """What was told, and the message, for either side; recorded before it is shown.

    The receiver's first look moves the handoff to opened. Raises WrongMoment for a receiver that
    reaches the file but not this package any more: declined, taken back, or the agreement ended.
    """
    with trail.deed():
        handoff = workflow.lock(handoff)
        side = side_of(handoff, by)
        if handoff.sent_at is None or not may_look(handoff, by=by):
            closed = why_closed(handoff, on=clocks.calendar_day(now))
            if side == "receiver" and closed and access.reach(by, handoff.case) is not None:
                raise WrongMoment(closed)
            raise OutOfReach
        with reading.opened("paper") as reads:
            sight = through(handoff, handoff.package.contents, labels=opens(handoff, by=by))
            for label in packages.sealed_labels(sight.contents):
                reads.add(label, handoff.package.uid)
        _record_sight(handoff, reads, side=side, by=by, now=now)
        if side == "receiver" and handoff.state == HandoffState.SENT:
            workflow.advance(
                handoff,
                HandoffStep.OPEN,
                by=by,
                now=now,
                columns={"opened_at": now},
                data={"number": handoff.number},
            )
    return sight


@trail.deed()
def receive(
    handoff: Handoff,
    *,
    condition: Condition,
    condition_note: str,
    belongings: str,
    belongings_agree: bool | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Handoff:
    """The person is there: for a transfer, this agency is responsible from now on.

    The giver keeps the trail and nothing later. Receiving twice does nothing the second time; saying
    something else then is WrongMoment. What is found to differ from the list of the giver
    (`belongings_agree`) has to be written: WrongInput.
    """
    locked = workflow.lock(handoff)
    if locked.state == HandoffState.RECEIVED and locked.received_by_id == by.pk:
        told = (condition, belongings_agree, bool(condition_note), bool(belongings))
        if told == _as_received(locked):
            return locked
        raise WrongMoment(
            _(
                "Bạn đã xác nhận nhận người này rồi; lần đó giữ nguyên. Điều mới thấy thì ghi vào "
                "hồ sơ, hoặc báo bên giao."
            )
        )
    handoff = workflow.ask(handoff, HandoffStep.RECEIVE, by=by, version=version)
    if belongings_agree is False and not belongings:
        raise WrongInput(_("Ghi đồ dùng thực nhận khi khác với bên giao đã ghi."))
    words = handoff.words
    words.condition_note = condition_note or None
    words.belongings = belongings or None
    words.save()
    handoff = workflow.advance(
        handoff,
        HandoffStep.RECEIVE,
        by=by,
        now=now,
        columns={
            "received_at": now,
            "received_by": by,
            "condition": condition,
            "belongings_agree": belongings_agree,
        },
        data={
            "number": handoff.number,
            "condition": condition.value,
            **_compared(agree=belongings_agree),
        },
    )
    case = handoff.case
    clocks.meet(case, f"{handoff.kind}_received", at=now, about=handoff.uid)
    clocks.start(
        case, f"{handoff.kind}_received", at=now, about=handoff.uid, agency=handoff.receiver
    )
    if handoff.is_transfer:
        _take_over(handoff, by=by, now=now)
    else:
        _let_look(handoff, by=by, now=now)
    _tell(handoff, "handoff.received", to=handoff.sender, now=now)
    return handoff


def _as_received(handoff: Handoff) -> tuple[object, ...]:
    """What was said on receipt; of words only whether there were any."""
    words = handoff.words.__dict__
    return (
        handoff.condition,
        handoff.belongings_agree,
        words["condition_note"] is not None,
        words["belongings"] is not None,
    )


def _compared(*, agree: bool | None) -> dict[str, str]:
    return {} if agree is None else {"belongings": "same" if agree else "differ"}


def _take_over(handoff: Handoff, *, by: User, now: datetime) -> None:
    case = handoff.case
    workflow.lift_hold(case, Hold.OPEN_TRANSFER, ref=handoff.uid)
    case = responsibility.move(case, to=handoff.receiver, event_uid=handoff.last_event_uid, now=now)
    _stop_looking(handoff, by=by, now=now)
    access.grant(
        case,
        to=handoff.sender,
        level=Level.TRAIL,
        basis=GrantBasis.FORMER,
        basis_uid=handoff.uid,
        by=by,
        now=now,
    )
    case.clocks.unended().filter(about_uid=NOTHING).update(agency=handoff.receiver)
    clocks.meet(case, "taken_over", at=now)
    clocks.start(case, "taken_over", at=now)


@trail.deed()
def sign(handoff: Handoff, *, by: User, now: datetime, version: int | None = None) -> Handoff:
    """Sign for one's side; when both sides signed, the paper is closed."""
    handoff = workflow.ask(handoff, HandoffStep.SIGN, by=by, version=version)
    side = side_of(handoff, by)
    column = f"{side}_signed_at"
    if getattr(handoff, column) is not None:
        raise WrongMoment(_("Bên bạn đã ký. Chờ bên kia ký."))
    Handoff.every_row.filter(pk=handoff.pk).update(**{column: now})
    setattr(handoff, column, now)
    trail.record(
        "handoff.signed_by",
        actor=access.actor(by),
        at=now,
        case=handoff.case.uid,
        obj=(Handoff.LABEL, handoff.uid),
        data={"number": handoff.number, "side": side},
    )
    if handoff.sender_signed_at and handoff.receiver_signed_at:
        handoff = workflow.advance(
            handoff,
            HandoffStep.SIGN,
            by=by,
            now=now,
            columns={"ended_at": now},
            data={"number": handoff.number},
        )
        clocks.meet(handoff.case, "transfer_signed", at=now, about=handoff.uid)
    return handoff


@trail.deed()
def decline(
    handoff: Handoff, *, reason: str, by: User, now: datetime, version: int | None = None
) -> Handoff:
    """Say in writing why this agency cannot (Circular 35/2013 Art. 16.3); the giver is told."""
    if not reason.strip():
        raise WrongInput(_("Ghi lý do không nhận được; bên giao cần biết để tìm nơi khác."))
    handoff = workflow.ask(handoff, HandoffStep.DECLINE, by=by, version=version)
    words = handoff.words
    words.decline_reason = reason
    words.save()
    handoff = _end(handoff, HandoffStep.DECLINE, by=by, now=now, version=version)
    _tell(handoff, "handoff.declined", to=handoff.sender, now=now)
    return handoff


@trail.deed()
def withdraw(handoff: Handoff, *, by: User, now: datetime, version: int | None = None) -> Handoff:
    """Take the handoff back before receipt; the receiver no longer reads anything."""
    was_sent = handoff.sent_at is not None
    handoff = _end(handoff, HandoffStep.WITHDRAW, by=by, now=now, version=version)
    if was_sent:
        _tell(handoff, "handoff.withdrawn", to=handoff.receiver, now=now)
    return handoff


def _end(
    handoff: Handoff,
    step: HandoffStep,
    *,
    by: User,
    now: datetime,
    version: int | None,
) -> Handoff:
    handoff = workflow.advance(
        handoff,
        step,
        by=by,
        now=now,
        version=version,
        columns={"ended_at": now},
        data={"number": handoff.number},
    )
    _after_end(handoff, by=by, now=now)
    return handoff


def stop_sharing(consent: Consent, *, by: User, now: datetime) -> None:
    """An agreement was taken back: nobody reads any more what was sent because of it.

    Whoever has not answered yet still can, and is told.
    """
    for handoff in consent.handoffs.select_related("case", "receiver"):
        if handoff.state in WAITING_STATES:
            _only_answer(handoff, by=by, now=now)
        else:
            _stop_looking(handoff, by=by, now=now)
