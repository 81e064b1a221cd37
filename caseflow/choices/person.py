"""What is known of a person, as codes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Route(TextChoices):
    """How the person came to the agencies (Law 53/2024 Art. 27-31)."""

    SELF_REPORT = "self_report", _("Tự đến trình báo trong nước")
    RESCUED = "rescued", _("Được giải cứu trong nước")
    ABROAD = "abroad", _("Còn ở nước ngoài")
    MISSION = "mission", _("Về nước qua cơ quan đại diện")
    BORDER = "border", _("Được trao trả tại biên giới")
    RETURNED_ALONE = "returned_alone", _("Tự trở về")
    FOREIGNER = "foreigner", _("Người nước ngoài tại Việt Nam")
    HOTLINE = "hotline", _("Tin báo qua tổng đài")


class Reporter(TextChoices):
    """Who brought the report."""

    PERSON = "person", _("Chính người được hỗ trợ")
    REPRESENTATIVE = "representative", _("Người đại diện hợp pháp")
    AGENCY = "agency", _("Cơ quan, tổ chức")
    HOTLINE = "hotline", _("Tổng đài 111")
    OTHER = "other", _("Người khác")
    UNKNOWN = "unknown", _("Chưa biết")


class Sex(TextChoices):
    """Sex as told; unknown is a valid answer."""

    FEMALE = "female", _("Nữ")
    MALE = "male", _("Nam")
    OTHER = "other", _("Khác")
    UNKNOWN = "unknown", _("Chưa biết")


class AgeBand(TextChoices):
    """Coarse age, shown instead of the date of birth; bands follow form 508 (under 16, 16-18)."""

    UNDER_13 = "under_13", _("Dưới 13 tuổi")
    FROM_13 = "13_15", _("13–15 tuổi")
    FROM_16 = "16_17", _("16–17 tuổi")
    FROM_18 = "18_29", _("18–29 tuổi")
    FROM_30 = "30_44", _("30–44 tuổi")
    FROM_45 = "45_up", _("Từ 45 tuổi")
    MAYBE_CHILD = "maybe_child", _("Chưa rõ tuổi, có thể là trẻ em")
    ADULT_UNKNOWN = "adult_unknown", _("Người lớn, chưa rõ tuổi")


CHILD_BANDS = (AgeBand.UNDER_13, AgeBand.FROM_13, AgeBand.FROM_16, AgeBand.MAYBE_CHILD)


class Citizenship(TextChoices):
    """Which column of the entitlement table applies (Law 53/2024 Art. 37)."""

    VIETNAMESE = "vietnamese", _("Công dân Việt Nam")
    STATELESS_RESIDENT = "stateless_resident", _("Không quốc tịch, thường trú ở Việt Nam")
    FOREIGN = "foreign", _("Người nước ngoài")
    UNKNOWN = "unknown", _("Chưa biết")


class Exploitation(TextChoices):
    """Purposes of exploitation (Decree 62/2012 Art. 5; Law 53/2024 Art. 3)."""

    PROSTITUTION = "prostitution", _("Mại dâm")
    PORNOGRAPHY = "pornography", _("Sản xuất nội dung khiêu dâm")
    PERFORMANCE = "performance", _("Trình diễn khiêu dâm")
    SEXUAL_SLAVERY = "sexual_slavery", _("Nô lệ tình dục")
    FORCED_LABOUR = "forced_labour", _("Cưỡng bức lao động")
    ORGAN_REMOVAL = "organ_removal", _("Lấy bộ phận cơ thể")
    BEGGING = "begging", _("Ép đi ăn xin")
    FORCED_MARRIAGE = "forced_marriage", _("Ép buộc kết hôn")
    FORCED_CHILDBIRTH = "forced_childbirth", _("Ép buộc sinh con")
    FORCED_CRIME = "forced_crime", _("Ép phạm pháp")
    OTHER = "other", _("Mục đích vô nhân đạo khác")
    UNKNOWN = "unknown", _("Chưa biết")


class Risk(TextChoices):
    """Immediate risk judged at reception."""

    NONE = "none", _("Không thấy nguy hiểm ngay")
    POSSIBLE = "possible", _("Có thể nguy hiểm")
    HIGH = "high", _("Nguy hiểm ngay")
    UNKNOWN = "unknown", _("Chưa biết")


class PersonStatus(TextChoices):
    """Legal status derived from state, age and role; never stored."""

    IN_IDENTIFICATION = "in_identification", _("Đang trong quá trình xác định")
    VICTIM = "victim", _("Đã được xác định")
    ACCOMPANYING_CHILD = "accompanying_child", _("Người dưới 18 tuổi đi cùng")
    NOT_CONFIRMED = "not_confirmed", _("Không xác nhận")


class SafeContact(TextChoices):
    """Rule for contacting the person, shown unmasked as a code."""

    ANY_TIME = "any_time", _("Gọi lúc nào cũng được")
    MORNING = "morning", _("Chỉ gọi 8–11 giờ")
    AFTERNOON = "afternoon", _("Chỉ gọi 14–17 giờ")
    VIA_WORKER = "via_worker", _("Chỉ qua người phụ trách")
    NO_CALL = "no_call", _("Không gọi điện")
    UNKNOWN = "unknown", _("Chưa hỏi cách liên hệ")


class Interpreter(TextChoices):
    """Interpreter needed; the language is a code, not a free text."""

    NONE = "none", _("Không cần phiên dịch")
    HMONG = "hmong", _("Phiên dịch tiếng Mông")
    KHMER = "khmer", _("Phiên dịch tiếng Khmer")
    TAY = "tay", _("Phiên dịch tiếng Tày")
    THAI = "thai", _("Phiên dịch tiếng Thái")
    CHINESE = "chinese", _("Phiên dịch tiếng Trung")
    ENGLISH = "english", _("Phiên dịch tiếng Anh")
    SIGN = "sign", _("Ngôn ngữ ký hiệu")
    OTHER = "other", _("Phiên dịch tiếng khác")
    UNKNOWN = "unknown", _("Chưa hỏi phiên dịch")


SPOKEN = tuple(
    language for language in Interpreter if language not in (Interpreter.NONE, Interpreter.UNKNOWN)
)
"""Languages an agency may have somebody for."""


class Interviewer(TextChoices):
    """Who should talk with the person (Circular 35/2013 Art. 19)."""

    ANY = "any", _("Ai cũng được")
    FEMALE = "female", _("Nên là cán bộ nữ")
    MALE = "male", _("Nên là cán bộ nam")
    CHILD_TRAINED = "child_trained", _("Cán bộ biết làm việc với trẻ em")
