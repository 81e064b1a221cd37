"""Seeing in an emergency what one does not work with, and what a second person says of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Emergency(TextChoices):
    """Why it cannot wait for a handoff (Law 91/2025 Art. 19.1a); none is preselected."""

    LIFE = "life", _("Nguy hiểm đến tính mạng, sức khoẻ")
    THREAT = "threat", _("Có người đang tìm hoặc đe doạ")
    CHILD = "child", _("Trẻ em cần bảo vệ ngay")
    MISSING = "missing", _("Mất liên lạc, cần tìm ngay")


class Verdict(TextChoices):
    """What the second person found."""

    JUSTIFIED = "justified", _("Cần thiết")
    UNNECESSARY = "unnecessary", _("Không cần thiết, đã nhắc nhở")
    MISUSED = "misused", _("Dùng sai, cần làm rõ")
