"""The only reader of the process environment; every value fails at start with its own name."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(str(BASE_DIR / ".env"), overwrite=False)
