"""What the pages of handing over ask."""

from referrals.forms.deeds import (
    DeclineForm,
    DeclineRequestForm,
    PlainForm,
    ReceiveForm,
    RequestForm,
    ScanForm,
)
from referrals.forms.giving import ElsewhereForm, HandOverForm, SeveralForm
from referrals.forms.package import Extent

__all__ = [
    "DeclineForm",
    "DeclineRequestForm",
    "ElsewhereForm",
    "Extent",
    "HandOverForm",
    "PlainForm",
    "ReceiveForm",
    "RequestForm",
    "ScanForm",
    "SeveralForm",
]
