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


MIME = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.HEIC: "image/heic",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.MP3: "audio/mpeg",
    FileKind.M4A: "audio/mp4",
    FileKind.WAV: "audio/wav",
    FileKind.MP4: "video/mp4",
    FileKind.TEXT: "text/plain; charset=utf-8",
}


class Scan(TextChoices):
    """Whether somebody looked for harmful content."""

    CLEAN = "clean", _("Đã quét vi-rút")
    NOT_SCANNED = "not_scanned", _("Chưa quét vi-rút")
