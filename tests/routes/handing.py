"""Accepted answers of the forms of handing over, and which of its pages name no handoff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from caseflow.actions.consents import Terms
from caseflow.choices import ConsentAnswer, ConsentBasis
from referrals import actions
from referrals.choices import OutsideState
from referrals.models import HandoverRequest, OutsideReferral
from tests.files.papers import Paper
from tests.referrals.outside_scene import DRAFT, blank
from tests.routes.typing_in import typed

if TYPE_CHECKING:
    from tests.routes.scene import Scene

OF_A_FILE = frozenset({"case_handoffs", "hand_over", "refer_several", "refer_outside", "told"})
OF_A_DESK = frozenset(
    {"inbox", "outbox", "requests", "request_ask", "catalogue", "move_cases", "move_send"}
)
OF_A_REQUEST = frozenset({"request", "request_answer", "request_decline"})
OF_A_LINK = frozenset({"link", "link_reply"})
OF_A_DRAFT_OUTSIDE = frozenset({"outside_look", "outside_send", "outside_withdraw"})
OF_OUTSIDE = OF_A_DRAFT_OUTSIDE | {"outside", "outside_renew", "outside_answer"} | OF_A_LINK
OF_NO_HANDOFF = OF_A_FILE | OF_A_DESK | OF_A_REQUEST | OF_OUTSIDE
TOKENS: dict[int, str] = {}
"""What opens a link, by the number of its referral: the application keeps it nowhere."""


def arguments(scene: Scene, name: str, step: str) -> dict[str, Any]:
    """What the address of a page that is not about a file names."""
    if name in OF_A_DESK:
        return {}
    if name in OF_A_REQUEST:
        return {"uid": request(scene).uid}
    if name in OF_A_LINK:
        return {"token": TOKENS[outside(scene, name).pk]}
    if name in OF_OUTSIDE:
        return {"uid": outside(scene, name).uid}
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


def outside(scene: Scene, name: str) -> OutsideReferral:
    """The referral to an outsider this page is about; drafted and looked at, or sent, where none is."""
    state = OutsideState.DRAFTED if name in OF_A_DRAFT_OUTSIDE else OutsideState.SENT
    found = OutsideReferral.objects.filter(case=scene.case, state=state).order_by("-pk").first()
    return found or _refer_outside(scene, send=state == OutsideState.SENT)


def _refer_outside(scene: Scene, *, send: bool) -> OutsideReferral:
    by, now = scene.keeper, timezone.now()
    referral = actions.refer_outside(
        scene.case, draft=DRAFT, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
        with_interpreter=False, terms=Terms(), by=by, now=now,
    )  # fmt: skip
    actions.look_outside(referral, by=by, now=now)
    if send:
        sealed = actions.seal_letter(referral, draw=blank, by=by)
        TOKENS[referral.pk] = actions.send_outside(referral, sealed=sealed, by=by, now=now)
    return OutsideReferral.objects.get(pk=referral.pk)


FILLED = {
    "referrals:refer_outside": lambda scene: typed(
        kind="hospital", organisation="Bệnh viện Gõ", contact="Chị Gõ 0907", purpose="medical",
        told=["person.full_name"], answer="agrees", basis="none", message="Xin khám",
    ),
    "referrals:outside_answer": lambda scene: typed(verdict="decline", reason="no_place"),
    "referrals:outside_withdraw": lambda scene: {},
    "referrals:move_cases": lambda scene: typed(
        receiver=scene.agency_of("packaged").pk, purpose="support", basis="state_duty",
        grounds="Quyết định 12", cases=[scene.case.uid.hex],
    ),
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
