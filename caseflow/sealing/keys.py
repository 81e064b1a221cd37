"""Data keys: one random key per scope and version, kept wrapped in the `keyring` database."""

import hmac
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.db import transaction
from django.utils import timezone

from caseflow.sealing import provider
from caseflow.sealing.errors import Erased, SealError

KIND_CASE, KIND_PERSON, KIND_STAFF, KIND_AGENCY, KIND_INDEX = 1, 2, 3, 4, 5
STAFF = UUID(int=0)
KEEP_SECONDS = 300
KEEP_MOST = 4096


@dataclass(frozen=True)
class DataKey:
    """An opened data key: a cipher for cells, a subkey for row tags; never shown."""

    version: int
    cipher: AESGCM = field(repr=False)
    row_key: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")


class _Cache:
    """Opened keys of this process, for five minutes at most."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pid = os.getpid()
        self.kept: OrderedDict[tuple[int, UUID, int], tuple[float, DataKey]] = OrderedDict()

    def get(self, name: tuple[int, UUID, int]) -> DataKey | None:
        with self.lock:
            self._after_fork()
            found = self.kept.get(name)
            if found is None or found[0] < time.monotonic():
                return None
            self.kept.move_to_end(name)
            return found[1]

    def put(self, name: tuple[int, UUID, int], key: DataKey) -> None:
        with self.lock:
            self._after_fork()
            self.kept[name] = (time.monotonic() + KEEP_SECONDS, key)
            while len(self.kept) > KEEP_MOST:
                self.kept.popitem(last=False)

    def drop(self, kind: int, scope: UUID) -> None:
        with self.lock:
            for name in [name for name in self.kept if name[:2] == (kind, scope)]:
                del self.kept[name]

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()

    def _after_fork(self) -> None:
        if self.pid != os.getpid():
            self.pid = os.getpid()
            self.kept.clear()


_cache = _Cache()


def create_scope(kind: int, uid: UUID) -> None:
    """A first key for a scope, committed in the keyring before the business transaction begins.

    A key without its case is swept after 24 hours; a case without its key cannot be written.
    """
    with transaction.atomic(using="keyring"):
        _add_version(kind, uid, 1)


def _add_version(kind: int, uid: UUID, number: int) -> None:
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - models import cells, cells import keys

    secret = secrets.token_bytes(32)
    kek_id, wrapped = provider.current().wrap(_bound(kind, uid, number), secret)
    KeyringKey.objects.create(
        scope_kind=kind,
        scope_id=uid,
        ver=number,
        kek_id=kek_id,
        wrapped=wrapped,
        commit=_commitment(kind, uid, number, secret),
        state=KeyringKey.State.ACTIVE,
        created=timezone.now(),
    )


def has_scope(kind: int, uid: UUID) -> bool:
    """Whether the scope has a key that opens."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    return KeyringKey.objects.filter(
        scope_kind=kind, scope_id=uid, state=KeyringKey.State.ACTIVE
    ).exists()


def destroy_scope(kind: int, uid: UUID) -> int:
    """Overwrite every key of a scope; what they sealed never opens again. Returns how many."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    _cache.drop(kind, uid)
    return KeyringKey.objects.filter(scope_kind=kind, scope_id=uid).update(
        wrapped=b"", state=KeyringKey.State.DESTROYED
    )


def sweep(exists: Callable[[UUID], bool], *, older_than: datetime) -> int:
    """Remove case keys older than this whose case was never written; returns how many."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    old = KeyringKey.objects.filter(scope_kind=KIND_CASE, created__lt=older_than)
    orphans = [key.pk for key in old.iterator() if not exists(key.scope_id)]
    removed, _by_model = KeyringKey.objects.filter(pk__in=orphans).delete()
    return removed


def active(kind: int, scope: UUID) -> DataKey:
    """The key that seals now: the newest active version. Raises Erased or SealError."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    if kept := _cache.get((kind, scope, 0)):
        return kept
    row = (
        KeyringKey.objects.filter(scope_kind=kind, scope_id=scope)
        .exclude(state=KeyringKey.State.DECRYPT)
        .order_by("-ver", "pk")
        .first()
    )
    key = _opened(row)
    _cache.put((kind, scope, 0), key)
    return key


def version(kind: int, scope: UUID, number: int) -> DataKey:
    """The key of one version. Raises Erased or SealError."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    if kept := _cache.get((kind, scope, number)):
        return kept
    row = KeyringKey.objects.filter(scope_kind=kind, scope_id=scope, ver=number).first()
    key = _opened(row)
    _cache.put((kind, scope, number), key)
    return key


def versions(kind: int, scope: UUID) -> list[DataKey]:
    """Every version that still opens, oldest first."""
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    numbers = (
        KeyringKey.objects.filter(scope_kind=kind, scope_id=scope)
        .exclude(state=KeyringKey.State.DESTROYED)
        .order_by("ver")
        .values_list("ver", flat=True)
    )
    return [version(kind, scope, number) for number in numbers]


def forget_opened() -> None:
    """Drop every opened key of this process."""
    _cache.clear()


def _opened(row: object) -> DataKey:
    from caseflow.sealing.models import KeyringKey  # noqa: PLC0415 - as above

    if not isinstance(row, KeyringKey):
        raise SealError("A scope has no key.")
    if row.state == KeyringKey.State.DESTROYED:
        raise Erased("The key was destroyed.")
    kind, scope, number = row.scope_kind, row.scope_id, row.ver
    secret = provider.current().unwrap(row.kek_id, _bound(kind, scope, number), bytes(row.wrapped))
    if not hmac.compare_digest(_commitment(kind, scope, number, secret), bytes(row.commit)):
        raise SealError("A data key is not the one committed to.")
    return DataKey(
        version=number,
        cipher=AESGCM(subkey(secret, b"tiepbuoc/v1/field")),
        row_key=subkey(secret, b"tiepbuoc/v1/row"),
        secret=secret,
    )


def subkey(secret: bytes, info: bytes) -> bytes:
    """HKDF-Expand-SHA256, 32 bytes (RFC 5869)."""
    return HKDFExpand(SHA256(), 32, info).derive(secret)


def _bound(kind: int, scope: UUID, number: int) -> bytes:
    return b"tiepbuoc/v1/dek\0" + bytes([kind]) + scope.bytes + number.to_bytes(4, "big")


def _commitment(kind: int, scope: UUID, number: int, secret: bytes) -> bytes:
    head = b"tiepbuoc/v1/dek-commit\0" + bytes([kind]) + scope.bytes
    return sha256(head + number.to_bytes(4, "big") + secret).digest()
