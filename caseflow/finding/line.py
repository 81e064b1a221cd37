"""The line to the process that keeps the names: a socket of this machine, one question per call.

Whoever may open the socket may ask, so it belongs to the service alone (0600). An answer holds ids of
cases of every agency; the caller leaves out what is beyond reach.
"""

import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from caseflow.finding.index import Found, Hit
from caseflow.sealing.sounds import Grade

PATIENCE = 2.0
"""Seconds either side waits for the other."""
LONGEST = 64 * 1024
Answering = Callable[[str, int], Found]


class Away(Exception):
    """Nobody answers: the process does not run, or is still reading names."""


def ask(path: Path, name: str, *, most: int) -> Found:
    """Cases with a name like this, closest first. Raises Away."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            if line.connect_ex(str(path)):
                raise Away
            _send(line, {"name": name, "most": most})
            heard = _receive(line)
        hits = [Hit(case, Grade(grade), whole) for case, grade, whole in heard["hits"]]
        return Found(hits, bool(heard["more"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise Away from None


class Line:
    """The answering end."""

    def __init__(self, path: Path) -> None:
        """Raises FileExistsError where another process answers already."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._remove_dead()
        self._socket = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            self._socket.bind(str(path))
        finally:
            os.umask(before)
        self._socket.listen(64)

    def answer_one(self, answering: Answering, *, wait: float) -> bool:
        """Answer the next question; False when none comes in so many seconds."""
        self._socket.settimeout(wait)
        try:
            caller, _address = self._socket.accept()
        except TimeoutError:
            return False
        with caller:
            caller.settimeout(PATIENCE)
            with suppress(OSError, ValueError, KeyError, TypeError):
                asked = _receive(caller)
                found = answering(str(asked["name"]), int(asked["most"]))
                _send(caller, {"hits": found.hits, "more": found.more})
        return True

    def close(self) -> None:
        """Stop answering."""
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _remove_dead(self) -> None:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(self._path)) == 0:
                raise FileExistsError(str(self._path))
        self._path.unlink(missing_ok=True)


def _send(line: socket.socket, message: object) -> None:
    line.sendall(json.dumps(message).encode() + b"\n")


def _receive(line: socket.socket) -> dict[str, Any]:
    heard = b""
    while not heard.endswith(b"\n"):
        piece = line.recv(LONGEST)
        if not piece or len(heard) > LONGEST:
            raise ValueError("Cut off.")
        heard += piece
    message: dict[str, Any] = json.loads(heard)
    return message
