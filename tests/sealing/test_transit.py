"""Master keys in a key server: OpenBao itself where it was fetched, and the ways a server fails."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from caseflow.sealing import cells, keys, provider
from caseflow.sealing.errors import SealError, Unavailable
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.transit import FIRST, Transit
from tests.sealing.key_server import Server, free_port

pytestmark = pytest.mark.network
SECRET = b"0123456789abcdef0123456789abcdef"
PLACE = b"a place"


# -- The real server ---------------------------------------------------------------------------


def test_keys_are_wrapped_and_unwrapped_in_one_request_each(bao: Server) -> None:
    transit = bao.key()
    items = [(f"place {number}".encode(), os.urandom(32)) for number in range(100)]

    wrapped = transit.wrap(items)

    assert {number for number, _bytes in wrapped} == {FIRST + 1} == {transit.active}
    assert not any(
        secret in sealed for (_p, secret), (_n, sealed) in zip(items, wrapped, strict=True)
    )
    opened = transit.unwrap(
        [
            (number, place, sealed)
            for (place, _s), (number, sealed) in zip(items, wrapped, strict=True)
        ]
    )
    assert opened == [secret for _place, secret in items]
    assert (transit.wrap([]), transit.unwrap([])) == ([], [])


def _other_place(number: int, place: bytes, sealed: bytes) -> tuple[int, bytes, bytes]:
    return number, b"another", sealed


def _other_number(number: int, place: bytes, sealed: bytes) -> tuple[int, bytes, bytes]:
    return number + 1, place, sealed


def _changed(number: int, place: bytes, sealed: bytes) -> tuple[int, bytes, bytes]:
    middle = b"A" if sealed[20:21] != b"A" else b"B"
    return number, place, sealed[:20] + middle + sealed[21:]


def _not_of_a_server(number: int, place: bytes, sealed: bytes) -> tuple[int, bytes, bytes]:
    return number, place, b"\x00\xff" * 30


@pytest.mark.parametrize("change", [_other_place, _other_number, _changed, _not_of_a_server])
def test_nothing_opens_but_as_it_was_wrapped(bao: Server, change: Callable[..., Any]) -> None:
    transit = bao.key()
    ((number, sealed),) = transit.wrap([(PLACE, SECRET)])
    with pytest.raises(SealError) as refusal:
        transit.unwrap([(number, PLACE, sealed), change(number, PLACE, sealed)])
    assert "vault:" not in str(refusal.value)


@pytest.mark.django_db(databases=["default", "keyring"])
def test_data_keys_live_under_the_server_and_follow_its_rotation(
    bao: Server, settings: Settings
) -> None:
    transit = bao.key()
    scope = uuid4()
    keys.create_scope(keys.KIND_CASE, scope)
    place = cells.Place(keys.KIND_CASE, scope, uuid4(), "a.b")
    cell = cells.seal("Lò Thị Mẫu", place, step=32)

    settings.VAULT_ADDR = bao.address
    settings.VAULT_KEY = f"transit/{transit.name}"
    settings.VAULT_TOKEN_PATH = str(bao.token_path)
    settings.KEY_PROVIDERS = ["vault", "file"]
    keys.forget_opened()
    assert cells.unseal(cell, place) == "Lò Thị Mẫu"
    keys.add_version(keys.KIND_CASE, scope)
    assert KeyringKey.objects.get(scope_id=scope, ver=2).kek_id == FIRST + 1

    bao.operate("POST", f"transit/keys/{transit.name}/rotate")
    assert provider.current().active == FIRST + 2
    keys.forget_opened()
    assert keys.active(keys.KIND_CASE, scope).version == 2


# -- A server that fails -----------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """Says what a test wants said."""

    status, body = 200, b""
    heard: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.heard.append((self.path, dict(self.headers), self.rfile.read(length)))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST  # noqa: N815 - the name is of the standard library

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def answers() -> Iterator[tuple[type[Answers], str]]:
    """A server on this machine that says what it is told to."""
    kind = type("Told", (Answers,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield kind, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """A token of the service only."""
    path = tmp_path / "token"
    path.touch(mode=0o600)
    path.write_text("s.khoa-bi-mat")
    return path


FAILURES: dict[str, tuple[int, bytes]] = {
    "sealed": (503, b'{"errors":["Vault is sealed"]}'),
    "no right": (403, b'{"errors":["permission denied"]}'),
    "no such key": (404, b'{"errors":[]}'),
    "bad request": (400, b'{"errors":["plaintext: s.khoa-bi-mat"]}'),
    "no protocol": (200, b"<html>"),
    "no results": (200, b'{"data":{}}'),
    "too few": (200, b'{"data":{"batch_results":[]}}'),
    "no object": (200, b"[]"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_server_that_fails_is_unavailable_and_nothing_of_its_answer_is_told(
    answers: tuple[type[Answers], str], token: Path, failure: str
) -> None:
    kind, address = answers
    kind.status, kind.body = FAILURES[failure]
    transit = Transit(address, "transit", "k", token, namespace="tiepbuoc")

    with pytest.raises(Unavailable) as refusal:
        transit.wrap([(PLACE, SECRET)])

    assert "khoa-bi-mat" not in str(refusal.value)
    path, headers, _body = kind.heard[0]
    assert path == "/v1/transit/encrypt/k"
    assert headers["X-Vault-Token"] == "s.khoa-bi-mat"
    assert headers["X-Vault-Namespace"] == "tiepbuoc"


def test_a_wrong_plain_text_is_another_protocol(
    answers: tuple[type[Answers], str], token: Path
) -> None:
    kind, address = answers
    kind.body = b'{"data":{"batch_results":[{"plaintext":"***"}]}}'
    with pytest.raises(Unavailable):
        Transit(address, "transit", "k", token).unwrap([(FIRST + 1, PLACE, b"vault:v1:AAAA")])


def test_nobody_there_or_no_token_is_unavailable(token: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unavailable, match="does not answer"):
        Transit(address, "transit", "k", token).wrap([(PLACE, SECRET)])
    token.chmod(0o644)
    with pytest.raises(Unavailable, match="readable by others"):
        Transit(address, "transit", "k", token).wrap([(PLACE, SECRET)])
    token.unlink()
    with pytest.raises(Unavailable, match="cannot be read"):
        Transit(address, "transit", "k", token).wrap([(PLACE, SECRET)])


@pytest.mark.parametrize(
    ("address", "name"),
    [("http://vault.example.invalid:8200", "k"), ("", "k"), ("ftp://127.0.0.1", "k"),
     ("https://vault.example.invalid", "")],
)  # fmt: skip
def test_a_server_elsewhere_is_spoken_to_over_tls_only(
    token: Path, address: str, name: str
) -> None:
    with pytest.raises(ImproperlyConfigured):
        Transit(address, "transit", name, token)


def test_a_key_server_is_neither_pickled_nor_shown(token: Path) -> None:
    transit = Transit("https://vault.example.invalid", "transit", "k", token)
    assert "khoa-bi-mat" not in repr(transit)
    with pytest.raises(TypeError):
        pickle.dumps(transit)


@pytest.mark.django_db(databases=["default", "keyring"])
def test_keys_already_open_are_used_while_the_server_is_away(
    settings: Settings, token: Path
) -> None:
    scope = uuid4()
    keys.create_scope(keys.KIND_CASE, scope)
    place = cells.Place(keys.KIND_CASE, scope, uuid4(), "a.b")
    cell = cells.seal("x", place, step=16)
    KeyringKey.objects.filter(scope_id=scope).update(kek_id=FIRST + 1, wrapped=b"vault:v1:AAAA")
    settings.VAULT_ADDR = f"http://127.0.0.1:{free_port()}"
    settings.VAULT_KEY, settings.VAULT_TOKEN_PATH = "transit/k", str(token)
    settings.KEY_PROVIDERS = ["vault"]

    assert cells.unseal(cell, place) == "x"
    keys.forget_opened()
    with pytest.raises(Unavailable):
        cells.unseal(cell, place)
