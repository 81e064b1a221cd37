"""A small stand-in for clamd: INSTREAM over a real socket, with its size limit and its answers.

As in clamd(8): `zINSTREAM`, chunks of a length of four bytes and data, a chunk of length zero; answers
end with a zero byte. It finds the EICAR test string wherever the chunks were cut.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1024 * 1024


class Looking(socketserver.StreamRequestHandler):
    """One file."""

    def handle(self) -> None:
        """Read it, answer, close."""
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        whole = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            whole += self.rfile.read(length)
            if len(whole) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = EICAR in whole
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")


@contextmanager
def running(path: str = "") -> Iterator[str]:
    """A daemon on a port of this machine, or on a socket in the file system; gives its address."""
    server: socketserver.TCPServer
    if path:
        server = socketserver.ThreadingUnixStreamServer(path, Looking)
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Looking)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield path or f"127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """An address at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"
