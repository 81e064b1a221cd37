"""The giving side prepares: to whom, what for, which fields; what the person said stands beside it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions import consents, records
from caseflow.choices import ConsentAnswer, ConsentBasis, Hold
from caseflow.models import Agency, Case, Consent, Serial, User
from caseflow.refusals import WrongInput, WrongMoment
from referrals import catalogue
from referrals.choices import Beyond, HandoffKind, HandoffState, Purpose, Section
from referrals.models import Along, Handoff, HandoffWords
from referrals.rules import NO_DESK

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: nothing that is mistaken for something else."""


@dataclass(frozen=True)
class Draft:
    """What the giving side chooses."""

    kind: HandoffKind
    receiver: Agency
    purpose: Purpose
    fields: Sequence[str]
    """Keys of the catalogue."""
    consent: Consent | None = None
    message: str = ""
    belongings: str = ""
    escorts: str = ""
    interpreter_along: bool | None = None
    group: UUID | None = None
    """The same for those drafted together for one need."""
    follows: Handoff | None = None
    """The one it takes the place of."""
    beyond: Beyond | None = None
    """Why more is told than the least; it counts only where more is told."""

    @property
    def sections(self) -> list[Section]:
        """Where the fields stand, which is what a person agrees to."""
        return catalogue.sections_of(self.fields)


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
    beyond = draft.beyond if catalogue.beyond_least(draft.fields, draft.receiver.kind) else None
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
        chosen_fields=catalogue.in_order(draft.fields),
        beyond=beyond,
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
            "fields": len(draft.fields),
            **({"beyond": beyond.value} if beyond else {}),
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
    if words := catalogue.refused(draft.fields, draft.receiver.kind, reason=draft.beyond):
        raise WrongInput(words)
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
