"""A value in every form in which it might lie about, and what may hold it."""

from __future__ import annotations

import base64
import json
import pickle
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.core.cache import caches
from django.db import connections

from caseflow.sealing import folding

STEMS = ("Hoàng Oanh", "0983746")
"""One of them stands in every canary."""


@cache
def needles(value: str) -> set[bytes]:
    """The bytes to look for."""
    spoken = {
        value, value.upper(), value.lower(), value.replace(" ", ""),
        unicodedata.normalize("NFD", value), folding.fold("name", value), unmarked(value),
    }  # fmt: skip
    found: set[bytes] = set()
    for text in spoken:
        plain = text.encode()
        found |= {plain, text.encode("utf-16-le"), text.encode("utf-16-be")}
        found |= {plain.hex().encode(), plain.hex().upper().encode()}
        found |= {quote(text).encode(), json.dumps(text)[1:-1].encode()}
        found |= {_base64_inside(plain, offset) for offset in range(3)}
    return found


def unmarked(value: str) -> str:
    """The text in small letters without marks."""
    letters = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _base64_inside(plain: bytes, offset: int) -> bytes:
    """What base64 shows of these bytes when `offset` others stand before them."""
    shown = base64.b64encode(b"\0" * offset + plain)
    first = 0 if offset == 0 else 4
    return shown[first : len(shown) // 4 * 4 - 4]


def holds(haystack: bytes, value: str) -> bool:
    """Whether any form of the value lies in these bytes."""
    return any(needle in haystack for needle in needles(value))


def shown(haystack: bytes, planted: dict[str, str]) -> list[str]:
    """Names of the planted values of which any form lies in these bytes."""
    if not any(holds(haystack, stem) for stem in STEMS):
        return []
    return [name for name, value in planted.items() if holds(haystack, value)]


def databases() -> Iterator[tuple[str, bytes]]:
    """Every byte of both databases: files with their side files, or every column of every table."""
    for alias in ("default", "keyring"):
        connection = connections[alias]
        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
                if path.exists():
                    yield f"{alias} {path.name}", path.read_bytes()
            continue
        for table in connection.introspection.table_names():
            with (
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows,
            ):
                yield f"{alias} {table}", b"".join(bytes(row) for row in rows)


def cached() -> bytes:
    """Everything in the cache of this process."""
    return pickle.dumps(vars(caches["default"])["_cache"])
