"""The key that opens backups: no machine has it; shares of it lie with several people (SLIP-39).

It is an age identity (age-encryption.org/v1, X25519). Its public half, the recipient, is all a machine
needs to make a backup. The private half is split into shares of words, written by hand and kept apart.
"""

from collections.abc import Iterable, Sequence

import bech32
import shamir_mnemonic
from pyrage import x25519
from shamir_mnemonic import Share
from shamir_mnemonic.utils import MnemonicError

PREFIX = "age-secret-key-"
"""Human-readable part of an age identity."""
MOST = 16
"""Shares SLIP-39 can make."""


class NotOpened(ValueError):
    """The shares do not give the key; says why, and names no word of a share."""


def create(*, shares: int, needed: int) -> tuple[str, list[str]]:
    """A new escrow key: its recipient, and shares of words of which `needed` give the key back.

    ValueError unless at least two people are needed and at least one share may be lost.
    """
    if not 2 <= needed < shares <= MOST:
        raise ValueError("At least two shares must be needed, and one more made; 16 at most.")
    identity = x25519.Identity.generate()
    _prefix, words = bech32.bech32_decode(str(identity).lower())
    secret = bytes(_regrouped(words or [], 5, 8))
    [made] = shamir_mnemonic.generate_mnemonics(1, [(needed, shares)], secret)
    return str(identity.to_public()), made


def open_with(shares: Sequence[str]) -> x25519.Identity:
    """The escrow key of these shares, in any order; NotOpened when they do not give one."""
    kept = sorted({" ".join(share.split()).lower() for share in shares} - {""})
    try:
        needed = Share.from_mnemonic(kept[0]).member_threshold if kept else 2
        if len(kept) < needed:
            raise NotOpened(f"{needed} shares are needed; {len(kept)} were given.")
        secret = shamir_mnemonic.combine_mnemonics(kept[:needed])
    except MnemonicError:
        raise NotOpened("A word is wrong, or the shares are of different keys.") from None
    return x25519.Identity.from_str(bech32.bech32_encode(PREFIX, _regrouped(secret, 8, 5)).upper())


def _regrouped(data: Iterable[int], before: int, after: int) -> list[int]:
    """The same bits in groups of another size (BIP-173)."""
    found = bech32.convertbits(data, before, after, before > after)
    assert found is not None
    return found


def recipient(text: str) -> x25519.Recipient:
    """The recipient as configured; ValueError for anything else."""
    try:
        return x25519.Recipient.from_str(text)
    except Exception as error:  # the library has no common class for its refusals
        raise ValueError("BACKUP_RECIPIENT is not a recipient of age (age1…).") from error


def typed_shares() -> list[str]:
    """Lines from the keyboard or a pipe, until an empty one."""
    shares = []
    while share := _line():
        shares.append(share)
    return shares


def _line() -> str:
    try:
        return input().strip()
    except EOFError:
        return ""
