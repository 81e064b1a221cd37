"""Through the whole door, in and out: the memory a file takes does not grow with its length."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from caseflow.models import Case
from tests.files.papers import address, fetch

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
BOUNDARY = "grenze"
MEBIBYTE = 1024**2


class Body:
    """A form with a file of this length, made while it is read."""

    def __init__(self, length: int) -> None:
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}'
            for name, more, value in (
                ("once", "", uuid4().hex + "\r\n"),
                ("name", "", "\r\n"),
                ("file", '; filename="a.pdf"', "%PDF-1.7\n"),
            )
        ).encode()
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.length = len(head) + length + len(tail)
        self.parts = self._parts(head, length, tail)
        self.held = b""

    def _parts(self, head: bytes, length: int, tail: bytes) -> Iterator[bytes]:
        yield head
        portion = b"0123456789abcdef" * 4096
        for _each in range(length // len(portion)):
            yield portion
        yield tail

    def read(self, most: int = -1) -> bytes:
        """The next bytes."""
        if not self.held:
            self.held = next(self.parts, b"")
        given, self.held = self.held[:most], self.held[most:]
        return given

    def readline(self) -> bytes:
        """Nobody reads a form by lines."""
        raise NotImplementedError


def carried(desk: Client, case: Case, length: int) -> int:
    """The most memory of one upload and one download of so many bytes."""
    body = Body(length)
    tracemalloc.start()
    try:
        answer = desk.request(
            **{
                "REQUEST_METHOD": "POST",
                "PATH_INFO": address(case),
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                "CONTENT_LENGTH": body.length,
                "wsgi.input": body,
            }
        )
        assert answer.status_code == 302
        given = sum(map(len, fetch(desk, case.files.latest("pk"))))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert given == length + len("%PDF-1.7\n")
    return most


def test_a_long_file_takes_no_more_memory_than_a_short_one(desk: Client, case: Case) -> None:
    carried(desk, case, MEBIBYTE)  # what is loaded once
    short = carried(desk, case, MEBIBYTE)

    long = carried(desk, case, 199 * MEBIBYTE)

    assert long < short + 2 * MEBIBYTE
    assert long < 8 * MEBIBYTE
