"""The closed lists of support: kinds of services, states of plans, follow-ups and outcomes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext, gettext_lazy as _


class ServiceKind(TextChoices):
    """Services as form 508 counts them; the law's kinds (Art. 37.1 a–k) name these."""

    PROTECTION = "protection", _("Bảo vệ an toàn")
    ESSENTIALS = "essentials", _("Nhu cầu thiết yếu")
    TRAVEL = "travel", _("Chi phí đi lại")
    MEDICAL = "medical", _("Y tế")
    INTERPRETATION = "interpretation", _("Phiên dịch")
    LEGAL_SUPPORT = "legal_support", _("Hỗ trợ pháp luật")
    LEGAL_AID = "legal_aid", _("Trợ giúp pháp lý")
    PSYCHOLOGICAL = "psychological", _("Tâm lý")
    EDUCATION = "education", _("Học văn hoá")
    VOCATIONAL = "vocational", _("Học nghề")
    JOB = "job", _("Tìm việc làm")
    ALLOWANCE = "allowance", _("Trợ cấp khó khăn ban đầu")
    LOAN = "loan", _("Vay vốn")


class RateKind(TextChoices):
    """Amounts that provinces set (Circular 84/2019/TT-BTC; resolutions of People's Councils)."""

    MEALS = "meals", _("Tiền ăn tại cơ sở")
    CLOTHES = "clothes", _("Quần áo, đồ dùng cá nhân")
    TRAVEL_MEALS = "travel_meals", _("Tiền ăn trên đường")
    MEDICINE = "medicine", _("Thuốc chữa bệnh thông thường")
    TRAINING = "training", _("Học nghề")
    HARDSHIP = "hardship", _("Trợ cấp khó khăn ban đầu")

    @property
    def service(self) -> ServiceKind:
        """The service it is an amount of."""
        return {
            RateKind.MEALS: ServiceKind.ESSENTIALS,
            RateKind.CLOTHES: ServiceKind.ESSENTIALS,
            RateKind.TRAVEL_MEALS: ServiceKind.TRAVEL,
            RateKind.MEDICINE: ServiceKind.MEDICAL,
            RateKind.TRAINING: ServiceKind.VOCATIONAL,
            RateKind.HARDSHIP: ServiceKind.ALLOWANCE,
        }[self]

    @property
    def per(self) -> str:
        """What the amount is for."""
        daily = self in (RateKind.MEALS, RateKind.TRAVEL_MEALS)
        return gettext("mỗi người mỗi ngày") if daily else gettext("mỗi người")


FIRST_SUPPORT = frozenset(
    {
        ServiceKind.PROTECTION,
        ServiceKind.ESSENTIALS,
        ServiceKind.TRAVEL,
        ServiceKind.MEDICAL,
        ServiceKind.INTERPRETATION,
    }
)
"""What police and border guard give from reception on."""


class NeedLevel(TextChoices):
    """How much a kind of support is needed."""

    NONE = "none", _("Không cần")
    SOME = "some", _("Cần")
    URGENT = "urgent", _("Cần ngay")
    UNKNOWN = "unknown", _("Chưa biết")


class PlanState(TextChoices):
    """Life of a support plan."""

    DRAFTED = "drafted", _("Đang lập")
    AGREED = "agreed", _("Đã đồng ý")
    CLOSED = "closed", _("Đã khép")


class PlanStep(TextChoices):
    """The deeds that move a plan."""

    AGREE = "agree", _("Người được hỗ trợ đồng ý")
    REVIEW = "review", _("Rà soát")
    CLOSE = "close", _("Khép kế hoạch")


class ItemState(TextChoices):
    """How a planned service stands."""

    PLANNED = "planned", _("Đã lên kế hoạch")
    DELIVERED = "delivered", _("Đã xong")
    REFUSED = "refused", _("Người được hỗ trợ từ chối")
    NOT_NEEDED = "not_needed", _("Không còn cần")


class FollowUpResult(TextChoices):
    """What a follow-up found."""

    WELL = "well", _("Ổn định")
    NEEDS_MORE = "needs_more", _("Cần hỗ trợ thêm")
    AT_RISK = "at_risk", _("Có nguy cơ")
    NOT_MET = "not_met", _("Không gặp được")


class Moment(TextChoices):
    """When outcomes are measured."""

    START = "start", _("Lúc đầu")
    END = "end", _("Lúc cuối")


class Dimension(TextChoices):
    """What the outcome scale looks at."""

    SAFETY = "safety", _("An toàn")
    HOUSING = "housing", _("Nơi ở")
    HEALTH = "health", _("Sức khoẻ")
    MIND = "mind", _("Tinh thần")
    INCOME = "income", _("Việc làm, thu nhập")
    FAMILY = "family", _("Gia đình, cộng đồng")


class Score(IntegerChoices):
    """One to five, in words."""

    CRISIS = 1, _("1 – Khủng hoảng")
    WEAK = 2, _("2 – Rất khó khăn")
    FAIR = 3, _("3 – Tạm được")
    GOOD = 4, _("4 – Khá")
    SOLID = 5, _("5 – Vững")
