"""The only reader of the process environment; every value fails at start with its own name."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(str(BASE_DIR / ".env"), overwrite=False)


class Hidden:
    """A secret among the settings: shown, printed, pickled or put into an error page it is nothing."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "<hidden>"

    def __reduce__(self) -> str:
        raise TypeError("Secrets are not pickled.")

    def reveal(self) -> str:
        """The value, for the one place that needs it."""
        return self._value
