"""Other people's packages for a comparison, in a folder that is thrown away afterwards."""

from __future__ import annotations

import subprocess
import sys
import tempfile

_folders: list[tempfile.TemporaryDirectory[str]] = []


def install(*packages: str) -> None:
    """Importable from now on in this process; nothing else of the environment changes."""
    folder = tempfile.TemporaryDirectory(prefix="tiepbuoc-peers-")
    _folders.append(folder)
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--target", folder.name, "--no-deps", *packages,
        ],
        check=True,
    )  # fmt: skip
    sys.path.append(folder.name)
