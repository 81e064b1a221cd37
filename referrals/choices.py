"""The closed lists of handing over: kinds, states, purposes, what may be told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from caseflow.choices import (
    FileKind,
    OutsideKind as OutsideKind,  # noqa: PLC0414 - one of the lists of this floor too
    Purpose as Purpose,  # noqa: PLC0414 - one of the lists of this floor too
    Section as Section,  # noqa: PLC0414
)


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


class OutsideState(TextChoices):
    """How far a referral to somebody without an account is."""

    DRAFTED = "drafted", _("Đã lập")
    SENT = "sent", _("Đã gửi, chờ nơi nhận mở")
    OPENED = "opened", _("Nơi nhận đã tải tài liệu")
    ACCEPTED = "accepted", _("Nơi nhận nhận lời")
    DECLINED = "declined", _("Nơi nhận không nhận được")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


OUTSIDE_ENDED = (OutsideState.ACCEPTED, OutsideState.DECLINED, OutsideState.WITHDRAWN)
OUTSIDE_WAITING = (OutsideState.SENT, OutsideState.OPENED)


class OutsideStep(TextChoices):
    """The deeds that move a referral to somebody without an account."""

    SEND = "send", _("Gửi")
    RENEW = "renew", _("Cấp liên kết mới")
    OPEN = "open", _("Nơi nhận tải tài liệu")
    ACCEPT = "accept", _("Nơi nhận nhận lời")
    DECLINE = "decline", _("Nơi nhận không nhận được")
    WITHDRAW = "withdraw", _("Rút lại")


class OutsideReason(TextChoices):
    """Why somebody without an account cannot; codes only, nobody writes about the person there."""

    NO_PLACE = "no_place", _("Hết chỗ, hết người")
    NOT_OURS = "not_ours", _("Không thuộc việc của chúng tôi")
    NO_MEANS = "no_means", _("Không có chuyên môn hoặc phiên dịch cần thiết")
    WRONG_PLACE = "wrong_place", _("Gửi nhầm nơi")
    CALL = "call", _("Lý do khác, xin gọi lại")


class HandoffStep(TextChoices):
    """The deeds that move a handoff."""

    SEND = "send", _("Gửi")
    OPEN = "open", _("Mở xem")
    RECEIVE = "receive", _("Xác nhận đã nhận")
    SIGN = "sign", _("Ký biên bản")
    DECLINE = "decline", _("Không nhận được")
    WITHDRAW = "withdraw", _("Rút lại")


class Beyond(TextChoices):
    """Why a package tells more than the least its receiver needs."""

    ASKED = "asked", _("Bên nhận đề nghị bằng văn bản")
    PERSON = "person", _("Người được hỗ trợ muốn vậy")
    SAFETY = "safety", _("Cần để giữ an toàn")
    PICK_UP = "pick_up", _("Cần để liên hệ, đón người")
    CARE = "care", _("Cần để chăm sóc, hỗ trợ ngay")
    PROCEDURE = "procedure", _("Cần cho thủ tục, giấy tờ")


OUTSIDE_PURPOSES = [each for each in Purpose.choices if each[0] != Purpose.VERIFICATION]
"""What somebody without an account may be asked for: verifying is for agencies."""


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
