"""What several deeds of support ask and record."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.actions import records
from caseflow.models import Case, User
from caseflow.refusals import WrongRole
from support import rules


def _planning_case(case: Case, *, by: User) -> Case:
    """The locked case of somebody who plans support here."""
    case = records.working(case, by=by)
    standing = by.get_standing()
    if standing is None or standing.role not in rules.PLANNERS:
        raise WrongRole(_("Việc này do nhân viên công tác xã hội hoặc giám sát viên làm."))
    return case


def _record(
    act: str, case: Case, obj: tuple[str, UUID], *, by: User, now: datetime, **data: object
) -> None:
    trail.record(act, actor=access.actor(by), at=now, case=case.uid, obj=obj, data=data)
