"""What kinds of files a case holds, told by their content, and whether they were looked through."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """Every kind that is taken; anything else is refused."""

    PDF = "pdf", _("Tệp PDF")
    JPEG = "jpeg", _("Ảnh JPEG")
    PNG = "png", _("Ảnh PNG")
    HEIC = "heic", _("Ảnh HEIC")
    DOCX = "docx", _("Văn bản Word")
    XLSX = "xlsx", _("Bảng tính Excel")
    ODT = "odt", _("Văn bản OpenDocument")
    MP3 = "mp3", _("Ghi âm MP3")
    M4A = "m4a", _("Ghi âm M4A")
    WAV = "wav", _("Ghi âm WAV")
    MP4 = "mp4", _("Phim MP4")
    TEXT = "txt", _("Văn bản thuần")


class Scan(TextChoices):
    """Whether somebody looked for harmful content."""

    CLEAN = "clean", _("Đã quét vi-rút")
    NOT_SCANNED = "not_scanned", _("Chưa quét vi-rút")
