"""Closed lists about the rights of the person in personal data, and breaches of their protection."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DataRequestKind(TextChoices):
    """What the person may ask of who holds the data (Law 91/2025; Decree 356/2025 Art. 5)."""

    SEE = "see", _("Xem dữ liệu")
    CORRECT = "correct", _("Chỉnh sửa dữ liệu")
    SUPPLY = "supply", _("Cung cấp dữ liệu")
    WITHDRAW = "withdraw", _("Rút lại đồng ý")
    RESTRICT = "restrict", _("Hạn chế xử lý")
    OBJECT = "object", _("Phản đối xử lý")
    DELETE = "delete", _("Xoá dữ liệu")
    PROTECT = "protect", _("Áp dụng biện pháp bảo vệ dữ liệu")


class DataChannel(TextChoices):
    """How the request came."""

    IN_PERSON = "in_person", _("Trực tiếp")
    PHONE = "phone", _("Điện thoại")
    LETTER = "letter", _("Thư, đơn giấy")
    ELECTRONIC = "electronic", _("Phương tiện điện tử")
    REPRESENTATIVE = "representative", _("Qua người đại diện")


class BreachKind(TextChoices):
    """What befell the data (Law 91/2025 Art. 23)."""

    LEAKED = "leaked", _("Lộ, bị người khác xem")
    LOST = "lost", _("Mất, hỏng")
    MISUSED = "misused", _("Dùng sai mục đích")
    RIGHTS = "rights", _("Quyền của người đó không được bảo đảm")


class DataAnswer(TextChoices):
    """What the person was told."""

    FIRST = "first", _("Trả lời lần đầu, đang thực hiện")
    DONE = "done", _("Đã thực hiện")
    REFUSED = "refused", _("Từ chối, có lý do")
