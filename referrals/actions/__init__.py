"""The deeds of handing over: each runs in one transaction and leaves at least one event."""

from referrals.actions.answering import (
    decline,
    move_to_successor,
    open_package,
    receive,
    sign,
    withdraw,
)
from referrals.actions.giving import CODE_LETTERS, Draft, draft_handoff, preview, remind, send

__all__ = [
    "CODE_LETTERS",
    "Draft",
    "decline",
    "draft_handoff",
    "move_to_successor",
    "open_package",
    "preview",
    "receive",
    "remind",
    "send",
    "sign",
    "withdraw",
]
