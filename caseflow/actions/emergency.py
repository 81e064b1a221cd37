"""Seeing a file one does not work with when it cannot wait, and what a second person says of it."""

from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, emergencies, notices, references, throttle, workflow
from caseflow.choices import Emergency, GrantBasis, Level, Role, Verdict
from caseflow.models import Agency, Case, CaseUserGrant, EmergencyView, Standing, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole

MOST_AT_ONCE = 3
LABELS = (
    "person.full_name", "person.other_names", "person.birth_date", "person.id_number",
    "person.phone", "person.address", "person.old_address", "person.relatives",
    "person.ethnicity", "safety.place", "safety.notes", "health.text",
)  # fmt: skip
"""What may save a person: who, where, how to reach, where it is safe, how the health is. Never the
statement, the grounds of the identification or the notes of contacts."""


def open_file(
    reference: str, *, kind: Emergency, reason: str, by: User, now: datetime
) -> EmergencyView:
    """Let `by` see the protected fields of a file for four hours; supervisors know it at once.

    Raises WrongRole for roles and agencies that never see personal fields, TooOften for guessing,
    WrongInput for a code no file has or an empty reason, WrongMoment for a file the person works
    with or sees already, or when too many are open.
    """
    standing = _may_open(by)
    throttle.spend("emergency", throttle.EMERGENCIES, by=by, now=now)
    if not reason.strip():
        raise WrongInput(_("Ghi lý do: chuyện gì xảy ra, vì sao không chờ được."))
    with trail.deed():
        case = _named(reference)
        _check_moment(case, by=by, now=now)
        view = EmergencyView(
            uid=uuid4(),
            case=case,
            scope_uid=case.uid,
            kind=kind,
            opened_by=by,
            agency=standing.agency,
            opened_at=now,
            open_until=now + emergencies.OPEN_FOR,
            review_due_at=now + emergencies.REVIEW_WITHIN,
            reason=reason,
        )
        view.save()
        access.grant(
            case,
            to=by,
            level=Level.PACKAGE,
            basis=GrantBasis.EMERGENCY,
            basis_uid=view.uid,
            until=view.open_until,
            labels=LABELS,
            by=by,
            now=now,
        )
        trail.record(
            "emergency.opened",
            actor=access.actor(by),
            at=now,
            case=case.uid,
            obj=("emergency", view.uid),
            data={"emergency": kind.value, "until": view.open_until},
        )
        for agency in {case.responsible_agency, standing.agency}:
            _tell("emergency.opened", view, agency, now=now)
        return view


def review(
    view: EmergencyView, *, verdict: Verdict, answer: str, by: User, now: datetime
) -> EmergencyView:
    """Judge an emergency view as the second person; one found wrong ends at once.

    Raises OutOfReach beyond the agencies that answer for the file, WrongRole for anybody but a
    supervisor and for the person who opened it, WrongMoment when it was judged before.
    """
    with trail.deed():
        view = _judged_by(view, by)
        if view.reviewed_at is not None:
            raise WrongMoment(_("Lần xem này đã được xem xét."))
        if verdict != Verdict.JUSTIFIED:
            if not answer.strip():
                raise WrongInput(_("Ghi nhận xét: vì sao lần xem này không cần thiết."))
            _end_grant(view, by=by, now=now)
        view.verdict = verdict
        view.reviewed_by = by
        view.reviewed_at = now
        view.answer = answer.strip() or None
        view.save()
        trail.record(
            "emergency.reviewed",
            actor=access.actor(by),
            at=now,
            case=view.case.uid,
            obj=("emergency", view.uid),
            data={"verdict": verdict.value},
        )
        notices.tell(
            "emergency.reviewed",
            case=view.case,
            agency=view.agency,
            user=view.opened_by,
            dedup=f"emergency:{view.uid.hex}:reviewed",
            now=now,
        )
        if verdict == Verdict.MISUSED:
            _tell("emergency.misused", view, view.agency, now=now)
        return view


@trail.deed()
def end(view: EmergencyView, *, by: User, now: datetime) -> EmergencyView:
    """End the view before its time: the person who opened it, or a supervisor who may judge it."""
    view = _locked(view) if view.opened_by_id == by.pk else _judged_by(view, by)
    if view.open_until <= now:
        raise WrongMoment(_("Thời gian xem đã hết."))
    _end_grant(view, by=by, now=now)
    view.save()
    return view


def _may_open(by: User) -> Standing:
    standing = by.get_standing()
    if standing is None or not access.opens_in_emergency(standing):
        raise WrongRole(_("Vai trò hoặc đơn vị của bạn không xem thông tin cần bảo vệ."))
    return standing


def _named(reference: str) -> Case:
    try:
        written = references.normalise(reference)
    except references.BadReference as error:
        raise WrongInput(str(error)) from None
    case = Case.objects.filter(reference=written).first()
    if case is None:
        raise WrongInput(_("Không có hồ sơ nào mang mã này."))
    return workflow.lock(case)


def _check_moment(case: Case, *, by: User, now: datetime) -> None:
    if access.reach(by, case) == Level.WORK:
        raise WrongMoment(_("Bạn đã làm việc với hồ sơ này; không cần xem khẩn cấp."))
    mine = EmergencyView.objects.open_at(now).filter(opened_by=by)
    if mine.filter(case=case).exists():
        raise WrongMoment(_("Bạn đang xem khẩn cấp hồ sơ này."))
    if mine.count() >= MOST_AT_ONCE:
        raise WrongMoment(_("Bạn đang xem khẩn cấp nhiều hồ sơ. Kết thúc một lần xem trước."))


def _locked(view: EmergencyView) -> EmergencyView:
    case = workflow.lock(view.case)
    found = EmergencyView.objects.select_related("opened_by", "agency")
    fresh: EmergencyView = found.select_for_update(of=("self",)).get(pk=view.pk)
    fresh.case = case
    return fresh


def _judged_by(view: EmergencyView, by: User) -> EmergencyView:
    fresh = _locked(view)
    if not access.works_here(by, fresh.case):
        raise OutOfReach
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(_("Chỉ giám sát viên xem xét việc xem khẩn cấp."))
    if fresh.opened_by_id == by.pk:
        raise WrongRole(_("Người đã xem không tự xem xét được. Cần một giám sát viên khác."))
    return fresh


def _end_grant(view: EmergencyView, *, by: User, now: datetime) -> None:
    for given in CaseUserGrant.objects.filter(
        basis=GrantBasis.EMERGENCY, basis_uid=view.uid, content_object=view.case
    ).filter(revoked_at__isnull=True, valid_until__gt=now):
        access.revoke(given, by=by, now=now)
        view.open_until = now


def _tell(kind: str, view: EmergencyView, agency: Agency, *, now: datetime) -> None:
    notices.tell_supervisors(
        kind,
        case=view.case,
        agency=agency,
        dedup=f"{kind}:{view.uid.hex}:{agency.uid.hex}",
        now=now,
    )
