"""Data keys: one random key per scope and version, kept wrapped in the `keyring` database.

Versions of a scope: the newest seals (`active`), older ones open (`decrypt`) until nothing is sealed
under them any more (`retired`). Erasing a scope destroys all of them.
"""

import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import trail
from caseflow.sealing import provider
from caseflow.sealing.cache import Cache, DataKey
from caseflow.sealing.errors import Erased, SealError
from caseflow.sealing.keyring import KeyringKey

KIND_CASE, KIND_PERSON, KIND_STAFF, KIND_AGENCY, KIND_INDEX = 1, 2, 3, 4, 5
STAFF = UUID(int=0)
KEYRING = "keyring"
COMMITTED = 16
"""Bytes of a commitment that the log repeats."""
NEWEST = 0
"""Stands for the version that seals now in the cache."""
OPENING = (KeyringKey.State.ACTIVE, KeyringKey.State.DECRYPT)
"""States in which a key still opens."""

_cache = Cache()


def create_scope(kind: int, uid: UUID) -> None:
    """A first key for a scope, committed in the keyring before the business transaction begins.

    A key without its case is swept after 24 hours; a case without its key cannot be written.
    """
    with transaction.atomic(using=KEYRING):
        _insert(kind, uid, 1)


def add_version(kind: int, uid: UUID) -> int:
    """A new version that seals from now on; the older ones only open. Returns its number.

    Raises Erased for a destroyed scope, SealError for one that never had a key. Where two add at
    once, both get the same new version.
    """
    with transaction.atomic(using=KEYRING):
        rows = list(_of(kind, uid).select_for_update().order_by("ver"))
        if any(row.state == KeyringKey.State.DESTROYED for row in rows):
            raise Erased("The key was destroyed.")
        if not rows:
            raise SealError("A scope has no key.")
        newest = rows[-1].ver
        try:
            with transaction.atomic(using=KEYRING):
                _insert(kind, uid, newest + 1)
        except IntegrityError:
            return newest + 1
        _of(kind, uid).filter(state=KeyringKey.State.ACTIVE, ver__lte=newest).update(
            state=KeyringKey.State.DECRYPT
        )
    _cache.drop(kind, uid)
    return newest + 1


def _insert(kind: int, uid: UUID, number: int) -> None:
    secret = secrets.token_bytes(32)
    ((kek_id, wrapped),) = provider.current().wrap([(bound(kind, uid, number), secret)])
    KeyringKey.objects.create(
        scope_kind=kind,
        scope_id=uid,
        ver=number,
        kek_id=kek_id,
        wrapped=wrapped,
        commit=commitment(kind, uid, number, secret),
        state=KeyringKey.State.ACTIVE,
        created=timezone.now(),
    )


def _of(kind: int, uid: UUID) -> QuerySet[KeyringKey]:
    return KeyringKey.objects.filter(scope_kind=kind, scope_id=uid)


def tie(kind: int, uid: UUID) -> None:
    """Tie the scope's keys to the log by what they are committed to; in the business transaction."""
    for row in _of(kind, uid):
        trail.tie(row_uid(row), 1, bytes(row.commit)[:COMMITTED])


def row_uid(row: KeyringKey) -> UUID:
    """Under which uid the log knows a key."""
    return UUID(bytes=sha256(bound_row(row)).digest()[:16])


def has_scope(kind: int, uid: UUID) -> bool:
    """Whether the scope has a key that opens."""
    return _of(kind, uid).filter(state=KeyringKey.State.ACTIVE).exists()


def still_opens(kind: int, uid: UUID, number: int) -> bool:
    """Whether this version opens, asked of the keyring itself."""
    return _of(kind, uid).filter(ver=number, state__in=OPENING).exists()


def is_destroyed(kind: int, uid: UUID) -> bool:
    """Whether the scope was erased."""
    return _of(kind, uid).filter(state=KeyringKey.State.DESTROYED).exists()


def destroy_scope(kind: int, uid: UUID) -> list[bytes]:
    """Overwrite every key of a scope; what they sealed never opens again. Returns their commitments.

    Safe to run again. A version added at the same moment is destroyed too, because both hold the
    rows of the scope.
    """
    _cache.drop(kind, uid)
    with transaction.atomic(using=KEYRING):
        list(_of(kind, uid).select_for_update().order_by("ver"))
        _of(kind, uid).update(wrapped=b"", state=KeyringKey.State.DESTROYED)
        found = _of(kind, uid).order_by("ver").values_list("commit", flat=True)
        return [bytes(commit) for commit in found]


def scrub() -> None:
    """Let PostgreSQL rewrite the table, so that overwritten keys are not left in its pages.

    Needs the owner of the table; without that right the server only warns.
    """
    connection = connections[KEYRING]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (FULL) keyring_key")


def retire_version(kind: int, uid: UUID, number: int) -> None:
    """Overwrite a replaced version; the caller knows that nothing is sealed under it any more."""
    _of(kind, uid).filter(ver=number, state=KeyringKey.State.DECRYPT).update(
        wrapped=b"", state=KeyringKey.State.RETIRED
    )
    _cache.drop(kind, uid)


def sweep(exists: Callable[[UUID], bool], *, older_than: datetime) -> int:
    """Remove case keys older than this whose case was never written; returns how many."""
    old = KeyringKey.objects.filter(scope_kind=KIND_CASE, created__lt=older_than)
    orphans = [key.pk for key in old.iterator() if not exists(key.scope_id)]
    removed, _by_model = KeyringKey.objects.filter(pk__in=orphans).delete()
    return removed


def active(kind: int, scope: UUID) -> DataKey:
    """The key that seals now: the newest active version. Raises Erased, SealError or Unavailable."""
    if kept := _cache.get((kind, scope, NEWEST)):
        return kept
    states = (KeyringKey.State.ACTIVE, KeyringKey.State.DESTROYED)
    row = _of(kind, scope).filter(state__in=states).order_by("-ver").first()
    (key,) = _opened([_usable(row)])
    _cache.put((kind, scope, NEWEST), key)
    _cache.put((kind, scope, key.version), key)
    return key


def version(kind: int, scope: UUID, number: int) -> DataKey:
    """The key of one version. Raises Erased, SealError or Unavailable."""
    if kept := _cache.get((kind, scope, number)):
        return kept
    (key,) = _opened([_usable(_of(kind, scope).filter(ver=number).first())])
    _cache.put((kind, scope, number), key)
    return key


def versions(kind: int, scope: UUID) -> list[DataKey]:
    """Every version that still opens, oldest first."""
    numbers = _of(kind, scope).filter(state__in=OPENING).order_by("ver")
    return [version(kind, scope, number) for number in numbers.values_list("ver", flat=True)]


def warm(kind: int, scopes: Iterable[UUID]) -> None:
    """Open the keys of many scopes by one query and one request, for lists and sweeps over rows."""
    rows = [
        row
        for row in KeyringKey.objects.filter(
            scope_kind=kind, scope_id__in=set(scopes), state__in=OPENING
        )
        if _cache.get((kind, row.scope_id, row.ver)) is None
    ]
    for row, key in zip(rows, _opened(rows), strict=True):
        _cache.put((kind, row.scope_id, row.ver), key)


def opens(row: KeyringKey) -> bool:
    """Whether a stored key is whole: one that should open does and is the one committed to."""
    if row.state not in OPENING:
        return not row.wrapped
    try:
        _opened([row])
    except SealError:
        return False
    return True


def forget_opened() -> None:
    """Drop every opened key of this process."""
    _cache.clear()


def _usable(row: KeyringKey | None) -> KeyringKey:
    if row is None:
        raise SealError("A scope has no key of this version.")
    if row.state == KeyringKey.State.DESTROYED:
        raise Erased("The key was destroyed.")
    if row.state == KeyringKey.State.RETIRED:
        raise SealError("A sealed value is under a key that was replaced.")
    return row


def _opened(rows: list[KeyringKey]) -> list[DataKey]:
    items = [(row.kek_id, bound_row(row), bytes(row.wrapped)) for row in rows]
    keys = []
    for row, secret in zip(rows, provider.current().unwrap(items), strict=True):
        committed = commitment(row.scope_kind, row.scope_id, row.ver, secret)
        if not hmac.compare_digest(committed, bytes(row.commit)):
            raise SealError("A data key is not the one committed to.")
        keys.append(
            DataKey(
                version=row.ver,
                cipher=AESGCM(subkey(secret, b"tiepbuoc/v1/field")),
                row_key=subkey(secret, b"tiepbuoc/v1/row"),
                secret=secret,
            )
        )
    return keys


def subkey(secret: bytes, info: bytes) -> bytes:
    """HKDF-Expand-SHA256, 32 bytes (RFC 5869)."""
    return HKDFExpand(SHA256(), 32, info).derive(secret)


def bound(kind: int, scope: UUID, number: int) -> bytes:
    """What a wrapped key is bound to: its scope and version."""
    return b"tiepbuoc/v1/dek\0" + bytes([kind]) + scope.bytes + number.to_bytes(4, "big")


def bound_row(row: KeyringKey) -> bytes:
    """The same of a stored row."""
    return bound(row.scope_kind, row.scope_id, row.ver)


def commitment(kind: int, scope: UUID, number: int, secret: bytes) -> bytes:
    """SHA-256 that fixes the key of a scope and version, so that a cell has one reading."""
    head = b"tiepbuoc/v1/dek-commit\0" + bytes([kind]) + scope.bytes
    return sha256(head + number.to_bytes(4, "big") + secret).digest()
