"""What a receiver without an account gets: the document under a password, and the link to it."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, paper, workflow
from caseflow.law import Event
from caseflow.models import User
from caseflow.refusals import OutOfReach, WrongMoment
from caseflow.sealing import reading
from referrals import package as packages
from referrals.actions.drafting import CODE_LETTERS
from referrals.actions.shared import _reads_of
from referrals.choices import OutsideState, OutsideStep
from referrals.looking import digest_of
from referrals.models import OutsideReferral, OutsideWords

TOKEN_BYTES = 32
GROUPS, LETTERS = 5, 4
"""A password of a hundred bits that can be told by telephone: five groups of four."""


@dataclass(frozen=True)
class Letter:
    """What the document says: whom it is for, the message, the package."""

    organisation: str
    message: str
    contents: packages.Contents


@dataclass(frozen=True)
class SealedLetter:
    """A document under its password, which is shown to the sender once, and what was read for it."""

    contents: packages.Contents
    file: bytes
    password: str
    reads: reading.ReadSet


Draw = Callable[[Letter], bytes]
"""Makes the document, a PDF that nothing protects yet."""


def look_outside(referral: OutsideReferral, *, by: User, now: datetime) -> Letter:
    """What the document says: before sending as it would be told now, afterwards as it was; recorded.

    Only what was looked at can be sent. Raises OutOfReach unless `by` works with the file.
    """
    with trail.deed():
        referral = workflow.lock(referral)
        if not access.works_here(by, referral.case):
            raise OutOfReach
        with reading.opened("paper") as reads:
            letter = _letter(referral, reads)
        if referral.state == OutsideState.DRAFTED:
            mark = packages.preview_mark(letter.contents, referral.case, by)
            OutsideReferral.every_row.filter(pk=referral.pk).update(preview_mark=mark)
        _note_sight(referral, reads, side="sender", actor=access.actor(by), now=now)
    return letter


def _letter(referral: OutsideReferral, reads: reading.ReadSet) -> Letter:
    words = referral.words
    if referral.state == OutsideState.DRAFTED:
        told = packages.contents(referral.case, referral.chosen)
    else:
        if (told := words.contents) is None:
            raise WrongMoment(_("Đã rút lại trước khi gửi nên không có gói thông tin nào."))
        for label in packages.sealed_labels(told):
            reads.add(label, words.uid)
    return Letter(words.organisation or "", words.message or "", told)


def seal_letter(referral: OutsideReferral, *, draw: Draw, by: User) -> SealedLetter:
    """The document under a new password, drawn before any row is locked; nobody sees it yet.

    Raises WrongMoment unless `by` looked at this package, of this version of the file, before; what
    `draw` raises; OutOfReach unless `by` works with the file.
    """
    fresh = OutsideReferral.objects.select_related("case", "words", "consent").get(pk=referral.pk)
    if not access.works_here(by, fresh.case):
        raise OutOfReach
    with reading.opened("paper") as reads:
        letter = _letter(fresh, reads)
    _was_looked_at(fresh, letter.contents, by)
    password = _password()
    file = paper.under_password(draw(letter), password)
    return SealedLetter(letter.contents, file, password, reads)


@trail.deed()
def send_outside(
    referral: OutsideReferral,
    *,
    sealed: SealedLetter,
    by: User,
    now: datetime,
    version: int | None = None,
) -> str:
    """Keep the sealed document and make the link to it; returns its token once, kept nowhere.

    For a referral that waits, another link: the old one and its password are dead. Raises WrongMoment
    where the file changed since the document was drawn, and what `workflow.advance` raises.
    """
    first = referral.state == OutsideState.DRAFTED
    step = OutsideStep.SEND if first else OutsideStep.RENEW
    referral = workflow.ask(referral, step, by=by, version=version)
    with reading.opened("paper") as reads:
        told = _letter(referral, reads).contents
    if told != sealed.contents:
        raise WrongMoment(_not_looked_at())
    _was_looked_at(referral, told, by)
    words = OutsideWords.objects.select_for_update(of=("self",)).get(referral=referral)
    words.contents, words.file = told, base64.b64encode(sealed.file).decode()
    words.save()
    token, digest, until = (
        secrets.token_urlsafe(TOKEN_BYTES),
        packages.digest(told),
        now + _link_days(),
    )
    referral = workflow.advance(
        referral,
        step,
        by=by,
        now=now,
        columns={
            "sent_at": referral.sent_at or now,
            "opened_at": None,
            "expires_at": until,
            "link_digest": digest_of(token),
            "package_digest": digest,
        },
        data={
            "number": referral.number,
            "outside": referral.kind,
            "fields": len(referral.chosen),
            "digest": digest,
            "until": until,
        },
    )
    _note_sight(referral, sealed.reads, side="sender", actor=access.actor(by), now=now)
    clocks.start(
        referral.case, Event.OUTSIDE_SENT, at=now, about=referral.uid, agency=referral.sender
    )
    return token


def _was_looked_at(referral: OutsideReferral, told: packages.Contents, by: User) -> None:
    if referral.state != OutsideState.DRAFTED:
        return
    if referral.preview_mark != packages.preview_mark(told, referral.case, by):
        raise WrongMoment(_not_looked_at())


def _not_looked_at() -> str:
    return _(
        "Bạn chưa xem trước gói thông tin này, hoặc hồ sơ đã thay đổi từ lúc bạn xem. "
        "Quay lại, bấm “Xem trước và gửi” để xem lại rồi gửi."
    )


def _password() -> str:
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _place in range(LETTERS))
        for _group in range(GROUPS)
    )
    return "-".join(groups)


def _link_days() -> timedelta:
    """How long a link holds."""
    return timedelta(days=settings.OUTSIDE_LINK_DAYS)


def _note_sight(
    referral: OutsideReferral,
    reads: reading.ReadSet,
    *,
    side: str,
    actor: trail.Actor,
    now: datetime,
) -> None:
    """Record who opened what the document says."""
    trail.record(
        "package.seen",
        actor=actor,
        at=now,
        case=referral.case.uid,
        obj=(OutsideReferral.LABEL, referral.uid),
        data={"number": referral.number, "handoff": referral.uid, "side": side},
        reads=_reads_of(reads),
    )
