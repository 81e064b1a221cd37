"""Backups nobody on the machine can open: sealed for an escrow key that several people hold together."""
