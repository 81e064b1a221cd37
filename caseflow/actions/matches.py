"""Whether two files are of one person: both agencies are asked, and both must say yes."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, matching, workflow
from caseflow.actions.links import connect
from caseflow.choices import GrantBasis, Level, LinkKind, MatchAnswer
from caseflow.models import Case, PersonMatch, User
from caseflow.refusals import OutOfReach, WrongMoment

AGREED, DENIED = "match.agreed", "match.denied"


@trail.deed()
def answer(
    match: PersonMatch, case: Case, *, says: MatchAnswer, by: User, now: datetime
) -> PersonMatch:
    """Say for the agency that keeps `case` whether both files are of one person.

    An agency that keeps both answers for both. Once both said yes, the files are linked and each
    agency reaches the trail of the other file; once one said no, nobody is asked any more. Raises
    OutOfReach for a file the user does not write into, WrongMoment when it was answered or settled.
    """
    match, case, other = _locked(match, case)
    if not access.writes_here(by, case):
        raise OutOfReach
    if match.says(case):
        raise WrongMoment(_("Đơn vị bạn đã trả lời câu hỏi này."))
    if match.is_settled():
        raise WrongMoment(
            _("Bên kia đã trả lời là không phải cùng một người. Không cần trả lời nữa.")
        )
    both = case.responsible_agency_id == other.responsible_agency_id
    for side in (case, other) if both else (case,):
        setattr(match, f"{match.side(side)}_says", says)
        trail.record(
            "match.answered",
            actor=access.actor(by),
            at=now,
            case=side.uid,
            obj=("match", match.uid),
            data={"match_answer": says.value},
        )
    match.save(update_fields=["first_says", "second_says"])
    if says == MatchAnswer.DIFFERENT:
        matching.tell(DENIED, match, other, now=now)
    elif match.is_settled():
        _join(match, by=by, now=now)
    return match


def _locked(match: PersonMatch, case: Case) -> tuple[PersonMatch, Case, Case]:
    """The match as it stands, with its own case and the other, both locked in their order."""
    first, second = workflow.lock(match.first), workflow.lock(match.second)
    fresh = PersonMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    fresh.first, fresh.second = first, second
    own = first if case.pk == first.pk else second
    return fresh, own, fresh.other(own)


def _join(match: PersonMatch, *, by: User, now: datetime) -> None:
    """Link both files, let each agency reach the trail of the other one, and tell both."""
    connect(match.second, match.first, kind=LinkKind.SAME_PERSON, by=by, now=now)
    for case in (match.first, match.second):
        other = match.other(case)
        if case.responsible_agency_id != other.responsible_agency_id:
            access.grant(
                other,
                to=case.responsible_agency,
                level=Level.TRAIL,
                basis=GrantBasis.SAME_PERSON,
                basis_uid=match.uid,
                by=by,
                now=now,
            )
        matching.tell(AGREED, match, case, now=now)
