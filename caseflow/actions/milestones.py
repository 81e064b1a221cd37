"""Writing down the deeds the law names beside the steps."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, milestones
from caseflow.actions.records import working
from caseflow.choices import Milestone
from caseflow.models import Case, CaseMilestone, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment


@trail.deed()
def record_milestone(
    case: Case, *, kind: Milestone, happened_at: datetime, by: User, now: datetime
) -> CaseMilestone:
    """Write down that the deed was done; limits of the law begin or are met at that instant.

    Raises WrongInput for an instant in the future or before the reception, WrongMoment for a deed
    that was recorded already or that the law does not know for this file.
    """
    case = working(case, by=by)
    standing = by.get_standing()
    if standing is None:
        raise OutOfReach
    if happened_at > now:
        raise WrongInput(_("Thời điểm không được ở tương lai."))
    if happened_at < case.received_at:
        raise WrongInput(_("Thời điểm không được trước lúc tiếp nhận."))
    if kind not in milestones.of_interest(case, now):
        raise WrongMoment(_("Việc này đã được ghi, hoặc luật áp dụng không có việc này."))
    milestone = CaseMilestone.objects.create(
        case=case,
        kind=kind,
        happened_at=happened_at,
        recorded_at=now,
        recorded_by=by,
        agency=standing.agency,
    )
    trail.record(
        "milestone.recorded",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("milestone", milestone.uid),
        data={"milestone": kind.value, "happened_at": happened_at},
    )
    clocks.meet(case, kind.value, at=happened_at)
    clocks.start(case, milestones.trigger(case, kind), at=happened_at)
    return milestone
