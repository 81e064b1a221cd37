"""A time-stamping authority (RFC 3161): asked over HTTP, believed by its certificates only."""

import re
from collections.abc import Sequence
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit.merkle import Bad
from audit.timestamp import checked_stamp

SECONDS = 10
LONGEST = 64 * 1024
WHY = re.compile(r"Verify error: ([a-z ]+)")


class Silent(Exception):
    """The authority did not answer, or with something that is no time-stamp of ours."""


def roots() -> tuple[Certificate, ...]:
    """Certificates of authorities that are believed here; ValueError when the file holds none."""
    path = settings.AUDIT_TSA_CERTS
    return tuple(load_pem_x509_certificates(Path(path).read_bytes())) if path else ()


def ask(url: str, trusted: Sequence[Certificate], note: bytes) -> bytes:
    """The authority's answer about a note, in DER; Silent without one that verifies."""
    request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = _post(url, request.as_bytes())
        check(answer, trusted, note, nonce=request.nonce)
    except (OSError, HTTPException, Bad) as error:
        raise Silent(str(error) or type(error).__name__) from None
    return answer


def _post(url: str, body: bytes) -> bytes:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/timestamp-query"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise Bad(f"it answered {answer.status}")
        return answer.read(LONGEST)
    finally:
        connection.close()


def seen_at(answer: bytes, trusted: Sequence[Certificate], note: bytes) -> datetime:
    """When the authority saw this note; without certificates its signature is left unchecked.

    Bad as for `check`.
    """
    return check(answer, trusted, note) if trusted else checked_stamp(answer, note, None)


def check(
    answer: bytes, trusted: Sequence[Certificate], note: bytes, *, nonce: int | None = None
) -> datetime:
    """When the authority saw this note; Bad for another note, an unknown signer or anything bent.

    Its certificate must have been valid at that time.
    """
    at = checked_stamp(answer, note, None)
    try:
        decoded = decode_timestamp_response(answer)
        VerifierBuilder(roots=list(trusted), nonce=nonce).build().verify_message(decoded, note)
    except (VerificationError, ValueError) as error:
        found = WHY.search(str(error))
        why = f" ({found[1]})" if found else ""
        raise Bad(f"is signed by no authority we know{why}") from None
    if decoded.tst_info.gen_time.replace(microsecond=0) != at:
        raise Bad("tells two times")
    return at
