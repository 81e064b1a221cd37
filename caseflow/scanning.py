"""Asking a ClamAV daemon about a file, by its INSTREAM command; plain bytes go to the daemon only."""

import socket
from collections.abc import Iterable

from django.conf import settings

CONNECT = 5.0
ANSWER = 120.0
LONGEST_ANSWER = 4096


class Infected(Exception):
    """The daemon found something."""


class Away(Exception):
    """The daemon did not answer, or would not look at the file."""


def is_configured() -> bool:
    """Whether files are looked through at all."""
    return bool(settings.CLAMD)


def look_through(portions: Iterable[bytes]) -> None:
    """Let the daemon read the file. Raises Infected or Away."""
    try:
        with _connected() as connection:
            answer = _ask(connection, portions)
    except OSError:
        raise Away from None
    if answer.endswith(" FOUND"):
        raise Infected
    if answer != "stream: OK":
        raise Away


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT)
        connection.connect(settings.CLAMD)
    else:
        host, _colon, port = settings.CLAMD.rpartition(":")
        connection = socket.create_connection((host.strip("[]"), int(port)), CONNECT)
    connection.settimeout(ANSWER)
    return connection


def _ask(connection: socket.socket, portions: Iterable[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for portion in portions:
            if portion:
                connection.sendall(len(portion).to_bytes(4, "big") + portion)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stopped reading, for example at its size limit, and says why
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        portion = connection.recv(LONGEST_ANSWER)
        if not portion:
            break
        answer += portion
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
