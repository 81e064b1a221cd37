"""The line to the process that keeps the names: a socket of this machine, one question per call.

Whoever may open the socket may ask, so it belongs to the service alone (0600). An answer holds ids of
cases of every agency; the caller leaves out what is beyond reach.
"""

import json
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from caseflow.finding.index import Found, Hit
from caseflow.sealing.sounds import Grade

PATIENCE = 2.0
"""Seconds either side waits for the other."""
LONGEST = 1024 * 1024


class Question(NamedTuple):
    """A name, how many cases at most, and which to look at first (see `NameIndex.find`)."""

    name: str
    most: int
    near: Sequence[int] | None = None


Answering = Callable[[Question], Found]


class Away(Exception):
    """Nobody answers: the process does not run, or is still reading names."""


def ask(path: Path, question: Question) -> Found:
    """Cases with a name like this, closest first. Raises Away."""
    try:
        if path.lstat().st_uid != os.geteuid():
            raise Away  # somebody else would hear the name
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            if line.connect_ex(str(path)):
                raise Away
            _send(line, question)
            told, more = _receive(line)
        hits = [Hit(case, Grade(grade), whole) for case, grade, whole in told]
        return Found(hits, more)
    except (OSError, ValueError, TypeError):
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
            try:
                name, most, near = _receive(caller)
                question = Question(str(name), int(most), near)
            except (OSError, ValueError, TypeError):
                return True
            found = answering(question)
            with suppress(OSError):
                _send(caller, found)
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


def _receive(line: socket.socket) -> list[Any]:
    heard = b""
    while not heard.endswith(b"\n"):
        piece = line.recv(LONGEST)
        if not piece or len(heard) > LONGEST:
            raise ValueError("Cut off.")
        heard += piece
    message: list[Any] = json.loads(heard)
    return message
