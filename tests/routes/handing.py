"""Accepted answers of the forms of handing over, and which of its pages name no handoff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.files.papers import Paper
from tests.routes.typing_in import typed

if TYPE_CHECKING:
    from tests.routes.scene import Scene

OF_NO_HANDOFF = frozenset({"inbox", "outbox", "case_handoffs", "hand_over", "refer_several"})
"""Pages of a desk or of a file."""


def _hand_over(scene: Scene) -> dict[str, Any]:
    return typed(
        kind="referral", receiver=scene.agency_of("packaged").pk, purpose="support",
        sections=["identity", "status"], answer="agrees", basis="none", message="Xin gọi trước",
    )  # fmt: skip


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
    "referrals:signed_scan_file": lambda scene: {"reason": "paper"},
}  # fmt: skip
