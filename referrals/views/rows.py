"""Pages and deeds of one handoff, or of one referral to an outsider: how the row is found."""

from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.urls import reverse

from caseflow import access
from caseflow.choices import Level
from caseflow.refusals import OutOfReach
from caseflow.views.base import ActionPage, CasePage
from referrals import forms
from referrals.models import Handoff, OutsideReferral
from referrals.rules import side_of


class OfRow(CasePage):
    """A page of one handoff, or of one referral to an outsider, found by its opaque id."""

    section = "handoffs"
    tab = "handoffs"
    home: ClassVar[str]
    """The page of the row itself."""

    def load(self) -> None:
        """The row in reach, or OutOfReach."""
        found = self.find(self.kwargs["uid"])
        level = access.reach(self.user, found.case) if found else None
        if found is None or level is None:
            raise OutOfReach
        self.row, self.case, self.level = found, found.case, level
        self.request.case_uid = found.case.uid  # type: ignore[attr-defined]  # a later refusal names the case

    def find(self, uid: UUID) -> Handoff | OutsideReferral | None:
        """The row with what the page needs of it, where this person may know of it."""
        raise NotImplementedError  # each kind of row is found in its own way

    def address(self, name: str = "") -> str:
        """Address of a page of this row; of its own where none is named."""
        return reverse(name or self.home, kwargs={"uid": self.row.uid})


class RowAction(OfRow, ActionPage):
    """A deed on one of them; the version is that of the row."""

    needs = Level.TRAIL
    template_name = "caseflow/action.html"
    form_class: ClassVar[type[Form]] = forms.PlainForm

    def form_kwargs(self) -> dict[str, Any]:
        """The instant of the request."""
        return {"now": self.now}

    def row_version(self) -> int:
        """The row's, not the case's."""
        return self.row.version

    def cancel_url(self) -> str:
        """Back to the row."""
        return self.address()


class OfHandoff(OfRow):
    """A page of one handoff for one of its sides."""

    home = "referrals:handoff"
    handoff: Handoff

    def find(self, uid: UUID) -> Handoff | None:
        """A handoff of which this person is on one side."""
        rows = Handoff.objects.visible_to(self.user).select_related(
            "case", "sender", "receiver", "words", "consent", "signed_scan__agency"
        )
        found = rows.filter(uid=uid).first()
        if found is None or not side_of(found, self.user):
            return None
        self.handoff = found
        return found
