"""Closed lists about what was told: a list of this house, taken from no law and no form of the state."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Teller(TextChoices):
    """Who told it; only what the person told counts as asking the person."""

    PERSON = "person", _("Người được hỗ trợ")
    RELATIVE = "relative", _("Người thân")
    OTHER = "other", _("Người khác")


class Topic(TextChoices):
    """What an account covers: coarse enough to be read by whoever receives the person."""

    RECRUITMENT = "recruitment", _("Được rủ, đưa đi thế nào")
    JOURNEY = "journey", _("Đường đi, nơi đã ở")
    EXPLOITATION = "exploitation", _("Bị bóc lột thế nào")
    PERSONS = "persons", _("Những người liên quan")
    HEALTH = "health", _("Thương tích, sức khoẻ")
    FAMILY = "family", _("Gia đình, người thân")
    PAPERS = "papers", _("Giấy tờ, đồ dùng")
    WISHES = "wishes", _("Mong muốn, điều lo ngại")


class Recollection(TextChoices):
    """How sure the teller was of a topic; not saying it is an answer like the others."""

    SURE = "sure", _("Kể chắc chắn")
    UNSURE = "unsure", _("Kể, chưa chắc")
    FORGOTTEN = "forgotten", _("Không nhớ")
    WITHHELD = "withheld", _("Không muốn nói")


TOLD = frozenset({Recollection.SURE, Recollection.UNSURE})
"""Answers behind which there is something to write down."""


class AskedAgain(TextChoices):
    """Why somebody was asked again what was already asked."""

    PERSON_WANTS = "person_wants", _("Người đó muốn kể thêm hoặc sửa lời đã kể")
    NEW_FACTS = "new_facts", _("Có thông tin mới cần hỏi rõ")
    GAPS = "gaps", _("Bản trước thiếu điều phải biết để bảo vệ, hỗ trợ")
    PROCEDURE = "procedure", _("Cơ quan tiến hành tố tụng phải hỏi trực tiếp")
    NOT_READABLE = "not_readable", _("Không đọc được bản trước")
