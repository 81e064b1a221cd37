"""An agency ends: looked at before, prepared on one side, confirmed on the other, carried out in bits.

A merger or division of agencies is a lawful ground to hand personal data over, with a written agreement
between both (Law 91/2025 Art. 17.1c). Every bit is a transaction of its own, and what is left is read
from what the agency still holds: killed anywhere, it goes on from there.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks
from caseflow.actions import agencies, people
from caseflow.choices import Certainty
from caseflow.models import (
    Agency,
    AgencySuccession,
    Case,
    SuccessionChoice,
    SuccessionRun,
    User,
)
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole

BATCH = 100
A_YEAR = 366


@trail.deed()
def prepare(
    predecessor: Agency,
    *,
    successor: Agency,
    on: date,
    agreement: str,
    by: User,
    now: datetime,
) -> SuccessionRun:
    """Propose that an agency hands over everything; nothing moves until the other side confirms.

    Raises WrongRole unless `by` administers the predecessor, WrongInput for a successor that cannot take
    over on the day and for a day more than a year away, WrongMoment when one is under way, or one into
    the predecessor that comes later.
    """
    if not access.administers(by, predecessor):
        raise WrongRole(_("Chỉ quản trị của đơn vị này hoặc đơn vị cấp trên lập việc kế nhiệm."))
    if abs((on - timezone.localdate(now)).days) > A_YEAR:
        raise WrongInput(_("Ngày này cách hôm nay hơn một năm. Hãy xem lại ngày."))
    _check_heir(predecessor, successor, on=on, now=now)
    if not agreement.strip():
        raise WrongInput(_("Ghi số và ngày của văn bản thoả thuận bàn giao dữ liệu."))
    later = predecessor.runs_to.under_way().filter(on__gt=on)
    if predecessor.runs_from.under_way().exists() or later.exists():
        raise WrongMoment(_("Đơn vị này đang có một việc kế nhiệm chưa xong."))
    run = SuccessionRun.objects.create(
        predecessor=predecessor,
        successor=successor,
        on=on,
        agreement=agreement.strip(),
        prepared_by=by,
        prepared_at=now,
    )
    _record("succession.prepared", run, by=by, now=now)
    return run


@trail.deed()
def choose(
    run: SuccessionRun, chosen: Mapping[UUID, Agency], *, by: User, now: datetime
) -> SuccessionRun:
    """Say which files of a divided agency go to which successor, by uid of the case.

    Raises WrongRole for anybody but supervisors of the predecessor and OutOfReach for another's file.
    """
    run = _locked(run)
    standing = by.get_standing()
    if standing is None or not standing.is_supervisor or standing.agency.pk != run.predecessor_id:
        raise WrongRole(_("Giám sát viên của đơn vị cũ chọn đơn vị kế nhiệm cho từng hồ sơ."))
    if not run.is_open:
        raise WrongMoment(_("Việc kế nhiệm này đã kết thúc."))
    held = Case.objects.filter(responsible_agency=run.predecessor)
    cases = {case.uid: case for case in held.filter(uid__in=chosen)}
    if set(cases) != set(chosen):
        raise OutOfReach
    for uid, successor in chosen.items():
        _check_heir(run.predecessor, successor, on=run.on, now=now)
        SuccessionChoice.objects.update_or_create(
            run=run, case=cases[uid], defaults={"successor": successor}
        )
    _record("succession.chosen", run, by=by, now=now, cases=len(chosen))
    return run


@trail.deed()
def confirm(run: SuccessionRun, *, by: User, now: datetime) -> SuccessionRun:
    """Accept on the successor's side; from now on the clock carries it out.

    Raises WrongRole unless `by` administers the successor and is somebody else than who prepared it,
    WrongInput where the successor has ended meanwhile.
    """
    run = _locked(run)
    if not access.administers(by, run.successor) or by.pk == run.prepared_by_id:
        raise WrongRole(_("Quản trị của đơn vị kế nhiệm, không phải người lập, xác nhận việc này."))
    if not run.is_open or run.confirmed_at is not None:
        raise WrongMoment(_("Việc kế nhiệm này đã được xác nhận hoặc đã kết thúc."))
    _check_heir(run.predecessor, run.successor, on=run.on, now=now)
    run.confirmed_by, run.confirmed_at = by, now
    run.save(update_fields=["confirmed_by", "confirmed_at"])
    _record("succession.confirmed", run, by=by, now=now)
    return run


@trail.deed()
def cancel(run: SuccessionRun, *, by: User, now: datetime) -> SuccessionRun:
    """Give it up before it is confirmed; by either side."""
    run = _locked(run)
    if not (access.administers(by, run.predecessor) or access.administers(by, run.successor)):
        raise WrongRole(_("Chỉ quản trị của một trong hai đơn vị huỷ việc này."))
    if not run.is_open or run.confirmed_at is not None:
        raise WrongMoment(_("Việc kế nhiệm này đã được xác nhận hoặc đã kết thúc."))
    run.cancelled_at = now
    run.save(update_fields=["cancelled_at"])
    _record("succession.cancelled", run, by=by, now=now)
    return run


def carry_on(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Carry out every confirmed succession whose day has come; returns how many files moved.

    The earliest day first: an heir that ends later hands on what it got. Any number of runners may do
    it at once.
    """
    confirmed = SuccessionRun.objects.under_way().filter(
        confirmed_at__isnull=False, on__lte=clocks.calendar_day(now)
    )
    moved = 0
    told = confirmed.select_related("predecessor", "successor", "confirmed_by")
    for run in told.order_by("on", "pk"):
        while not stopping() and (bit := _move_files(run, now) or _move_grants(run, now)):
            moved += bit
        if not stopping():
            _finish(run, now)
    return moved


@trail.deed()
def _move_files(run: SuccessionRun, now: datetime) -> int:
    """Open files first: somebody waits for them. Ended ones follow, or nobody could reach them."""
    held = Case.objects.filter(responsible_agency=run.predecessor).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        held = held.select_for_update(skip_locked=True, of=("self",))
    cases = list(held.open()[:BATCH]) or list(held[:BATCH])
    chosen = {
        choice.case_id: choice.successor
        for choice in run.choices.filter(case__in=cases).select_related("successor")
    }
    for case in cases:
        successor = chosen.get(case.pk, run.successor)
        agencies.move_case(case, run.predecessor, successor, by=run.confirmed_by, now=now)
    return len(cases)


@trail.deed()
def _move_grants(run: SuccessionRun, now: datetime) -> int:
    _locked(run)
    return agencies.pass_on_grants(
        run.predecessor, run.successor, by=run.confirmed_by, now=now, at_most=BATCH
    )


@trail.deed()
def _finish(run: SuccessionRun, now: datetime) -> None:
    """The last bit: what lies in files of others, the people, the agency itself; once."""
    run = _locked(run)
    by = run.confirmed_by
    if not run.is_open or Case.objects.filter(responsible_agency=run.predecessor).exists():
        return
    agencies.move_the_rest(run.predecessor, run.successor, by=by, now=now)
    agencies.pass_on_grants(run.predecessor, run.successor, by=by, now=now)
    for post in run.predecessor.memberships.current().select_related("user").order_by("pk"):
        people.go_along(post, run.successor, by=by, now=now)
    Agency.objects.filter(pk=run.predecessor_id, valid_to__isnull=True).update(
        valid_to=run.on - timedelta(days=1)
    )
    _adopt(run)
    heirs = {run.successor_id, *run.choices.values_list("successor_id", flat=True)}
    for heir in sorted(heirs):
        AgencySuccession.objects.update_or_create(
            predecessor=run.predecessor,
            successor_id=heir,
            defaults={"carried_out_at": now},
            create_defaults={
                "on": run.on,
                "legal_basis": run.agreement,
                "certainty": Certainty.TEXT,
                "carried_out_at": now,
            },
        )
    run.finished_at = now
    run.save(update_fields=["finished_at"])
    _record("succession.finished", run, by=by, now=now)


def _adopt(run: SuccessionRun) -> None:
    """Agencies below the one that ended stand below its successor; one from below rises to its place."""
    ended, heir = run.predecessor, Agency.objects.get(pk=run.successor_id)
    if heir.is_below(ended):
        heir.parent = ended.parent
        heir.save(update_fields=["parent"])
    for each in ended.children.unended(run.on).exclude(pk=heir.pk).order_by("pk"):
        each.parent = heir
        each.save(update_fields=["parent"])


def _check_heir(predecessor: Agency, heir: Agency, *, on: date, now: datetime) -> None:
    """Another agency that exists on the day, has not ended since and is not about to end before it."""
    ended = heir.valid_to is not None and heir.valid_to < clocks.calendar_day(now)
    ends_before = heir.runs_from.under_way().filter(on__lte=on).exists()
    if heir.pk == predecessor.pk or not heir.exists_on(on) or ended or ends_before:
        raise WrongInput(_("Đơn vị kế nhiệm phải là đơn vị khác, đang hoạt động vào ngày này."))


def _locked(run: SuccessionRun) -> SuccessionRun:
    rows = SuccessionRun.objects.select_for_update(of=("self",))
    return rows.select_related("predecessor", "successor").get(pk=run.pk)


def _record(
    act: str, run: SuccessionRun, *, by: User | None, now: datetime, **more: object
) -> None:
    trail.record(
        act,
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        obj=("succession", run.uid),
        data={
            "from_agency": run.predecessor.code,
            "to_agency": run.successor.code,
            "on": run.on,
            **more,
        },
    )
