"""What may be told to which kind of agency, and what was told of one case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.timeline import Entry
from caseflow import clocks
from caseflow.choices import Milestone
from caseflow.law.tables import Section as Table
from caseflow.models import Case, CaseGroupGrant, CaseMilestone, User
from caseflow.models.reach import live
from referrals import catalogue
from referrals.choices import Beyond, Section
from referrals.looking import why_closed
from referrals.models import Handoff, OutsideReferral

TOLD_OUTSIDE = (
    Milestone.REFERRED_TO_COMMUNE,
    Milestone.NOTIFIED_SOCIAL,
    Milestone.TIP_FORWARDED,
    Milestone.VERIFICATION_REQUESTED,
)
"""Deeds of the law that tell another body about the person without a package."""


@dataclass(frozen=True)
class Told:
    """One package: the handoff it went with, and what became of it."""

    handoff: Handoff
    opened: int
    """How often somebody of the receiver opened the package."""
    first: datetime | None
    readable: bool
    until: datetime | None
    """When a readable one closes by itself."""
    closed: str
    """Why it is closed, in a sentence, where one is known."""


def packages(case: Case, entries: Iterable[Entry], now: datetime) -> list[Told]:
    """Every package that was sent, the latest first; `entries` are the readings of the case."""
    looks = _looks(entries)
    ends = _ends(case, now)
    sent = (
        case.handoffs.filter(sent_at__isnull=False)
        .select_related("receiver", "sender", "consent", "case")
        .order_by("-sent_at", "-pk")
    )
    return [_told(handoff, looks.get(handoff.uid, []), ends, now) for handoff in sent]


def sent_outside(case: Case, user: User) -> list[OutsideReferral]:
    """What went to somebody without an account, the latest first; as far as this person sees it."""
    sent = OutsideReferral.objects.visible_to(user).filter(case=case, sent_at__isnull=False)
    return list(sent.select_related("case", "consent").order_by("-sent_at", "-pk"))


def told_outside(case: Case) -> list[CaseMilestone]:
    """Deeds that told another body without a package, the latest first."""
    kinds = [kind.value for kind in TOLD_OUTSIDE]
    return list(case.milestones.filter(kind__in=kinds).order_by("-happened_at", "-pk"))


def _told(
    handoff: Handoff, looks: list[datetime], ends: dict[UUID, datetime | None], now: datetime
) -> Told:
    holds = (
        handoff.received_at is not None
        and handoff.case.responsible_agency_id == handoff.receiver_id
    )
    readable = holds or handoff.uid in ends
    closed = "" if readable else why_closed(handoff, on=clocks.calendar_day(now))
    return Told(
        handoff, len(looks), min(looks, default=None), readable, ends.get(handoff.uid), closed
    )


def _looks(entries: Iterable[Entry]) -> dict[UUID, list[datetime]]:
    found: dict[UUID, list[datetime]] = {}
    for entry in entries:
        if entry.act == "package.seen" and entry.data.get("side") == "receiver":
            found.setdefault(UUID(str(entry.data["handoff"])), []).append(entry.at)
    return found


def _ends(case: Case, now: datetime) -> dict[UUID, datetime | None]:
    """By the handoff that lets look: when that ends by itself."""
    grants = CaseGroupGrant.objects.filter(live(now), content_object=case)
    return {
        grant.basis_uid: grant.valid_until for grant in grants if "package.contents" in grant.labels
    }


def catalogue_tables() -> list[Table]:
    """The catalogue for people: the least by kind of agency with its reason, every field, reasons for more."""
    return [
        Table(
            _("Mức tối thiểu theo loại đơn vị nhận"),
            (
                _("Loại đơn vị"),
                _("Mức tối thiểu"),
                _("Vì đơn vị này"),
                _("Căn cứ của việc đó"),
                _("Độ chắc"),
            ),
            tuple(
                (
                    kind,
                    "; ".join(catalogue.words_of(need.fields)),
                    str(need.task),
                    str(need.source or _("quy ước nội bộ")),
                    need.certainty.value,
                )
                for kind, need in _needs()
            ),
        ),
        Table(
            _("Mọi mục có thể gửi"),
            (_("Phần"), _("Mục"), _("Trong mức tối thiểu của")),
            tuple(
                (str(Section(field.section).label), str(field.words), _needed_by(field.key))
                for field in catalogue.FIELDS
            ),
        ),
        Table(
            _("Lý do gửi nhiều hơn mức tối thiểu"),
            (_("Lý do"),),
            tuple((str(reason.label),) for reason in Beyond),
        ),
    ]


def _needed_by(key: str) -> str:
    kinds = [kind for kind, need in _needs() if key in need.fields]
    if len(kinds) == len(_needs()):
        return _("mọi nơi nhận")
    return "; ".join(kinds) or "–"


def _needs() -> list[tuple[str, catalogue.Need]]:
    """Who may be told, in words, with the least; the last has no account."""
    agencies = [(str(kind.label), need) for kind, need in catalogue.NEEDS.items()]
    return [*agencies, (_("Nơi ngoài hệ thống"), catalogue.OUTSIDE)]
