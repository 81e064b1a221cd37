"""`make bench-crypto`: sealed columns against plain ones and five Django peers, in one run on SQLite.

The peers are installed into a folder that is thrown away. Every variant takes its turn in every
round; a figure is the median over the rounds of the ratio to the plain column of the same round.
“Plain, our columns” is a plain text with the other columns of a sealed row (uid, scope, version, tag):
what the bytes cost is the ratio to that, the rest is what knowing a moved or rolled-back cell costs.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

from bench import peers
from bench.timing import seconds

PEERS = (
    "django-field-encryption==0.2.3", "django-fernet-encrypted-fields==0.4.0",
    "django-cryptography-5==2.0.3", "django-appconf==1.2.0", "djfernet==0.8.1",
    "django-secured-fields==0.5.2",
)  # fmt: skip
ROWS, ROUNDS = 2000, 5
TEXT = "Lò Thị Mẫu, bản Nà Nghè, xã Mường Pồn"
"""About forty bytes, as a name with a place."""

peers.install(*PEERS)
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
os.environ["TB_TEST_DURABLE"] = "1"

import django
from django.conf import settings

settings.SALT_KEY = "a salt for the peers"
settings.DATA_PROTECTION_KEYS = {"v1": base64.b64encode(bytes(range(32))).decode()}
settings.DATA_PROTECTION_ACTIVE_KEY_ID = "v1"
settings.SECURED_FIELDS_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
settings.SECURED_FIELDS_HASH_SALT = "another salt"
django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone
from django_cryptography.fields import encrypt
from django_field_encryption import (
    EncryptedCharField as GcmCharField,
)
from encrypted_fields.fields import EncryptedCharField
from fernet_fields import EncryptedCharField as DjfernetCharField
from secured_fields import EncryptedCharField as SecuredCharField

from audit import guard, keys as log_keys, trail
from bench import crypto_search_files
from caseflow.sealing import cells, keys, masters, reading, setup
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class Plain(models.Model):
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"


class OurColumns(models.Model):
    text = models.CharField(max_length=200)
    uid = models.UUIDField(default=uuid4, unique=True)
    scope_uid = models.UUIDField()
    row_ver = models.PositiveIntegerField(default=0)
    row_tag = models.BinaryField(default=b"0123456789abcdef")

    class Meta:
        app_label = "bench"


class Ours(SealedModel):
    text = SealedText(label="sample.bench", pad=32, max_length=200)

    class Meta:
        app_label = "bench"


def of_eight(name: str, base: type[models.Model], make: Callable[[int], Any]) -> Any:
    """A model with eight columns."""
    meta = type("Meta", (), {"app_label": "bench"})
    columns = {f"text_{number}": make(number) for number in range(8)}
    return type(name, (base,), {**columns, "Meta": meta, "__module__": __name__})


def eight() -> float:
    """A list of rows with eight columns, two of them read: sealed to plain."""
    plain = of_eight("EightPlain", models.Model, lambda _number: models.CharField(max_length=200))
    sealed = of_eight(
        "EightSealed", SealedModel, lambda number: SealedText(label=f"sample.{number}", pad=32)
    )
    with guard.relaxed(), connection.schema_editor() as editor:
        editor.create_model(plain)
        editor.create_model(sealed)
    texts = {f"text_{number}": TEXT for number in range(8)}
    with transaction.atomic():
        plain.objects.bulk_create([plain(**texts) for _row in range(ROWS)])
        sealed.objects.bulk_create([sealed(scope_uid=SCOPE, **texts) for _row in range(ROWS)])
        trail.record("trail.rolled_back", actor=trail.SYSTEM, at=timezone.now())
    return median(seconds(two_read, sealed) / seconds(two_read, plain) for _round in range(ROUNDS))


def two_read(model: Any) -> None:
    """Every row, two of its columns."""
    with reading.opened("bench"):
        for row in model.objects.all():
            _ = row.text_0, row.text_5


def peer(name: str, field: models.Field[Any, Any]) -> type[models.Model]:
    """A model with one column of a peer."""
    meta = type("Meta", (), {"app_label": "bench"})
    return type(name, (models.Model,), {"text": field, "Meta": meta, "__module__": __name__})


SCOPE = uuid4()
VARIANTS: dict[str, type[models.Model]] = {
    "plain": Plain,
    "plain, our columns": OurColumns,
    "ours": Ours,
    "field-encryption": peer("Gcm", GcmCharField(max_length=200)),
    "fernet-encrypted-fields": peer("Fernet", EncryptedCharField(max_length=200)),
    "cryptography-5": peer("Cryptography", encrypt(models.CharField(max_length=200))),
    "djfernet": peer("Djfernet", DjfernetCharField(max_length=200)),
    "secured-fields": peer("Secured", SecuredCharField(max_length=200)),
}
SCOPED = {OurColumns, Ours}


def made(model: type[models.Model]) -> models.Model:
    """A row that was not saved."""
    return model(text=TEXT, scope_uid=SCOPE) if model in SCOPED else model(text=TEXT)


def create(model: type[models.Model]) -> None:
    """All rows in one transaction; ours are told to the log in it."""
    with transaction.atomic():
        model.objects.bulk_create([made(model) for _row in range(ROWS)])  # type: ignore[attr-defined]
        if model is Ours:
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
    print(f"\na list of rows with eight columns, two read, sealed / plain: {eight():.2f}")
    print(f"seal and open one cell / bare AES-GCM: {primitive():.2f}")
    setup.create_missing()
    crypto_search_files.renewing()
    crypto_search_files.searching()
    crypto_search_files.in_and_out()
    crypto_search_files.rewrapping()


if __name__ == "__main__":
    main()
