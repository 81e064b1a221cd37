"""The deeds of handing over: each runs in one transaction and leaves at least one event."""

from referrals.actions.answering import (
    decline,
    open_package,
    receive,
    sign,
    stop_sharing,
    withdraw,
)
from referrals.actions.changing import Answer, change_receiver
from referrals.actions.drafting import CODE_LETTERS, Draft, draft_handoff, hand_over
from referrals.actions.giving import preview, remind, send
from referrals.actions.letters import Letter, SealedLetter, look_outside, seal_letter, send_outside
from referrals.actions.links import answer_by_link, take_file
from referrals.actions.moving import Move, Moved, cases_to_move, foresee, move_case, move_cases
from referrals.actions.outside import (
    OutsideDraft,
    note_answer,
    refer_outside,
    withdraw_outside,
)
from referrals.actions.requesting import ask_for_case, decline_request, may_ask, read_answer
from referrals.actions.rereading import read_own_answer
from referrals.actions.scanning import keep_signed_scan, open_signed_scan
from referrals.actions.several import (
    Asked,
    refer_to_several,
    withdraw_the_rest,
)
from referrals.actions.succeeding import (
    move_to_successor,
    outside_to_successor,
    requests_to_successor,
)
from referrals.looking import may_look

__all__ = [
    "CODE_LETTERS",
    "Answer",
    "Asked",
    "Draft",
    "Letter",
    "Move",
    "Moved",
    "OutsideDraft",
    "SealedLetter",
    "answer_by_link",
    "ask_for_case",
    "cases_to_move",
    "change_receiver",
    "decline",
    "decline_request",
    "draft_handoff",
    "foresee",
    "hand_over",
    "keep_signed_scan",
    "look_outside",
    "may_ask",
    "may_look",
    "move_case",
    "move_cases",
    "move_to_successor",
    "note_answer",
    "open_package",
    "open_signed_scan",
    "outside_to_successor",
    "preview",
    "read_answer",
    "read_own_answer",
    "receive",
    "refer_outside",
    "refer_to_several",
    "remind",
    "requests_to_successor",
    "seal_letter",
    "send",
    "send_outside",
    "sign",
    "stop_sharing",
    "take_file",
    "withdraw",
    "withdraw_outside",
    "withdraw_the_rest",
]
