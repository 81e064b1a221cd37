"""A file in a case: scans, pictures, recordings; content and name sealed by the key of the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from caseflow.choices import FileKind, Scan
from caseflow.models.case import Case
from caseflow.models.person import CaseRecord
from caseflow.sealing.attached import WithFile
from caseflow.sealing.fields import SealedText


class CaseFile(WithFile, CaseRecord):
    """One file, never overwritten. Kind and length are plain, so that a list opens nothing."""

    CONTENT_LABEL = "file.content"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind)
    scan = models.CharField(max_length=15, choices=Scan)
    name = SealedText(_("Tên tệp"), label="file.name", pad=32, max_length=255)

    class Seal:
        tagged = ("case_id", "kind", "scan", "happened_on", *WithFile.FILE_COLUMNS)
