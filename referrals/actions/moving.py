"""Several cases to one agency in one go: each a transfer of its own, with the least that agency needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit import trail
from caseflow import clocks, workflow
from caseflow.actions import consents
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.models import Agency, Case, Consent, User
from caseflow.models.reach import working_agency_ids
from caseflow.refusals import OutOfReach, Refused, WrongInput, WrongRole
from caseflow.sealing import reading
from referrals import catalogue, package as packages
from referrals.actions.drafting import Draft, _check, _open_transfers, draft_handoff
from referrals.actions.giving import send
from referrals.choices import HandoffKind, Purpose, Section
from referrals.models import Handoff

MOST = 50
"""Cases in one go; a request is over in seconds."""


@dataclass(frozen=True)
class Move:
    """Where to, what for, on which ground where somebody has not agreed; `uid` names this one press."""

    uid: UUID
    receiver: Agency
    purpose: Purpose
    basis: ConsentBasis = ConsentBasis.NONE
    grounds: str = ""


@dataclass(frozen=True)
class Moved:
    """What became of one case: the handoff, or a sentence why there is none."""

    case: Case
    handoff: Handoff | None = None
    sentence: str = ""


def _supervisor(by: User) -> None:
    standing = by.get_standing()
    if standing is None:
        raise OutOfReach
    if not standing.is_supervisor:
        raise WrongRole(_("Giám sát viên của đơn vị chuyển nhiều hồ sơ cùng lúc."))


def cases_to_move(uids: Iterable[UUID], *, by: User) -> list[Case]:
    """The chosen cases of the person's own desk, in the order of their references.

    Raises WrongRole for all but supervisors, OutOfReach for a case that is not theirs, WrongInput for
    none or too many.
    """
    _supervisor(by)
    wanted = set(uids)
    if not wanted:
        raise WrongInput(_("Chọn ít nhất một hồ sơ."))
    if len(wanted) > MOST:
        raise WrongInput(_("Mỗi lần chuyển tối đa %(most)s hồ sơ.") % {"most": MOST})
    standing = by.get_standing()
    own = working_agency_ids(standing) if standing else ()
    found = Case.objects.visible_to(by).filter(responsible_agency__in=own, uid__in=wanted)
    cases = list(found.select_related("responsible_agency").order_by("reference"))
    if len(cases) != len(wanted):
        raise OutOfReach
    return cases


def foresee(cases: Sequence[Case], move: Move, *, by: User, now: datetime) -> list[Moved]:
    """For each case why it could not be moved now, by its reference only; nothing is written or read."""
    return [Moved(case, _sent_before(case, move), _why_not(case, move, by, now)) for case in cases]


def _why_not(case: Case, move: Move, by: User, now: datetime) -> str:
    if not case.is_open:
        return _("Hồ sơ đã kết thúc.")
    if _open_transfers(case):
        return _("Đang có một bàn giao chưa xong.")
    try:
        _check(case, _draft(move, _ground(case, move, now)), now)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _ground(case: Case, move: Move, now: datetime) -> Consent | None:
    """The answer it rests on; none where the law named for all of them stands in. Else WrongInput.

    The newest answer for this receiver and purpose counts. Who said no, or took it back, is not moved
    along with others.
    """
    asked = [
        consent
        for consent in case.consents.order_by("-pk")
        if consent.is_for(move.receiver) and consent.purpose in (None, move.purpose)
    ]
    sections = [section.value for section in _least(move)]
    newest = asked[0] if asked else None
    if newest is not None and newest.stands_on(clocks.calendar_day(now)):
        if not newest.beyond_scope(sections):
            return newest
    elif newest is not None and (newest.withdrawn_at or newest.answer == ConsentAnswer.REFUSES):
        raise WrongInput(_("Người được hỗ trợ không đồng ý. Xem xét riêng hồ sơ này."))
    if move.basis == ConsentBasis.NONE:
        raise WrongInput(_("Chưa có đồng ý gồm lần chuyển này, cũng chưa viện dẫn căn cứ."))
    return None


def _sent_before(case: Case, move: Move) -> Handoff | None:
    """What this very press already sent for the case."""
    return case.handoffs.filter(group_uid=move.uid, sent_at__isnull=False).first()


def move_cases(cases: Sequence[Case], move: Move, *, by: User, now: datetime) -> list[Moved]:
    """Move them one by one, each in a transaction of its own: what cannot be is told, the rest goes on.

    Sent again, the same press does only what is left. Raises WrongRole for all but supervisors.
    """
    _supervisor(by)
    told = []
    for case in cases:
        try:
            told.append(Moved(case, move_case(case, move, by=by, now=now)))
        except Refused as refusal:
            told.append(Moved(case, sentence=refusal.sentence))
    return told


@trail.deed()
def move_case(case: Case, move: Move, *, by: User, now: datetime) -> Handoff:
    """One transfer, drafted and sent with the least the receiver needs; all of it or nothing.

    Nobody reads the package: its sections are those of the kind of agency, and it is sealed as it is at
    this instant. Raises WrongRole, and what drafting and sending raise.
    """
    _supervisor(by)
    case = workflow.lock(case)
    if (sent := _sent_before(case, move)) is not None:
        return sent
    consent = _ground(case, move, now) or _on_the_law(case, move, by=by, now=now)
    handoff = draft_handoff(case, draft=_draft(move, consent), by=by, now=now)
    with reading.opened("paper"):
        mark = packages.preview_mark(packages.of(handoff), handoff.case, by)
    Handoff.every_row.filter(pk=handoff.pk).update(preview_mark=mark)
    return send(handoff, by=by, now=now)


def _on_the_law(case: Case, move: Move, *, by: User, now: datetime) -> Consent:
    return consents.record_consent(
        case,
        answer=ConsentAnswer.NOT_ASKED,
        basis=move.basis,
        receiver=move.receiver,
        terms=consents.Terms(purpose=move.purpose, scope=_least(move), grounds=move.grounds),
        by=by,
        now=now,
    )


def _draft(move: Move, consent: Consent | None) -> Draft:
    least = catalogue.least_for(move.receiver.kind)
    draft = Draft(HandoffKind.TRANSFER, move.receiver, move.purpose, least)
    return replace(draft, consent=consent, group=move.uid)


def _least(move: Move) -> list[Section]:
    return catalogue.sections_of(catalogue.least_for(move.receiver.kind))
