"""Accepted answers of the forms of handing over, and which of its pages name no handoff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from referrals import actions
from referrals.models import HandoverRequest
from tests.files.papers import Paper
from tests.routes.typing_in import typed

if TYPE_CHECKING:
    from tests.routes.scene import Scene

OF_A_FILE = frozenset({"case_handoffs", "hand_over", "refer_several", "told"})
OF_A_DESK = frozenset({"inbox", "outbox", "requests", "request_ask", "catalogue"})
OF_A_REQUEST = frozenset({"request", "request_answer", "request_decline"})
OF_NO_HANDOFF = OF_A_FILE | OF_A_DESK | OF_A_REQUEST


def arguments(scene: Scene, name: str, step: str) -> dict[str, Any]:
    """What the address of a page that is not about a file names."""
    if name in OF_A_DESK:
        return {}
    if name in OF_A_REQUEST:
        return {"uid": request(scene).uid}
    return {"uid": scene.handoff_for(name).uid} | ({"paper": step} if step else {})


def _hand_over(scene: Scene) -> dict[str, Any]:
    return typed(
        kind="referral", receiver=scene.agency_of("packaged").pk, purpose="support",
        extent="chosen", told_identity=["person.full_name"], told_contact=["person.phone"],
        beyond="pick_up", answer="agrees", basis="none", message="Xin gọi trước",
    )  # fmt: skip


def request(scene: Scene) -> HandoverRequest:
    """The last one for the file; by the stranger where there is none."""
    made = HandoverRequest.objects.filter(case=scene.case).order_by("-pk")
    if not made.exists():
        actions.ask_for_case(
            scene.case.reference, reason="Mẹ chị gọi đến", by=scene.person("stranger"),
            now=timezone.now(),
        )  # fmt: skip
    return made.select_related("case", "agency")[0]


FILLED = {
    "referrals:hand_over": _hand_over,
    "referrals:elsewhere": _hand_over,
    "referrals:refer_several": lambda scene: typed(
        purpose="medical", basis="none", answer="agrees", message="Xin gọi trước",
        receiver_1=scene.agency_of("packaged").pk, receiver_2=scene.agency_of("stranger").pk,
    ),
    "referrals:send": lambda scene: {},
    "referrals:receive": lambda scene: typed(
        condition="well", condition_note="Mệt", belongings="Ba lô"
    ),
    "referrals:decline": lambda scene: typed(reason="Hết chỗ"),
    "referrals:withdraw": lambda scene: {},
    "referrals:sign": lambda scene: {},
    "referrals:signed_scan": lambda scene: {"file": Paper(b"%PDF-1.7")},
    "referrals:request_ask": lambda scene: typed(
        reference=scene.case.reference, reason="Mẹ chị gọi đến"
    ),
    "referrals:request_decline": lambda scene: typed(answer="Đang xác minh"),
}  # fmt: skip
