"""Files that belong together."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.actions.records import working
from caseflow.choices import LinkKind
from caseflow.models import Case, CaseLink, User
from caseflow.refusals import OutOfReach, WrongInput


@trail.deed()
def link_cases(case: Case, other: Case, *, kind: LinkKind, by: User, now: datetime) -> CaseLink:
    """Connect a file the user works with to one the user reaches; the same link twice stays one."""
    case = working(case, by=by)
    if access.reach(by, other) is None:
        raise OutOfReach
    if case.pk == other.pk:
        raise WrongInput(_("Hai mã là cùng một hồ sơ."))
    return connect(case, other, kind=kind, by=by, now=now)


def connect(case: Case, other: Case, *, kind: LinkKind, by: User, now: datetime) -> CaseLink:
    """Write the link and its event; the caller has asked whether `by` may."""
    link, created = CaseLink.objects.get_or_create(
        case=case, other=other, kind=kind, defaults={"created_at": now}
    )
    if created:
        trail.record(
            "case.linked",
            actor=access.actor(by),
            at=now,
            case=case.uid,
            obj=("link", link.uid),
            data={"kind": kind.value, "other": other.reference},
        )
    return link
