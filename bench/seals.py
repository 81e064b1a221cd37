"""`make bench-seal`: sealed columns against plain ones and two Django peers, in one run on SQLite.

The peers are installed into a folder that is thrown away. Every variant takes its turn in every
round; a figure is the median over the rounds of the ratio to the plain column of the same round.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

PEERS = ("django-fernet-encrypted-fields==0.4.0", "django-cryptography-5==2.0.3")
ROWS, ROUNDS = 2000, 5
TEXT = "Lò Thị Mẫu, bản Nà Nghè, xã Mường Pồn"
"""About forty bytes, as a name with a place."""

FOLDER = tempfile.TemporaryDirectory(prefix="tiepbuoc-peers-")
subprocess.run(
    [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--target", FOLDER.name, "--no-deps", *PEERS, "django-appconf",
    ],
    check=True,
)  # fmt: skip
sys.path.append(FOLDER.name)
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"

import django
from django.conf import settings

settings.SALT_KEY = "a salt for the peers"
django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone
from django_cryptography.fields import encrypt  # type: ignore[import-not-found]  # installed above
from encrypted_fields.fields import EncryptedCharField  # type: ignore[import-not-found]  # as above

from audit import guard, keys as log_keys, trail
from caseflow.sealing import cells, keys, masters, reading
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class Plain(models.Model):  # noqa: DJ008 - never shown
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"


class Fernet(models.Model):  # noqa: DJ008 - never shown
    text = EncryptedCharField(max_length=200)

    class Meta:
        app_label = "bench"


class Cryptography(models.Model):  # noqa: DJ008 - never shown
    text = encrypt(models.CharField(max_length=200))

    class Meta:
        app_label = "bench"


class Sealed(SealedModel):
    text = SealedText(label="sample.bench", pad=32, max_length=200)

    class Meta:
        app_label = "bench"


SCOPE = uuid4()
VARIANTS: dict[str, type[models.Model]] = {
    "plain": Plain,
    "sealed": Sealed,
    "fernet-encrypted-fields": Fernet,
    "cryptography-5": Cryptography,
}


def made(model: type[models.Model]) -> models.Model:
    """A row that was not saved."""
    return model(text=TEXT, scope_uid=SCOPE) if model is Sealed else model(text=TEXT)


def create(model: type[models.Model]) -> None:
    """All rows in one transaction; ours are told to the log in it."""
    with transaction.atomic():
        model.objects.bulk_create([made(model) for _row in range(ROWS)])  # type: ignore[attr-defined]
        if model is Sealed:
            trail.record("trail.rolled_back", actor=trail.SYSTEM, at=timezone.now())


def list_unread(model: type[models.Model]) -> None:
    """A page of rows whose protected column nobody reads."""
    for row in model.objects.all()[:ROWS]:  # type: ignore[attr-defined]
        _ = row.pk


def list_read(model: type[models.Model]) -> None:
    """Every row read."""
    with reading.opened("bench"):
        for row in model.objects.all()[:ROWS]:  # type: ignore[attr-defined]
            _ = row.text


DEEDS: dict[str, Callable[[type[models.Model]], None]] = {
    "create": create,
    "list, not read": list_unread,
    "list and read": list_read,
}


def seconds(deed: Callable[..., Any], *args: Any) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    deed(*args)
    return time.perf_counter() - begun


def stored(model: type[models.Model]) -> int:
    """Bytes of one stored value."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT length(CAST(text AS BLOB)) FROM {model._meta.db_table} LIMIT 1")  # noqa: S608 - our own table
        return int(cursor.fetchone()[0])


def primitive() -> float:
    """Sealing and opening one cell, against bare AES-GCM with the same bytes."""
    place = cells.Place(keys.KIND_CASE, SCOPE, uuid4(), "sample.bench")
    cipher, associated = AESGCM(bytes(32)), b"x" * 80
    padded = TEXT.encode().ljust(64)

    def ours() -> None:
        for _turn in range(5000):
            cells.unseal(cells.seal(TEXT, place, step=32), place)

    def bare() -> None:
        for _turn in range(5000):
            nonce = os.urandom(12)
            cipher.decrypt(nonce, cipher.encrypt(nonce, padded, associated), associated)

    return median(seconds(ours) / seconds(bare) for _round in range(ROUNDS))


def main() -> None:
    """Measure and print."""
    masters.create_file(settings.KEY_FILE)
    log_keys.create(settings.AUDIT_KEY_FILE, first_year=2019, years=12)
    for alias in ("default", "keyring"):
        call_command("migrate", verbosity=0, database=alias)
    with guard.relaxed(), connection.schema_editor() as editor:
        for model in VARIANTS.values():
            editor.create_model(model)
    keys.create_scope(keys.KIND_CASE, SCOPE)
    ratios: dict[tuple[str, str], list[float]] = {}
    for _round in range(ROUNDS):
        for name, deed in DEEDS.items():
            taken = {variant: seconds(deed, model) for variant, model in VARIANTS.items()}
            for variant, time_taken in taken.items():
                ratios.setdefault((name, variant), []).append(time_taken / taken["plain"])
    print(f"{ROWS} rows, median of {ROUNDS} rounds, ratio to a plain column\n")
    print(f"{'':26}" + "".join(f"{name:>16}" for name in (*DEEDS, "bytes")))
    for variant, model in VARIANTS.items():
        figures = "".join(f"{median(ratios[name, variant]):16.2f}" for name in DEEDS)
        print(f"{variant:26}{figures}{stored(model):16}")
    print(f"\nseal and open one cell / bare AES-GCM: {primitive():.2f}")


if __name__ == "__main__":
    main()
