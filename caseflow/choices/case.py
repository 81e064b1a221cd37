"""States, steps and records of a case, as codes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class CaseState(TextChoices):
    """How far the file is; what happened to the person are facts with their own dates."""

    RECEIVED = "received", _("Tiếp nhận")
    VERIFIED = "verified", _("Xác minh")
    IDENTIFIED = "identified", _("Xác định")
    RESCUED = "rescued", pgettext_lazy("step of the case", "Bảo đảm an toàn")
    SUPPORTED = "supported", _("Hỗ trợ")
    REINTEGRATED = "reintegrated", _("Hoà nhập")
    NOT_CONFIRMED = "not_confirmed", _("Không xác nhận")
    CLOSED = "closed", _("Kết thúc")


class ErasureBasis(TextChoices):
    """Why what is personal in an ended case may be destroyed."""

    REQUEST = "request", _("Người được hỗ trợ yêu cầu xoá")
    COURT = "court", _("Bản án, quyết định của toà án")
    EXPIRED = "expired", _("Hết thời hạn lưu trữ")
    MISTAKE = "mistake", _("Lập hồ sơ nhầm")


LINE = (
    CaseState.RECEIVED,
    CaseState.VERIFIED,
    CaseState.IDENTIFIED,
    CaseState.RESCUED,
    CaseState.SUPPORTED,
    CaseState.REINTEGRATED,
)


OPEN_STATES = LINE


class Step(TextChoices):
    """The deeds that move a case."""

    RECEIVE = "receive", _("Tiếp nhận")
    VERIFY = "verify", _("Xác minh ban đầu")
    IDENTIFY = "identify", _("Xác định")
    SECURE = "secure", _("Ghi nhận an toàn")
    BEGIN_SUPPORT = "begin_support", _("Bắt đầu hỗ trợ")
    REINTEGRATE = "reintegrate", _("Xác nhận hoà nhập")
    RULE_OUT = "rule_out", _("Kết luận không xác nhận")
    RECONSIDER = "reconsider", _("Xem xét lại")
    CLOSE = "close", _("Kết thúc hồ sơ")
    REOPEN = "reopen", _("Mở lại hồ sơ")


SECOND_PERSON_STEPS = (Step.REINTEGRATE, Step.CLOSE, Step.REOPEN)


class CloseReason(TextChoices):
    """Why a file ends."""

    COMPLETED = "completed", _("Đã hoà nhập, hoàn tất theo dõi")
    WITHDREW = "withdrew", _("Người được hỗ trợ xin thôi")
    LOST_CONTACT = "lost_contact", _("Mất liên lạc")
    DIED = "died", _("Đã qua đời")
    OTHER_COUNTRY = "other_country", _("Đã bàn giao cho nước khác")
    DUPLICATE = "duplicate", _("Trùng với hồ sơ khác")


class LinkKind(TextChoices):
    """How two files belong together."""

    ACCOMPANIES = "accompanies", _("Trẻ em đi cùng")
    EARLIER_EPISODE = "earlier_episode", _("Lần trước của cùng một người")
    DUPLICATE = "duplicate", _("Hồ sơ trùng")
    SAME_PERSON = "same_person", _("Cùng một người")


class MatchBasis(TextChoices):
    """Why two files may be of one person, from the strongest to the weakest."""

    IDENTIFIER = "identifier", _("Cùng số giấy tờ")
    NAME = "name", _("Họ tên giống hoặc đọc gần giống, cùng ngày sinh")
    PHONE = "phone", _("Cùng số điện thoại")


class MatchAnswer(TextChoices):
    """What one of the two agencies says."""

    SAME = "same", _("Có thể là cùng một người: nối hai hồ sơ")
    DIFFERENT = "different", _("Không phải cùng một người")


class VerificationResult(TextChoices):
    """Outcome of the initial verification."""

    SIGNS = "signs", _("Có dấu hiệu bị mua bán")
    NO_SIGNS = "no_signs", _("Chưa thấy dấu hiệu")
    UNCLEAR = "unclear", _("Chưa rõ")


class Asked(TextChoices):
    """Who was asked in the initial verification."""

    PERSON = "person", _("Người được hỗ trợ")
    POLICE = "police", _("Công an cấp tỉnh")
    FAMILY = "family", _("Gia đình")
    LOCAL = "local", _("Chính quyền nơi cư trú")
    RESCUER = "rescuer", _("Cơ quan giải cứu")
    MISSION = "mission", _("Cơ quan đại diện")


class SafetyManner(TextChoices):
    """How the person came to safety."""

    RESCUED = "rescued", _("Được giải cứu")
    ESCAPED = "escaped", _("Tự thoát")
    HANDED_BACK = "handed_back", _("Được trao trả tại biên giới")
    VIA_MISSION = "via_mission", _("Về qua cơ quan đại diện")
    NEVER_HELD = "never_held", _("Không bị giữ")


class ContactKind(TextChoices):
    """The big choices of a contact note."""

    CALL = "call", _("Gọi điện")
    VISIT = "visit", _("Gặp mặt")
    LETTER = "letter", _("Gửi giấy")
    OTHER = "other", _("Khác")


class Milestone(TextChoices):
    """Deeds the law names beside the steps; each starts or meets limits of the same name."""

    REFERRED_TO_COMMUNE = "referred_to_commune", _("Đã đưa người đến UBND cấp xã")
    NOTIFIED_SOCIAL = "notified_social", _("Đã thông báo cơ quan lao động – xã hội, y tế")
    TIP_FORWARDED = "tip_forwarded", _("Đã chuyển tin báo đến cơ quan có thẩm quyền")
    RETURN_PAPER_ISSUED = "return_paper_issued", _("Đã cấp giấy chứng nhận về nước")
    VERIFICATION_REQUESTED = "verification_requested", _("Đã gửi Công an văn bản đề nghị xác minh")
    VERIFICATION_ANSWERED = "verification_answered", _("Công an đã trả lời kết quả xác minh")
    ENTERED_FACILITY = "entered_facility", _("Đã vào ở tại cơ sở")
    LEFT_FACILITY = "left_facility", _("Đã rời cơ sở")
    FAMILY_TOLD = "family_told", _("Đã báo gia đình đón trẻ")
    ESSENTIALS_ENDED = "essentials_ended", _("Đã kết thúc hỗ trợ nhu cầu thiết yếu")
    APPLICATION_FILED = "application_filed", _("Đã nộp đơn đề nghị hỗ trợ")
    APPLICATION_PASSED_ON = "application_passed_on", _("UBND cấp xã đã chuyển hồ sơ đề nghị")
    APPLICATION_DECIDED = "application_decided", _("Đã có quyết định hỗ trợ")
    INSURANCE_ARRANGED = "insurance_arranged", _("Đã hỗ trợ đóng bảo hiểm y tế")


class Fact(TextChoices):
    """Things upper floors tell a case, asked by its guards."""

    NEEDS_ASSESSED = "needs_assessed", _("Đã đánh giá nhu cầu")
    PLAN_AGREED = "plan_agreed", _("Kế hoạch đã được người được hỗ trợ đồng ý")
    SERVICES_SETTLED = "services_settled", _("Mọi dịch vụ đã xong hoặc có lý do")
    FOLLOW_UPS_DONE = "follow_ups_done", _("Đã theo dõi đủ")
    OUTCOME_MEASURED = "outcome_measured", _("Đã đo kết quả đầu và cuối")
    DOSSIER_FILED = "dossier_filed", _("Đã nộp đơn đề nghị hỗ trợ")


class Hold(TextChoices):
    """Things that keep a case from closing or moving."""

    OPEN_TRANSFER = "open_transfer", _("Đang có bàn giao chưa xong")


class LimitNote(TextChoices):
    """What somebody says about a limit."""

    LATE = "late", _("Lý do trễ hạn")
    PAUSE = "pause", _("Ghi chú tạm ngưng")


class PauseReason(TextChoices):
    """Why a limit is paused."""

    OTHERS_ANSWER = "others_answer", _("Chờ cơ quan khác trả lời")
    PERSON_UNABLE = "person_unable", _("Người được hỗ trợ chưa thể tham gia")
    FORCE_MAJEURE = "force_majeure", _("Thiên tai, dịch bệnh, bất khả kháng")


class ProposalState(TextChoices):
    """Life of a two-person step."""

    WAITING = "waiting", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    RETURNED = "returned", _("Đã trả lại")
