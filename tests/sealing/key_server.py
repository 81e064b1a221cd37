"""A development server of OpenBao, in memory, for the tests of master keys kept elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

from caseflow.sealing.transit import Transit

TOKEN = "root-of-the-test"


def free_port() -> int:
    """A port nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running OpenBao and its operator."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.token_path = folder / "token"
        self.token_path.touch(mode=0o600)
        self.token_path.write_text(TOKEN + "\n")

    def operate(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """What an operator does by hand."""
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=5)
        text = json.dumps(body) if body is not None else None
        connection.request(method, f"/v1/{path}", text, {"X-Vault-Token": TOKEN})
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        assert answer.status < 300, raw
        return dict(json.loads(raw)) if raw else {}

    def key(self) -> Transit:
        """A new transit key."""
        name = f"k{uuid4().hex[:8]}"
        self.operate("POST", f"transit/keys/{name}", {"type": "aes256-gcm96"})
        return Transit(self.address, "transit", name, self.token_path)


@contextlib.contextmanager
def running(program: Path, folder: Path) -> Iterator[Server]:
    """The server, until it is no longer needed."""
    port = free_port()
    command = [
        str(program), "server", "-dev", "-dev-no-store-token",
        f"-dev-root-token-id={TOKEN}", f"-dev-listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": os.environ["PATH"]}
        )
    server = Server(f"http://127.0.0.1:{port}", folder)
    try:
        for _attempt in range(300):
            with contextlib.suppress(OSError, AssertionError):
                server.operate("GET", "sys/health")
                break
            time.sleep(0.1)
        server.operate("POST", "sys/mounts/transit", {"type": "transit"})
        yield server
    finally:
        process.terminate()
        process.wait(10)
