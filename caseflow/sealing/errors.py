"""What can go wrong with sealed values; no message ever names content."""


class SealError(Exception):
    """A cell, row or key does not fit: moved, cut, changed, or written by somebody else."""


class Erased(SealError):
    """The key of this scope was destroyed; what it sealed is gone for ever."""


class NotRevealed(SealError):
    """A sealed field was read outside a recorded reveal."""
