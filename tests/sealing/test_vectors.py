"""Published vectors of the primitives, and one of our own for the cell: the format cannot drift.

Sources. GCM: McGrew and Viega, “The Galois/Counter Mode of Operation”, AES-256 test cases 13 to 16.
Wycheproof (C2SP/wycheproof, Apache-2.0): testvectors_v1/aes_gcm_test.json, tcId 116, 117, 118, 121.
HKDF: RFC 5869, appendix A.1 to A.3. Only 12-byte nonces: a cell knows no others.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from caseflow.sealing import cache, cells, keys


class Gcm(NamedTuple):
    """One case: everything in hexadecimal."""

    key: str
    nonce: str
    associated: str
    plain: str
    sealed: str
    tag: str


NIST_KEY = "feffe9928665731c6d6a8f9467308308" * 2
NIST_NONCE = "cafebabefacedbaddecaf888"
NIST_PLAIN = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
NIST_SEALED = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
GCM = {
    "nist 13": Gcm("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    "nist 14": Gcm(
        "00" * 32, "00" * 12, "", "00" * 16,
        "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919",
    ),
    "nist 15": Gcm(
        NIST_KEY, NIST_NONCE, "", NIST_PLAIN, NIST_SEALED, "b094dac5d93471bdec1a502270e3cc6c"
    ),
    "nist 16": Gcm(
        NIST_KEY, NIST_NONCE, "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        NIST_PLAIN[:120], NIST_SEALED[:120], "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
    "wycheproof 116": Gcm(
        "0f112e59cdccd851c3b8e76c9f05a3b7c2e4feca5846afeb351c1cbcace82f04",
        "7147973339d86789a2c9a958",
        "37128be45f0a7f329546e1492c3c9c2d2534d5b1f5147e49ab91221e7c3edea2"
        "1bbe47bfe3619437ce3c61e6e946c504f348296918219e51bf2c5598589cff",
        "102e5804dda1fb5d656077edb15cadb5d0bdee8c",
        "618ac626ae0e8d06c2fd2fb66be253dc26ed6e38", "d8d93ff975cb988f09174dcd439cb6a4",
    ),
    "wycheproof 117": Gcm(
        "2ce6b4c15f85fb2da5cc6c269491eef281980309181249ebf2832bd6d0732d0b",
        "c064fae9173b173fd6f11f34",
        "498d3075b09fed998280583d61bb36b6ce41f130063b80824d1586e143d349b1"
        "26b16aa10fe57343ed223d6364ee602257fe313a7fc9bf9088f027795b8dc1d3",
        "f8a27a4baf00dc0555d222f2fa4fb42dc666ea3c",
        "aed58d8a252f740dba4bf6d36773bd5b41234bba", "01f93d7456aa184ebb49bea472b6d65d",
    ),
    "wycheproof 118": Gcm(
        "52350da5a572911ee0e0fcedb115af6f4570fbf9c74a11bc184444d6a621d60f",
        "d68ad045c1b9c2923cf5404c",
        "03a94b3841292d9bbf72f413c09167c54ee10537c049afe2bbcec43b18f3890b"
        "2fcdd3bb31e6d709274e199c0c4648eb3d8b38e0c1bf7f309443bef6937cde4123",
        "4e6e6dad2c16cfc6e7cac03636a4a6d88bd6a13e",
        "c7764411be13cfeaaece761bd3bb13552f088048", "bcc2544e79f34ea1076a12b76441d6fa",
    ),
    "wycheproof 121": Gcm(
        "e27e718e4b66c91e221f2a3df9da0013f7e14340006eca50dc30c4cc2ddeb679",
        "b46fed185e8b33215dd474dd",
        "2d2b6247f9c342f8d0432ce0715749d0bac0e2e3f28b785be8dc84b3a0e57a16"
        "1afde34227277512204ffa4bceb6e0a4d021031b765540f7f613045f74e7e6e4"
        "977c04b78b5d3f8d4e420a9748c12d1f9aa5e03a27749be2785dd555a8cf0182"
        "c0826f2d60eed3c4059adf8872f3c4d81a963592472965cc0c66102167e4cb1ca2",
        "e39aeaf1d214f78915601fee9a3527d777674651",
        "750232115a5edea7b249a22c0cdae17f725d6f99", "4a72d8c30fc7e0f1806d9a817adae14a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GCM)
def test_aes_gcm_seals_as_published_and_refuses_every_changed_tag(name: str) -> None:
    case = GCM[name]
    cipher, nonce = AESGCM(bytes.fromhex(case.key)), bytes.fromhex(case.nonce)
    associated = bytes.fromhex(case.associated)
    whole = bytes.fromhex(case.sealed + case.tag)

    assert cipher.encrypt(nonce, bytes.fromhex(case.plain), associated) == whole
    assert cipher.decrypt(nonce, whole, associated) == bytes.fromhex(case.plain)
    for bit in range(128):
        changed = bytearray(whole)
        changed[-1 - bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, bytes(changed), associated)


A1_PRK = "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
A1_OKM = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
A2_PRK = "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244"
A2_OKM = (
    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
    "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
    "cc30c58179ec3e87c14c01d5c1f3434f1d87"
)
A3_PRK = "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"
A3_OKM = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"


@pytest.mark.parametrize(
    ("prk", "info", "okm"),
    [
        (A1_PRK, bytes(range(0xF0, 0xFA)), A1_OKM),
        (A2_PRK, bytes(range(0xB0, 0x100)), A2_OKM),
        (A3_PRK, b"", A3_OKM),
    ],
)
def test_subkeys_are_hkdf_expand_as_published(prk: str, info: bytes, okm: str) -> None:
    assert keys.subkey(bytes.fromhex(prk), info).hex() == okm[:64]


@pytest.mark.parametrize(
    ("ikm", "salt", "info", "okm"),
    [
        (b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), A1_OKM),
        (bytes(range(80)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100)), A2_OKM),
        (b"\x0b" * 22, None, b"", A3_OKM),
    ],
)
def test_master_keys_are_stretched_by_hkdf_as_published(
    ikm: bytes, salt: bytes | None, info: bytes, okm: str
) -> None:
    assert HKDF(SHA256(), len(okm) // 2, salt=salt, info=info).derive(ikm).hex() == okm


def test_a_cell_is_what_the_format_says_byte_by_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written out by hand from the description of the format, with primitives only."""
    secret, scope, row = bytes(range(32)), UUID(int=1), UUID(int=2)
    key = cache.DataKey(
        version=3,
        cipher=AESGCM(keys.subkey(secret, b"tiepbuoc/v1/field")),
        row_key=b"",
        secret=secret,
    )
    monkeypatch.setattr(keys, "active", lambda kind, uid: key)
    monkeypatch.setattr(keys, "version", lambda kind, uid, number: key)
    monkeypatch.setattr("os.urandom", lambda size: b"\xaa" * size)
    place = cells.Place(1, scope, row, "person.full_name")

    cell = cells.seal("Hoà", place, step=32)

    header = b"\x01" + b"\x00\x00\x00\x03"
    plain = b"\x01" + "Hoà".encode() + b"\x80" + b"\x00" * 26
    associated = (
        b"tiepbuoc/v1/field\x00" + b"\x10" + b"person.full_name" + b"\x01"
        + bytes(15) + b"\x01" + bytes(15) + b"\x02" + header
    )  # fmt: skip
    expanded = keys.subkey(secret, b"tiepbuoc/v1/field")
    assert cell == header + b"\xaa" * 12 + AESGCM(expanded).encrypt(b"\xaa" * 12, plain, associated)
    assert cell.hex() == (
        "0100000003aaaaaaaaaaaaaaaaaaaaaaaad012f4faded2aaa089318011cdc6be63"
        "c0b7c0bcc912574bde1b29b8659825c0dd937402877bbf4105fc0f73e9d3cf0b"
    )
    assert cells.unseal(cell, place) == "Hoà"
