"""The closed lists of handing over: kinds, states, purposes, what may be told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from caseflow.choices import (
    AgencyKind,
    FileKind,
    Purpose as Purpose,  # noqa: PLC0414 - one of the lists of this floor too
    Section as Section,  # noqa: PLC0414
)
from caseflow.models import Agency


class HandoffKind(TextChoices):
    """A transfer moves responsibility, a referral asks for a service and leaves it."""

    TRANSFER = "transfer", _("Bàn giao người và hồ sơ")
    REFERRAL = "referral", _("Đề nghị phối hợp")


class HandoffState(TextChoices):
    """Closed only when the receiver confirms."""

    DRAFTED = "drafted", _("Đã lập")
    SENT = "sent", _("Đã gửi")
    OPENED = "opened", _("Đã mở xem")
    RECEIVED = "received", _("Đã nhận người")
    SIGNED = "signed", _("Đã ký")
    DECLINED = "declined", _("Không nhận được, cần nơi khác")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


OPEN_STATES = (HandoffState.DRAFTED, HandoffState.SENT, HandoffState.OPENED)
ENDED_STATES = (HandoffState.SIGNED, HandoffState.DECLINED, HandoffState.WITHDRAWN)
ON_PAPER_STATES = (HandoffState.RECEIVED, HandoffState.SIGNED)
"""There are minutes to sign, and to scan."""
PICTURES = (FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.HEIC)
NO_PICTURE = _("Bản quét là tệp PDF hoặc ảnh. Hãy chọn tệp khác.")
WAITING_STATES = (HandoffState.SENT, HandoffState.OPENED)
ENDED_STATES = (HandoffState.SIGNED, HandoffState.DECLINED, HandoffState.WITHDRAWN)


class HandoffStep(TextChoices):
    """The deeds that move a handoff."""

    SEND = "send", _("Gửi")
    OPEN = "open", _("Mở xem")
    RECEIVE = "receive", _("Xác nhận đã nhận")
    SIGN = "sign", _("Ký biên bản")
    DECLINE = "decline", _("Không nhận được")
    WITHDRAW = "withdraw", _("Rút lại")


MINIMUM = (Section.IDENTITY, Section.STATUS, Section.HEALTH)

LEAST: dict[AgencyKind, tuple[Section, ...]] = {
    AgencyKind.POLICE: (Section.IDENTITY, Section.STATUS),
    AgencyKind.BORDER_GUARD: (Section.IDENTITY, Section.STATUS),
    AgencyKind.COAST_GUARD: (Section.IDENTITY, Section.STATUS),
    AgencyKind.PROCURACY: (Section.IDENTITY, Section.STATUS),
    AgencyKind.COURT: (Section.IDENTITY, Section.STATUS),
    AgencyKind.LEGAL_AID: (Section.IDENTITY, Section.STATUS),
    AgencyKind.MISSION: (Section.IDENTITY, Section.STATUS),
    AgencyKind.FOREIGN_AFFAIRS: (Section.IDENTITY, Section.STATUS),
    AgencyKind.NGO: (Section.IDENTITY, Section.HEALTH),
}
"""What is enough for a kind of agency, where it is less than `MINIMUM`; a house rule, no law."""


def minimum_for(agency: Agency) -> tuple[Section, ...]:
    """The least an agency of this kind needs."""
    return LEAST.get(AgencyKind(agency.kind), MINIMUM)


LABELS: dict[Section, tuple[str, ...]] = {
    Section.IDENTITY: ("person.full_name", "person.other_names", "person.birth_date"),
    Section.PAPERS: ("person.id_number",),
    Section.CONTACT: ("person.phone", "person.address"),
    Section.RELATIVES: ("person.relatives",),
    Section.STATUS: (),
    Section.SAFETY: ("safety.place",),
    Section.HEALTH: (),
}
"""Sealed labels each section opens; a section without labels tells codes only."""


class RequestAnswer(TextChoices):
    """What the holder of a file answers to a desk that asks for it."""

    GIVEN = "given", _("Đã gửi bàn giao")
    DECLINED = "declined", _("Không bàn giao")


class Condition(TextChoices):
    """How the person was when received, in neutral words."""

    WELL = "well", _("Ổn định")
    NEEDS_CARE = "needs_care", _("Cần chăm sóc y tế")
    DISTRESSED = "distressed", _("Cần hỗ trợ tâm lý ngay")
    UNKNOWN = "unknown", _("Chưa đánh giá")
