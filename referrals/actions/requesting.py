"""Asking the holder of a file, of which only the reference is known, to hand it over."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, notices, references, throttle, workflow
from caseflow.choices import CASE_ROLES
from caseflow.models import Case, Standing, User
from caseflow.models.reach import working_agency_ids
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from caseflow.sealing import reading
from referrals.actions.shared import _reads_of
from referrals.choices import RequestAnswer
from referrals.models import Handoff, HandoverRequest
from referrals.rules import NO_DESK


def may_ask(*, by: User) -> Standing:
    """Where the person stands. Raises OutOfReach, WrongRole for a desk that takes no files."""
    standing = by.get_standing()
    if standing is None or standing.role not in CASE_ROLES:
        raise OutOfReach
    if standing.agency.kind in NO_DESK:
        raise WrongRole(_("Đơn vị của bạn không nhận hồ sơ nên không xin bàn giao được."))
    return standing


def ask_for_case(reference: str, *, reason: str, by: User, now: datetime) -> None:
    """Put the request before whoever answers for the file; asking twice is asking once.

    Nothing tells whether there is such a file. Raises WrongInput for a mistyped reference or an empty
    reason, WrongMoment for a file the desk holds, TooOften for guessing, and what `may_ask` raises.
    """
    standing = may_ask(by=by)
    throttle.spend("request", throttle.REQUESTS, by=by, now=now)
    if not reason.strip():
        raise WrongInput(_("Ghi lý do: ai báo, người được hỗ trợ cần gì."))
    try:
        written = references.normalise(reference)
    except references.BadReference as error:
        raise WrongInput(str(error)) from None
    with trail.deed():
        _put_before_the_holder(written, standing, reason, by=by, now=now)


def _put_before_the_holder(
    written: str, standing: Standing, reason: str, *, by: User, now: datetime
) -> None:
    """The same statements whether there is such a file, none, or one that was asked for before.

    Where nothing is to be kept, the request is written about another file and undone.
    """
    found = Case.objects.filter(reference=written).first()
    mine = HandoverRequest.objects.pending().filter(agency=standing.agency)
    others = Case.objects.open().exclude(reference=written).exclude(pk__in=mine.values("case"))
    another = others.order_by("-pk").first()
    asked_before = mine.filter(case=found or another).exists()
    subject = another if found is None or asked_before else found
    made = None
    if subject is not None:
        case = workflow.lock(subject)
        if case == found and case.responsible_agency_id in working_agency_ids(standing):
            raise WrongMoment(_("Đơn vị bạn đang giữ hồ sơ này."))
        request = HandoverRequest(
            case=case,
            scope_uid=case.uid,
            agency=standing.agency,
            asked_by=by,
            asked_at=now,
            reason=reason.strip(),
        )
        if not mine.filter(case=case).exists():  # nobody else at this desk asked meanwhile
            made = request if case == found else None
            _keep_or_undo(lambda: _write(request, now=now), keep=made is not None)
    _record(found, made, standing, by=by, now=now)


def _record(
    found: Case | None,
    made: HandoverRequest | None,
    standing: Standing,
    *,
    by: User,
    now: datetime,
) -> None:
    if found is None:
        trail.record("request.unmatched", actor=access.actor(by), at=now, data={})
        return
    trail.record(
        "request.made" if made else "request.repeated",
        actor=access.actor(by),
        at=now,
        case=found.uid,
        obj=("request", made.uid) if made else None,
        data={"from_agency": standing.agency.code},
    )


def _keep_or_undo(write: Callable[[], None], *, keep: bool) -> None:
    """Either way one savepoint is kept and one undone, so that neither can be told by the number."""
    with transaction.atomic():
        write()
        transaction.set_rollback(not keep)
    with transaction.atomic():
        transaction.set_rollback(keep)


def _write(request: HandoverRequest, *, now: datetime) -> None:
    request.save()
    notices.tell(
        "request.made",
        case=request.case,
        agency=request.case.responsible_agency,
        dedup=f"request.made:{request.uid.hex}",
        now=now,
    )


@trail.deed()
def decline_request(
    request: HandoverRequest, *, answer: str, by: User, now: datetime
) -> HandoverRequest:
    """Say in words why the file stays; whoever asked is told and may read them.

    Raises OutOfReach for anybody but the holder, WrongMoment for what was answered before, WrongInput
    without words.
    """
    request = _held(request, by)
    if not answer.strip():
        raise WrongInput(_("Ghi lý do không bàn giao; nơi xin cần biết để làm tiếp."))
    if request.answered_at is not None:
        raise WrongMoment(_("Yêu cầu này đã được trả lời. Tải lại trang."))
    request.answer = answer.strip()
    _give(request, RequestAnswer.DECLINED, by=by, now=now)
    notices.tell(
        "request.declined",
        case=request.case,
        agency=request.agency,
        dedup=f"request.declined:{request.uid.hex}",
        now=now,
    )
    return request


def _give(request: HandoverRequest, answer: RequestAnswer, *, by: User, now: datetime) -> None:
    request.give(answer, by=by, now=now)
    request.save()
    trail.record(
        "request.answered",
        actor=access.actor(by),
        at=now,
        case=request.case.uid,
        obj=("request", request.uid),
        data={"answer": answer.value, "to_agency": request.agency.code},
    )


def _held(request: HandoverRequest, by: User) -> HandoverRequest:
    case = workflow.lock(request.case)
    if not access.writes_here(by, case):
        raise OutOfReach
    found = HandoverRequest.objects.select_for_update(of=("self",)).select_related("agency")
    fresh: HandoverRequest = found.get(pk=request.pk)
    fresh.case = case
    return fresh


def answered_by_sending(handoff: Handoff, *, by: User, now: datetime) -> None:
    """A handoff sent to who asked for the file answers the request; the caller holds the case lock."""
    waiting = HandoverRequest.objects.pending().filter(case=handoff.case, agency=handoff.receiver)
    for request in waiting:
        request.case, request.agency, request.handoff = handoff.case, handoff.receiver, handoff
        _give(request, RequestAnswer.GIVEN, by=by, now=now)


def read_answer(request: HandoverRequest, *, by: User, now: datetime) -> str:
    """The words of the holder, for the desk that asked; recorded before they are shown.

    Raises OutOfReach for any other desk and while there is no answer.
    """
    standing = may_ask(by=by)
    with trail.deed():
        fresh = HandoverRequest.objects.select_related("case", "agency").get(pk=request.pk)
        asked = fresh.agency_id in working_agency_ids(standing)
        if not asked or fresh.answered_at is None:
            raise OutOfReach
        with reading.opened("contact") as reads:
            words = fresh.answer or ""
        trail.record(
            "request.read",
            actor=access.actor(by),
            at=now,
            case=fresh.case.uid,
            obj=("request", fresh.uid),
            data={"from_agency": standing.agency.code},
            reads=_reads_of(reads),
        )
    return words
