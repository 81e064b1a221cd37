"""Agencies, roles and reach, as codes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The fixed roles; each is a Django group of the same name."""

    OFFICER = "officer", _("Cán bộ")
    SOCIAL_WORKER = "social_worker", _("Nhân viên công tác xã hội")
    SUPERVISOR = "supervisor", _("Giám sát viên")
    AUDITOR = "auditor", _("Kiểm tra viên")
    UNIT_ADMIN = "unit_admin", _("Quản trị đơn vị")


CASE_ROLES = (Role.OFFICER, Role.SOCIAL_WORKER, Role.SUPERVISOR)


class AgencyKind(TextChoices):
    """Kinds of agencies that meet in a case (Law 53/2024 Art. 27-31, directive 17/UBND-BCD)."""

    COMMUNE = "commune", _("Uỷ ban nhân dân cấp xã")
    POLICE = "police", _("Công an")
    BORDER_GUARD = "border_guard", _("Bộ đội Biên phòng")
    COAST_GUARD = "coast_guard", _("Cảnh sát biển")
    SOCIAL_AFFAIRS = "social_affairs", _("Cơ quan lao động – xã hội, y tế")
    FACILITY = "facility", _("Cơ sở hỗ trợ")
    FOREIGN_AFFAIRS = "foreign_affairs", _("Sở Ngoại vụ")
    MISSION = "mission", _("Cơ quan đại diện ở nước ngoài")
    PROCURACY = "procuracy", _("Viện kiểm sát")
    COURT = "court", _("Toà án")
    LEGAL_AID = "legal_aid", _("Trung tâm trợ giúp pháp lý")
    HOTLINE = "hotline", _("Tổng đài 111")
    STEERING_138 = "steering_138", _("Ban Chỉ đạo 138")
    NGO = "ngo", _("Tổ chức xã hội")


class AgencyLevel(TextChoices):
    """Level of government an agency belongs to; the district level ended on 1/7/2025."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class Purpose(TextChoices):
    """Why the person or the file goes there."""

    SUPPORT = "support", _("Hỗ trợ")
    SHELTER = "shelter", _("Nơi ở an toàn")
    VERIFICATION = "verification", _("Xác minh, xác định")
    MEDICAL = "medical", _("Y tế")
    LEGAL_AID = "legal_aid", _("Trợ giúp pháp lý")
    RETURN_HOME = "return_home", _("Đưa về nơi cư trú")


class Certainty(TextChoices):
    """How sure a recorded fact of law or organisation is."""

    TEXT = "T", _("Đọc trong văn bản")
    SECONDARY = "S", _("Nguồn thứ cấp")
    INFERRED = "I", _("Suy luận")
    UNVERIFIED = "U", _("Chưa xác minh")
    HOUSE = "H", _("Quy ước nội bộ, không phải luật")


class DayKind(TextChoices):
    """How a day is changed."""

    OFF = "off", _("Nghỉ")
    WORKED = "worked", _("Làm việc (làm bù)")


class RevealReason(TextChoices):
    """Why a protected field is opened; none is preselected on the page."""

    CONTACT = "contact", _("Liên hệ với người được hỗ trợ")
    PAPER = "paper", _("Lập giấy tờ, biên bản")
    VERIFY = "verify", _("Xác minh, đối chiếu")
    SAFETY = "safety", _("Bảo đảm an toàn")


class Level(IntegerChoices):
    """How much of a case a person reaches; a higher level holds the lower ones."""

    TRAIL = 1, _("Dấu vết: bước, ngày, đơn vị")
    PACKAGE = 2, _("Gói thông tin đã gửi")
    WORK = 3, _("Làm việc với hồ sơ")


class GrantBasis(TextChoices):
    """Why somebody outside the responsible agency reaches a case."""

    HANDOFF = "handoff", _("Được bàn giao")
    REFERRAL = "referral", _("Được đề nghị phối hợp")
    FORMER = "former", _("Đơn vị từng phụ trách")
    HELPER = "helper", _("Người giúp được nêu tên")
    EMERGENCY = "emergency", _("Xem khẩn cấp")
    SAME_PERSON = "one_person", _("Giữ hồ sơ khác của cùng một người")


class Cadence(TextChoices):
    """When notices are sent on by e-mail or text message."""

    AT_ONCE = "at_once", _("Ngay khi có")
    DAILY = "daily", _("Mỗi sáng một lần")
    NEVER = "never", _("Không gửi, chỉ xem ở trang Thông báo")


class Channel(TextChoices):
    """How a notice is sent on."""

    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn")
