"""A time-stamping authority on this machine: OpenSSL behind HTTP, with certificates of its own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """Root, signer and what openssl needs, in one folder; `answers` false makes it fall silent."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.answers, self.url = folder, True, ""
        self.roots = folder / "root.pem"
        now = timezone.now()
        root_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
        root = _certificate(f"{name} root", f"{name} root", (root_key, root_key), now)
        signer = _certificate(f"{name} signer", f"{name} root", (key, root_key), now, signs=True)
        self.roots.write_bytes(root.public_bytes(Encoding.PEM))
        (folder / "tsa.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (folder / "tsa.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))

    def reply(self, query: bytes) -> bytes:
        """What `openssl ts -reply` answers."""
        (self.folder / "query").write_bytes(query)
        command = [
            "openssl",
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            "query",
            "-out",
            "reply",
        ]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()

    def about(self, note: bytes) -> bytes:
        """Its answer about a note."""
        request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256)
        return self.reply(request.build().as_bytes())


def _certificate(
    name: str,
    issuer: str,
    keys: tuple[EllipticCurvePrivateKey, EllipticCurvePrivateKey],
    now: datetime,
    *,
    signs: bool = False,
) -> x509.Certificate:
    key, by = keys

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=10))
        .add_extension(x509.BasicConstraints(ca=not signs, path_length=None), critical=True)
    )
    if signs:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(purpose, critical=True)
    return made.sign(by, SHA256())


@contextmanager
def serving(folder: Path, name: str = "ours") -> Iterator[Authority]:
    """An authority that answers on a port of this machine."""
    if shutil.which("openssl") is None:
        pytest.skip("needs OpenSSL (apt-get install openssl)")
    folder.mkdir()
    authority = Authority(folder, name)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if not authority.answers:
                self.send_error(503)
                return
            body = authority.reply(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing on the screen of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
