"""The giving side: draft, look before sending, send, remind."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions import consents, records
from caseflow.choices import AgencyKind, CaseState, ConsentAnswer, ConsentBasis, Hold
from caseflow.models import Agency, Case, Consent, Serial, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from caseflow.sealing import reading
from referrals import package as packages
from referrals.actions.requesting import answered_by_sending
from referrals.actions.shared import _let_look, _only_giver, _record_sight, _tell
from referrals.choices import (
    HandoffKind,
    HandoffState,
    HandoffStep,
    Purpose,
    Section,
)
from referrals.models import Along, Handoff, HandoffWords, Package
from referrals.rules import NO_DESK, side_of

SAME_PRESS = timedelta(minutes=1)
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: nothing that is mistaken for something else."""


@dataclass(frozen=True)
class Draft:
    """What the giving side chooses."""

    kind: HandoffKind
    receiver: Agency
    purpose: Purpose
    sections: Sequence[Section]
    consent: Consent | None = None
    message: str = ""
    belongings: str = ""
    escorts: str = ""
    interpreter_along: bool | None = None
    group: UUID | None = None
    """The same for those drafted together for one need."""
    follows: Handoff | None = None
    """The one it takes the place of."""


@trail.deed()
def hand_over(
    case: Case,
    *,
    draft: Draft,
    answer: ConsentAnswer,
    basis: ConsentBasis,
    with_interpreter: bool,
    terms: consents.Terms = consents.Terms(),  # noqa: B008 - never changes
    by: User,
    now: datetime,
    version: int | None = None,
) -> Handoff:
    """Keep what the person said about sharing with this receiver, and prepare the handoff on it.

    The answer is for this purpose and these sections only. Both or neither: a draft that is refused
    leaves no answer behind.
    """
    consent = consents.record_consent(
        case,
        answer=answer,
        basis=basis,
        receiver=draft.receiver,
        with_interpreter=with_interpreter,
        terms=replace(terms, purpose=draft.purpose, scope=draft.sections),
        by=by,
        now=now,
    )
    return draft_handoff(
        case, draft=replace(draft, consent=consent), by=by, now=now, version=version
    )


@trail.deed()
def draft_handoff(
    case: Case, *, draft: Draft, by: User, now: datetime, version: int | None = None
) -> Handoff:
    """Prepare a handoff; nothing is told yet. One transfer at a time per case."""
    case = records.working(case, by=by, version=version)
    _check(case, draft, now)
    if draft.kind == HandoffKind.TRANSFER and _open_transfers(case):
        raise WrongMoment(_("Hồ sơ này đang có một bàn giao chưa xong. Xem bàn giao đó trước."))
    uid = uuid4()
    number = _next_number(case.responsible_agency, now)
    event_uid = uuid4()
    handoff = Handoff.objects.create(
        uid=uid,
        last_event_uid=event_uid,
        case=case,
        kind=draft.kind,
        purpose=draft.purpose,
        number=number,
        code="".join(secrets.choice(CODE_LETTERS) for _place in range(8)),
        sender=case.responsible_agency,
        receiver=draft.receiver,
        sections=[section.value for section in draft.sections],
        consent=draft.consent,
        follows=draft.follows,
        group_uid=draft.group,
        interpreter_along=draft.interpreter_along,
        drafted_by=by,
        drafted_at=now,
    )
    _write_words(handoff, draft)
    trail.record(
        Handoff.EVENT,
        uid=event_uid,
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(Handoff.LABEL, uid),
        data={
            "step": "draft",
            "after": HandoffState.DRAFTED.value,
            "version": 1,
            "kind": draft.kind.value,
            "number": number,
            "purpose": draft.purpose.value,
            "to_agency": draft.receiver.code,
            **({"group": draft.group} if draft.group else {}),
            **({"instead_of": draft.follows.number} if draft.follows else {}),
        },
    )
    if handoff.is_transfer:
        workflow.set_hold(case, Hold.OPEN_TRANSFER, ref=handoff.uid)
    return handoff


def _write_words(handoff: Handoff, draft: Draft) -> None:
    of = {"case": handoff.case, "scope_uid": handoff.case.uid, "handoff": handoff}
    HandoffWords(**of, message=draft.message or None).save()
    if draft.belongings or draft.escorts:
        belongings, escorts = draft.belongings or None, draft.escorts or None
        Along(**of, belongings=belongings, escorts=escorts).save()


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


def preview(handoff: Handoff, *, by: User, now: datetime) -> tuple[packages.Contents, str]:
    """What the receiver would see if this draft were sent now, and the message; a recorded look.

    Only what was looked at can be sent. Raises OutOfReach unless `by` works with the file, WrongMoment when it was sent already.
    """
    with trail.deed():
        handoff = workflow.lock(handoff)
        if side_of(handoff, by) != "sender" or not access.works_here(by, handoff.case):
            raise OutOfReach
        if handoff.state != HandoffState.DRAFTED:
            raise WrongMoment(_("Bàn giao này đã gửi. Tải lại trang để xem gói đã gửi."))
        with reading.opened("paper") as reads:
            told = packages.of(handoff)
            message = handoff.words.message or ""
        mark = packages.preview_mark(told, handoff.case, by)
        Handoff.every_row.filter(pk=handoff.pk).update(preview_mark=mark)
        _record_sight(handoff, reads, side="sender", by=by, now=now)
    return told, message


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


def _check(case: Case, draft: Draft, now: datetime) -> None:
    if draft.receiver.pk == case.responsible_agency_id:
        raise WrongInput(_("Bên nhận phải là đơn vị khác."))
    if draft.receiver.kind in NO_DESK:
        raise WrongInput(_("Đơn vị này không nhận hồ sơ. Chọn đơn vị khác."))
    if not draft.receiver.exists_on(clocks.calendar_day(now)):
        raise WrongInput(_("Đơn vị nhận không còn hoạt động. Chọn đơn vị kế nhiệm."))
    if case.is_child and not draft.receiver.accepts_children:
        raise WrongInput(_("Đơn vị này không nhận trẻ em. Chọn đơn vị khác."))
    if not draft.receiver.takes(draft.purpose):
        raise WrongInput(
            _("Theo danh bạ, đơn vị này không nhận người vì việc này. Chọn đơn vị khác.")
        )
    if draft.consent is not None:
        _check_consent(case, draft, draft.consent)


def _check_consent(case: Case, draft: Draft, consent: Consent) -> None:
    if consent.case_id != case.pk or not consent.is_for(draft.receiver):
        raise WrongInput(_("Ý kiến đồng ý này không phải của hồ sơ này cho bên nhận này."))
    if consent.purpose not in (None, draft.purpose):
        raise WrongInput(_("Ý kiến đồng ý này cho mục đích khác. Hỏi lại cho mục đích này."))
    if beyond := consent.beyond_scope([section.value for section in draft.sections]):
        names = "; ".join(str(Section(code).label) for code in beyond)
        raise WrongInput(
            _("Người được hỗ trợ chưa đồng ý chia sẻ: %(sections)s. Bỏ các mục đó hoặc hỏi lại.")
            % {"sections": names}
        )


def _open_transfers(case: Case) -> bool:
    return case.handoffs.filter(kind=HandoffKind.TRANSFER).under_way().exists()


def _next_number(agency: Agency, now: datetime) -> str:
    year = clocks.calendar_day(now).year
    name = f"handoff:{agency.code}:{year}"
    Serial.objects.get_or_create(series=name)
    serial = Serial.objects.select_for_update(of=("self",)).get(series=name)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"{serial.last:02d}/{year}/BB-{agency.code.upper()}"
