"""What can go wrong with sealed values; no message ever names content."""


class SealError(Exception):
    """A cell, row or key does not fit: moved, cut, changed, or written by somebody else."""


class Erased(SealError):
    """The key of this scope was destroyed; what it sealed is gone for ever."""


class NotRevealed(SealError):
    """A sealed field was read outside a recorded reveal."""


class Outdated(Exception):
    """The row was saved by somebody else since it was loaded; load it again."""


class Unavailable(Exception):
    """Master keys cannot be reached now; nothing is wrong with what they sealed. Try again later."""
