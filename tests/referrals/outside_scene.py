"""An officer who asks a hospital without an account, and whoever has the link."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from caseflow.actions import consents
from caseflow.actions.intake import Identity
from caseflow.choices import ConsentAnswer, ConsentBasis, OutsideKind, Purpose
from caseflow.models import User
from referrals import actions
from referrals.models import OutsideReferral
from tests import factories
from tests.referrals.scene import Scene

NAME = "Lò Thị Kín Đáo"
ORGANISATION, CONTACT, MESSAGE = "Bệnh viện Mẫu", "Bác sĩ Hoà 0907654321", "Xin khám sớm"
DRAFT = actions.OutsideDraft(
    OutsideKind.HOSPITAL, ORGANISATION, CONTACT, Purpose.MEDICAL, ["person.full_name"], MESSAGE
)


def blank(letter: actions.Letter) -> bytes:
    """A document without a word, for what needs no Pango."""
    made, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Subject": letter.organisation})
    writer.write(made)
    return made.getvalue()


class Sends(Scene):
    """The officer refers to a hospital; token and password are remembered here only."""

    token = password = ""

    def drafted(self, **more: Any) -> OutsideReferral:
        said: dict[str, Any] = {
            "answer": ConsentAnswer.AGREES, "basis": ConsentBasis.NONE, "with_interpreter": False,
            "terms": consents.Terms(), "by": self.officer,
        }  # fmt: skip
        said |= {name: more.pop(name) for name in list(more) if name in said}
        return actions.refer_outside(
            self.case, draft=replace(DRAFT, **more), now=timezone.now(), **said
        )

    def dispatched(self, referral: OutsideReferral, *, by: User | None = None) -> OutsideReferral:
        """Looked at, sealed, sent; the token and the password are remembered here only."""
        by = by or self.officer
        actions.look_outside(referral, by=by, now=timezone.now())
        sealed = actions.seal_letter(referral, draw=blank, by=by)
        self.token = actions.send_outside(referral, sealed=sealed, by=by, now=timezone.now())
        self.password = sealed.password
        return OutsideReferral.objects.get(pk=referral.pk)

    def out(self, **more: Any) -> OutsideReferral:
        return self.dispatched(self.drafted(**more))


class Outside(Sends):
    """With a case whose person has a name."""

    def __init__(self) -> None:
        super().__init__()
        self.case = factories.case(self.officer, identity=Identity(full_name=NAME))


def link(token: str) -> str:
    """The address an outsider was told."""
    return reverse("referrals:link", args=[token])


def taken(client: Client, token: str) -> bytes:
    """What the button gives."""
    answer = client.post(link(token))
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content
