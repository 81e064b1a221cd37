"""Closed lists about sharing: which parts of a file, in which words, who answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """What a package may hold; what the person told is never among them."""

    IDENTITY = "identity", _("Họ tên, tên khác, ngày sinh")
    PAPERS = "papers", _("Số giấy tờ")
    CONTACT = "contact", _("Điện thoại, nơi ở hiện tại")
    RELATIVES = "relatives", _("Người thân")
    STATUS = "status", _("Bước, kết quả xác minh, giấy xác nhận")
    SAFETY = "safety", _("Việc bảo đảm an toàn, nơi an toàn")
    HEALTH = "health", _("Đã khám sức khoẻ hay chưa (không kèm kết quả)")


class ConsentAnswer(TextChoices):
    """Three honest answers; not agreeing is respected."""

    AGREES = "agrees", _("Đồng ý")
    REFUSES = "refuses", _("Không đồng ý")
    NOT_ASKED = "not_asked", _("Chưa hỏi")


class ChildAnswer(TextChoices):
    """What a child says beside the representative; asked from seven on (Law 91/2025 Art. 24)."""

    AGREES = "agrees", _("Trẻ đồng ý")
    REFUSES = "refuses", _("Trẻ không đồng ý")
    NOT_ASKED = "not_asked", _("Chưa hỏi trẻ")
    UNDER_SEVEN = "under_seven", _("Trẻ chưa đủ 7 tuổi")


class ConsentBasis(TextChoices):
    """Lawful ways to share without consent (Law 91/2025 Art. 19.1)."""

    NONE = "none", _("Không viện dẫn")
    URGENT_LIFE = "urgent_life", _("Bảo vệ khẩn cấp tính mạng, sức khoẻ (Đ19.1a)")
    PREVENT_CRIME = "prevent_crime", _("Khẩn cấp, phòng ngừa tội phạm (Đ19.1b)")
    STATE_DUTY = "state_duty", _("Nhiệm vụ của cơ quan nhà nước theo luật (Đ19.1c)")
    OTHER_LAW = "other_law", _("Trường hợp khác theo luật, ghi rõ điều luật (Đ19.1đ)")


class Language(TextChoices):
    """In which language sharing was explained; a code, not a free text."""

    VIETNAMESE = "vietnamese", _("Tiếng Việt")
    HMONG = "hmong", _("Tiếng Mông")
    KHMER = "khmer", _("Tiếng Khmer")
    TAY = "tay", _("Tiếng Tày")
    THAI = "thai", _("Tiếng Thái")
    CHINESE = "chinese", _("Tiếng Trung")
    ENGLISH = "english", _("Tiếng Anh")
    SIGN = "sign", _("Ngôn ngữ ký hiệu")
    OTHER = "other", _("Tiếng khác")


class OutsideKind(TextChoices):
    """Organisations without an account that are asked for help."""

    HOSPITAL = "hospital", _("Bệnh viện, phòng khám")
    SCHOOL = "school", _("Trường học, cơ sở dạy nghề")
    NGO = "ngo", _("Tổ chức xã hội")
    EMBASSY = "embassy", _("Đại sứ quán, lãnh sự quán")
    SHELTER = "shelter", _("Nơi ở, cơ sở trợ giúp")
    EMPLOYER = "employer", _("Nơi nhận làm việc")
    OTHER = "other", _("Nơi khác")


class Speaker(TextChoices):
    """Who spoke: the person, or the representative."""

    PERSON = "person", _("Người được hỗ trợ")
    REPRESENTATIVE = "representative", _("Người đại diện")
