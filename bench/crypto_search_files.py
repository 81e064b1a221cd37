"""The second half of `make bench-crypto`: an exact search, a file in and out, a new master key."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import connection, models
from django.utils import timezone
from django_field_encryption.fields import (
    BlindIndexField,
    EncryptedCharField as GcmCharField,
)
from django_field_encryption.storage import (
    EncryptedFileStorage,
)
from secured_fields import EncryptedCharField as SecuredCharField

from audit import guard
from bench.timing import seconds
from caseflow import reindexing, search
from caseflow.models import SearchToken
from caseflow.sealing import files, keys, masters, rotation, storing
from tests import factories

ROWS, ASKED, ROUNDS = 100_000, 200, 5
MEGABYTES = 64
KEYS = 5_000
PEOPLE = 300
PORTION = 1 << 20
BATCH = 5000


class Phone(models.Model):
    objects: Any = models.Manager()

    class Meta:
        abstract = True


class PlainPhone(Phone):
    phone = models.CharField(max_length=20, db_index=True)

    class Meta:
        app_label = "bench"


class SecuredPhone(Phone):
    phone = SecuredCharField(max_length=20, searchable=True)

    class Meta:
        app_label = "bench"


class GcmPhone(Phone):
    phone = GcmCharField(max_length=20)
    phone_hash = BlindIndexField("phone", db_index=True)

    class Meta:
        app_label = "bench"


def searching() -> None:
    """One telephone number among a hundred thousand; ratios to an indexed plain column."""
    with guard.relaxed(), connection.schema_editor() as editor:
        for model in (PlainPhone, SecuredPhone, GcmPhone):
            editor.create_model(model)
    numbers = [f"09{number:08d}" for number in range(ROWS)]
    case = factories.case()
    for start in range(0, ROWS, BATCH):
        part = numbers[start : start + BATCH]
        PlainPhone.objects.bulk_create(PlainPhone(phone=each) for each in part)
        SecuredPhone.objects.bulk_create(SecuredPhone(phone=each) for each in part)
        GcmPhone.objects.bulk_create(
            GcmPhone(phone=each, phone_hash=_hash_of(each)) for each in part
        )
        SearchToken.objects.bulk_create(
            SearchToken(case=case, label="phone", version=version, token=token)
            for each in part
            for version, token in search.tokens_of({"phone": each})["phone"]
        )
    ways: dict[str, Callable[[str], Any]] = {
        "plain, indexed": lambda each: list(PlainPhone.objects.filter(phone=each)),
        "ours": lambda each: search.candidates({"phone": each}),
        "field-encryption": lambda each: list(GcmPhone.objects.filter(phone_hash=_hash_of(each))),
        "secured-fields": lambda each: list(SecuredPhone.objects.filter(phone=each)),
    }
    asked = numbers[:: ROWS // ASKED]
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, way in ways.items():
            some = asked[:5] if name == "secured-fields" else asked  # it reads every row
            taken[name].append(seconds(_ask, way, some) / len(some))
    print(f"\nexact search in {ROWS:,} rows, ratio to an indexed plain column")
    for name, spent in taken.items():
        ratio = median(a / b for a, b in zip(spent, taken["plain, indexed"], strict=True))
        print(f"  {name:24}{ratio:8.2f}")


def _ask(way: Callable[[str], Any], numbers: Sequence[str]) -> None:
    for each in numbers:
        way(each)


def _hash_of(value: str) -> str:
    field: Any = GcmPhone._meta.get_field("phone_hash")
    row: Any = GcmPhone(phone=value)
    field._compute_hash(GcmPhone, row)  # noqa: SLF001 - as its signal does
    return str(row.phone_hash)


def in_and_out() -> None:
    """A file of 64 MiB stored and read; ratios to plain storage, and the most memory it took."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "plain"
        with source.open("wb") as out:
            for _megabyte in range(MEGABYTES):
                out.write(os.urandom(PORTION))
        ways: dict[str, Callable[[Path], None]] = {
            "plain": lambda path: _through(FileSystemStorage(folder), path),
            "ours": _ours,
            "field-encryption": lambda path: _through(EncryptedFileStorage(location=folder), path),
        }
        print(f"\na file of {MEGABYTES} MiB in and out, ratio to plain storage; most memory")
        base = 0.0
        for name, way in ways.items():
            spent = median(seconds(way, source) for _round in range(3))
            base = base or spent
            tracemalloc.start()
            way(source)
            _now, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            print(f"  {name:24}{spent / base:8.2f}{most / 2**20:8.1f} MiB"
                  f"{2 * MEGABYTES / spent:10.0f} MiB/s")  # fmt: skip


def rewrapping() -> None:
    """A new master key for many data keys; ratio to bare AES-GCM over the same keys."""
    for _key in range(KEYS):
        keys.create_scope(keys.KIND_CASE, uuid4())
    path = Path(settings.KEY_FILE)
    masters.use_in_file(path, masters.add_to_file(path))
    begun = time.process_time()
    done = sum(rotation.rewrap(timezone.now()))
    spent = time.process_time() - begun
    cipher, secret = AESGCM(bytes(32)), bytes(32)
    begun = time.process_time()
    for _key in range(done):
        nonce = os.urandom(12)
        sealed = cipher.encrypt(nonce, secret, b"x" * 37)
        cipher.encrypt(nonce, cipher.decrypt(nonce, sealed, b"x" * 37), b"x" * 37)
    bare = time.process_time() - begun
    print(f"\n{done:,} keys under a new master key: {spent / bare:.1f} x bare AES-GCM, "
          f"{spent / done * 100_000:.1f} s of CPU for 100,000; no cell is touched")  # fmt: skip


def renewing() -> None:
    """New versions of two indexes for people who are sealed; told for 300,000 rows of two tokens."""
    for _person in range(PEOPLE):
        factories.case()
    count, begun = 0, time.perf_counter()
    for label in ("phone", "name"):
        reindexing.begin(label, now=timezone.now())
        count += sum(reindexing.fill(label, now=timezone.now()))
    spent = (time.perf_counter() - begun) / count
    print(f"{count:,} tokens of renewed indexes beside writers: {spent * 1000:.2f} ms each, "
          f"{spent * 600_000:.0f} s for 300,000 rows of two (every value is opened for it)")  # fmt: skip


def _through(storage: Any, path: Path) -> None:
    with path.open("rb") as source:
        name = storage.save(f"{timezone.now():%f}-{uuid4().hex}", File(source))
    with storage.open(name) as stored:
        while stored.read(PORTION):
            pass
    storage.delete(name)


def _ours(path: Path) -> None:
    scope = uuid4()
    keys.create_scope(keys.KIND_CASE, scope)
    place = files.FilePlace(keys.KIND_CASE, scope, uuid4())
    writing = storing.Writing(place)
    with path.open("rb") as source:
        while portion := source.read(PORTION):
            writing.take(portion)
    writing.end()
    stored = io.BufferedReader(storing.reader(writing.stored_as, place), PORTION)
    while stored.read(PORTION):
        pass
    stored.close()
    storing.remove(writing.stored_as)
