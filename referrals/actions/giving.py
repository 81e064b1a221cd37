"""The giving side: look before sending, send, remind."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.choices import AgencyKind, CaseState
from caseflow.models import User
from caseflow.refusals import OutOfReach, WrongMoment
from caseflow.sealing import reading
from referrals import looking, package as packages
from referrals.actions.requesting import answered_by_sending
from referrals.actions.shared import _let_look, _only_giver, _record_sight, _tell
from referrals.choices import HandoffState, HandoffStep, Purpose
from referrals.models import Handoff, Package
from referrals.rules import side_of

SAME_PRESS = timedelta(minutes=1)


@trail.deed()
def send(handoff: Handoff, *, by: User, now: datetime, version: int | None = None) -> Handoff:
    """Seal the package as the receiver will see it, let the receiver look, start the clock.

    Raises WrongMoment unless `by` looked at this package, of this version of the file, before.
    """
    handoff = workflow.ask(handoff, HandoffStep.SEND, by=by, version=version)
    case = handoff.case
    with reading.opened("paper") as reads:
        told = packages.of(handoff)
    if handoff.preview_mark != packages.preview_mark(told, case, by):
        raise WrongMoment(
            _(
                "Bạn chưa xem trước gói thông tin này, hoặc hồ sơ đã thay đổi từ lúc bạn xem. "
                "Quay lại bàn giao, bấm “Xem trước và gửi” để xem lại rồi gửi."
            )
        )
    digest = packages.digest(told)
    Package(case=case, scope_uid=case.uid, handoff=handoff, sealed_at=now, contents=told).save()
    handoff = workflow.advance(
        handoff,
        HandoffStep.SEND,
        by=by,
        now=now,
        columns={"sent_at": now, "package_digest": digest},
        data={
            "kind": handoff.kind,
            "number": handoff.number,
            "to_agency": handoff.receiver.code,
            "sections": len(handoff.sections),
            "fields": len(handoff.chosen),
            "digest": digest,
        },
    )
    _record_sight(handoff, reads, side="sender", by=by, now=now)
    _let_look(handoff, by=by, now=now)
    clocks.start(case, f"{handoff.kind}_sent", at=now, about=handoff.uid, agency=handoff.receiver)
    if handoff.purpose == Purpose.VERIFICATION:
        clocks.meet(case, "verification_requested", at=now)
        clocks.start(case, "verification_requested", at=now)
    if _notifies_social(handoff):
        clocks.meet(case, "notified_social", at=now)
        clocks.start(case, "notified_social", at=now, agency=handoff.receiver)
    answered_by_sending(handoff, by=by, now=now)
    _tell(handoff, "handoff.sent", to=handoff.receiver, now=now)
    return handoff


def _notifies_social(handoff: Handoff) -> bool:
    """Whether this is the notice the law asks of whoever received the person (Art. 27.1-2)."""
    return (
        handoff.case.state == CaseState.RECEIVED
        and handoff.receiver.kind == AgencyKind.SOCIAL_AFFAIRS
    )


def preview(handoff: Handoff, *, by: User, now: datetime) -> looking.Sight:
    """What the receiver would see if this draft were sent now; a recorded look.

    Told through the terms the receiver would get, by the code that tells the receiver. Only what was looked at can be sent. Raises OutOfReach unless `by` works with the file, WrongMoment when it was sent already.
    """
    with trail.deed():
        handoff = workflow.lock(handoff)
        if side_of(handoff, by) != "sender" or not access.works_here(by, handoff.case):
            raise OutOfReach
        if handoff.state != HandoffState.DRAFTED:
            raise WrongMoment(_("Bàn giao này đã gửi. Tải lại trang để xem gói đã gửi."))
        with reading.opened("paper") as reads:
            told = packages.of(handoff)
            sight = looking.through(handoff, told, labels=looking.would_open(handoff, now=now))
        mark = packages.preview_mark(told, handoff.case, by)
        Handoff.every_row.filter(pk=handoff.pk).update(preview_mark=mark)
        _record_sight(handoff, reads, side="sender", by=by, now=now)
    return sight


@trail.deed()
def remind(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """Remind the receiver; each reminder is an event. A second press within a minute is the first."""
    handoff = workflow.lock(handoff)
    _only_giver(handoff, by, _("Chỉ bên giao nhắc được bên nhận."))
    if handoff.state not in (HandoffState.SENT, HandoffState.OPENED):
        raise WrongMoment(_("Bàn giao này không còn chờ bên nhận. Tải lại trang."))
    if handoff.reminded_at is not None and now - handoff.reminded_at < SAME_PRESS:
        return handoff
    Handoff.every_row.filter(pk=handoff.pk).update(reminded_at=now)
    event_uid = trail.record(
        "handoff.reminded",
        actor=access.actor(by),
        at=now,
        case=handoff.case.uid,
        obj=(Handoff.LABEL, handoff.uid),
        data={"number": handoff.number},
    )
    _tell(handoff, "handoff.reminder", to=handoff.receiver, now=now, again=event_uid.hex)
    return handoff
