"""The sealed bytes of a file: published vectors, any length in any portions, every way to spoil them."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zlib
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings, strategies as st

from caseflow.sealing import files
from caseflow.sealing.errors import SealError
from caseflow.sealing.files import CHUNK, SEALED_CHUNK, Reader, Sealer

KEY = b"YELLOW SUBMARINE YELLOW SUBMARIN"
CONTEXT = b"here"
START = files.SALT + files.COMMITMENT

VALID = {
    1: (
        "78da004800b7ff43a2e39431cbae0389d3fc86adf46f7c3a24de88d9311617e53f3164cc1d5dc738a66b97f0bf"
        "786565c31799c2f463d50a7e10046011dc6fc3c939e3a5db7affb6191551669554fb010000ffff4bc124df"
    ),
    2: (
        "78da004f00b0ffa1a1b56f6db58cd1ede0c5c9db62aef20d3f96a6c594bb9252bb38122de91236502b42a1d7fc"
        "ab820ffa292940d2f86add212cfa42c38df19d3cc9139ee61a5990d3db57433514229beea49a8a72bd010000ff"
        "ffdb4f2a44"
    ),
    3: (
        "78daecc0312b05010000e0ab33889449c9a0cb22b9ba89943f70a5fc02db1918582c6e757465a0db6eb11ad5a5"
        "2e1383b2dca26c66a4647b75f55ebdf733def27d4f7ff71fd7e9db7137b778b1558707cdd27cf270d4177b2f77"
        "51f738d80e376f9ed7aaaf7c793dfa0d47ef2797b3e57ed6bf360100000000000000000000000000000030750b"
        "c9613ffc6cafd232cb57ebd3b320de5d29cedbf876a7da18ff7fffcc4c020000ffffea552abb"
    ),
    6: (
        "78daecc0ad4a0301000060c560f019c49faca0ed821ea2588c62100541cc2746413841835a7c018b20076a325d"
        "d4032d8eb5856361db2d6d6c8b2b838ded3156beeff3fce3e4eb20e9fcf5aaedb07ffb589b1f657190fee7f16f"
        "763d3bdcf9ce8aabe5d74a145e5e1cdd6fad6c2c1ebead8d8b87c60c0000000000000000000000000000003075"
        "9bfb7bc7ade6dcfa69ba5abf7bff79d92e3d07e585a7ddbcbb743648a29b49000000ffff4eef2f3b"
    ),
}
"""By tcId."""
HOLDS = {
    1: (0, "cf83e1357eefb8bd"),
    2: (7, "e85f32a85f1d4f7c"),
    3: (16385, "db9e441f318209d0"),
    6: (16384, "d787e0bf39e0d2e9"),
}
"""Length of what they hold, and how its SHA-512 begins."""
SPOILED = {
    "tag removed": (
        "78dad270329c9ddec7ada418b04767c7923331ee2c87262f125d59a0c8be7373eb2fa924762df7ae29ded2bfa3"
        "4de6579c357a702440af45d1be6fae3c03200000ffff94c01721"
    ),
    "shorter than a tag": (
        "78da004400bbff679551dfcc4221c2c5f3dfcff2f94fcd7df0dc5d0dac8ceb294cda58ffffbe199532a141b161"
        "02b69550faa5e1315a3c823e58b9e3141839e1fd278b80a7dabc12eaa4ed010000ffff54b5266f"
    ),
    "no chunk": (
        "78da003800c7ffe728f14e89526f8830991f461c0fd07601a246a0c94b753ba4fab29386d9e39e72d5e8955f70"
        "9651b6dedb825c64c984364f74e1b6ac93d6010000ffff198a1ded"
    ),
    "wrong commitment": (
        "78da004900b6ffa7bf214ab87afe86ae30940aba6d25aa92d1c26a7c4de03ece1f5f63bd31ca5d9517ce97effb"
        "9ce62c4f01433335d070ca3de6243f4cb67a00a4deb622c6b80140d1c88f54ade32fdc010000ffff59a52514"
    ),
    "changed salt": (
        "78da004900b6ff7c510aa191fdb799b3715106fb9da30a3e314a08a12bf1eed6084369ad9560c21c856d0087e1"
        "206c5c1e9a994b3ca98542e0fe1ffef9e23c0091398606b7077f679901eea490bb8f6b010000fffff4792294"
    ),
    "only a salt": "78dacaefb91479802ffcd17ddfcda766ca0536acbc22d4d02b69a70e080000ffff9d580b79",
    "nothing": "78da010000ffff00000001",
    "no last chunk": (
        "78daecc0a17281010000e0ed05f6005bd8edb6b6b2956db7b2b6853581843b89eaee0fff398993088222f93d80"
        "42f0272fa0090402f5578838e73194efdb546ebb0fe7f1f772300c82bfb7ed7ba691faa9dd3ff6abedf818164a"
        "bf51b957ff9f4df7f364158f16e9fccbd35df6949bdc0000000000000000000000000000000057f7997c1cc"
        "2d7a8b34e76cf5fc556f3120000ffffbcaa2611"
    ),
}
"""Wycheproof (C2SP/wycheproof, Apache-2.0): c2sp_chunked_encryption_aes_256_gcm_test.json."""


def unpacked(vector: str) -> bytes:
    """The message; most of a vector is one byte over and over."""
    return zlib.decompress(bytes.fromhex(vector))


def opened(message: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> bytes:
    """All plain bytes."""
    with Reader(io.BytesIO(message), key, context) as reader:
        return reader.readall() or b""


def sealed(plain: bytes, *, portions: int = 1000, key: bytes = KEY) -> bytes:
    """The message, sealed in portions."""
    sealer = Sealer(key, CONTEXT)
    taken = [sealer.take(plain[at : at + portions]) for at in range(0, len(plain), portions)]
    return b"".join([sealer.head, *taken, sealer.end()])


@pytest.mark.parametrize("number", VALID)
def test_a_published_message_opens(number: int) -> None:
    plain = opened(unpacked(VALID[number]), context=b"")

    assert (len(plain), hashlib.sha512(plain).hexdigest()[:16]) == HOLDS[number]


@pytest.mark.parametrize("what", SPOILED)
def test_a_published_spoiled_message_does_not_open(what: str) -> None:
    message = unpacked(SPOILED[what])

    with pytest.raises(SealError):
        opened(message, context=b"")


@given(
    length=st.one_of(
        st.integers(0, 3 * CHUNK),
        st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]),
    ),
    portions=st.integers(1, 2 * CHUNK),
    at=st.integers(0, 3 * CHUNK),
    most=st.integers(1, 2 * CHUNK),
)
@settings(max_examples=60)
def test_any_length_in_any_portions_comes_back_and_can_be_read_anywhere(
    length: int, portions: int, at: int, most: int
) -> None:
    plain = (b"0123456789abcdefghijk" * (length // 21 + 1))[:length]

    message = sealed(plain, portions=max(portions, length // 50 + 1))

    assert opened(message) == plain
    assert len(message) == START + length + 16 * (length // CHUNK + 1)
    with Reader(io.BytesIO(message), KEY, CONTEXT) as reader:
        assert reader.length == length
        reader.seek(at)
        begin = reader.tell()
        assert plain[begin:].startswith(reader.read(most) or b"")


@given(length=st.integers(0, 2 * CHUNK + 50), at=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=80)
def test_one_changed_bit_anywhere_is_refused(length: int, at: int, bit: int) -> None:
    message = bytearray(sealed(b"x" * length, portions=CHUNK))
    message[at % len(message)] ^= 1 << bit

    with pytest.raises(SealError):
        opened(bytes(message))


@given(length=st.integers(0, 2 * CHUNK + 50), cut=st.integers(1, 10**6))
@settings(max_examples=60)
def test_every_shorter_message_is_refused(length: int, cut: int) -> None:
    message = sealed(b"x" * length, portions=CHUNK)

    with pytest.raises(SealError):
        opened(message[: -(cut % len(message) + 1)])


def chunks(message: bytes) -> list[bytes]:
    """The sealed chunks."""
    body = message[START:]
    return [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]


def arranged(message: bytes, *order: int) -> bytes:
    """The message with its chunks in this order."""
    found = chunks(message)
    return message[:START] + b"".join(found[number] for number in order)


THREE = sealed(b"a" * CHUNK + b"b" * CHUNK + b"c" * 100)
SECOND = sealed(b"A" * CHUNK + b"B" * CHUNK + b"C" * 100)
SPOIL: dict[str, Callable[[], bytes]] = {
    "the last chunk is missing": lambda: arranged(THREE, 0, 1),
    "a chunk in the middle is missing": lambda: arranged(THREE, 0, 2),
    "two chunks change places": lambda: arranged(THREE, 1, 0, 2),
    "a chunk stands twice": lambda: arranged(THREE, 0, 0, 2),
    "the last chunk stands twice": lambda: arranged(THREE, 0, 1, 2, 2),
    "something was appended": lambda: THREE + b"x",
    "a whole empty chunk was appended": lambda: THREE + chunks(sealed(b""))[0],
    "a chunk of another message": lambda: THREE[:START] + chunks(SECOND)[0]
    + b"".join(chunks(THREE)[1:]),
    "the head of another message": lambda: SECOND[:START] + THREE[START:],
    "the head is missing": lambda: THREE[START:],
    "nothing is left": lambda: b"",
    "plain bytes": lambda: b"a" * 40_000,
}  # fmt: skip


@pytest.mark.parametrize("how", SPOIL)
def test_a_spoiled_message_is_refused(how: str) -> None:
    assert opened(THREE).endswith(b"c" * 100)

    with pytest.raises(SealError):
        opened(SPOIL[how]())


def test_another_key_or_place_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(SealError):
        Reader(io.BytesIO(THREE), KEY[::-1], CONTEXT)
    with pytest.raises(SealError):
        Reader(io.BytesIO(THREE), KEY, b"there")
    with pytest.raises(SealError):
        Reader(io.BytesIO(THREE), KEY + b"x", CONTEXT)


def test_a_place_is_its_kind_scope_and_file() -> None:
    scope, file = UUID(int=1), UUID(int=2)
    context = files.FilePlace(1, scope, file).context()

    assert context == b"tiepbuoc/v1/file\0\1" + scope.bytes + file.bytes
    assert context != files.FilePlace(1, file, scope).context()
    assert context != files.FilePlace(2, scope, file).context()


def test_secrets_are_not_shown() -> None:
    assert "b'" not in repr(files.Secrets.derive(KEY, bytes(24), uuid4().bytes))


def streamed(length: int) -> int:
    """The most memory it takes to seal and to open so many bytes, one portion at a time."""
    portion, message = bytes(64 * 1024), Endless()
    tracemalloc.start()
    try:
        sealer = Sealer(KEY, CONTEXT)
        message.write(sealer.head)
        for _each in range(length // len(portion)):
            message.write(sealer.take(portion))
        message.write(sealer.end())
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert message.length == START + length + 16 * (length // CHUNK + 1)
    return most


class Endless:
    """Counts what is written and keeps nothing."""

    length = 0

    def write(self, portion: bytes) -> None:
        """Forget."""
        self.length += len(portion)


def test_sealing_takes_the_same_memory_for_ten_times_the_length() -> None:
    assert streamed(20 * 1024**2) < streamed(2 * 1024**2) + 64 * 1024 < 1024**2
