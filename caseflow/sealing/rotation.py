"""Changing keys while people work: master keys by wrapping anew, data keys by sealing anew.

What is done stands in the tables themselves (which master key wraps, which versions still open), so a
run that was killed is simply run again. Every write compares and swaps: where a writer was faster, the
row is looked at again. A replaced version is destroyed only when nothing is sealed under it and no
process can still hold it as the one that seals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from audit import trail
from caseflow.sealing import attached, cells, keys, provider, staff, storing, tags
from caseflow.sealing.errors import SealError
from caseflow.sealing.fields import Sealed
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.models import SealedModel
from caseflow.sealing.telling import sealed_models

BATCH = 500
RETIRE_AFTER = timedelta(minutes=15)
"""Three times as long as an opened key is kept: nobody seals under the old version any more."""


@dataclass
class Resealed:
    """What became of one scope."""

    rows: int = 0
    missed: int = 0
    """Rows that a writer saved at the same moment; the next pass takes them."""
    damaged: list[UUID] = field(default_factory=list)
    """Rows that do not carry their tag; they are left as they are, and their key stays."""
    retired: list[int] = field(default_factory=list)


def to_rewrap() -> int:
    """How many data keys are wrapped under another master key than the one that seals."""
    active = provider.current().active
    return KeyringKey.objects.exclude(kek_id=active).exclude(wrapped=b"").count()


def rewrap(now: datetime) -> Iterator[int]:
    """Wrap every data key under the active master key, batch by batch; yields how many each time."""
    ring, last = provider.current(), 0
    active = ring.active
    while True:
        waiting = KeyringKey.objects.filter(pk__gt=last).exclude(kek_id=active).exclude(wrapped=b"")
        rows = list(waiting.order_by("pk")[:BATCH])
        if not rows:
            return
        last = rows[-1].pk
        items = [(row.kek_id, keys.bound_row(row), bytes(row.wrapped)) for row in rows]
        secrets = ring.unwrap(items)
        wrapped = ring.wrap(
            [(item[1], secret) for item, secret in zip(items, secrets, strict=True)]
        )
        done = _swap(
            [
                (kek_id, blob, row.pk, row.kek_id, bytes(row.wrapped))
                for row, (kek_id, blob) in zip(rows, wrapped, strict=True)
            ]
        )
        trail.record_apart(
            "keys.rewrapped", actor=trail.SYSTEM, at=now, data={"master": active, "keys": done}
        )
        yield len(rows)


def _swap(changes: list[tuple[int, bytes, int, int, bytes]]) -> int:
    """Write what is wrapped anew where nobody changed it meanwhile; how many were written."""
    with transaction.atomic(using=keys.KEYRING), connections[keys.KEYRING].cursor() as cursor:
        cursor.executemany(
            "UPDATE keyring_key SET kek_id = %s, wrapped = %s"
            " WHERE id = %s AND kek_id = %s AND wrapped = %s",
            changes,
        )
        return int(cursor.rowcount)


def under_way(kind: int) -> list[UUID]:
    """Scopes with a version that only opens: begun and not finished."""
    rows = KeyringKey.objects.filter(scope_kind=kind, state=KeyringKey.State.DECRYPT)
    return list(rows.order_by("scope_id").values_list("scope_id", flat=True).distinct())


def older_than(kind: int, moment: datetime) -> list[UUID]:
    """Scopes whose sealing key was made before this moment."""
    rows = KeyringKey.objects.filter(
        scope_kind=kind, state=KeyringKey.State.ACTIVE, created__lt=moment
    )
    return list(rows.order_by("scope_id").values_list("scope_id", flat=True).distinct())


def begin(kind: int, scope: UUID, *, now: datetime) -> int:
    """A new version that seals from now on; told to the log. Returns its number."""
    number = keys.add_version(kind, scope)
    with trail.deed():
        keys.tie(kind, scope)
        trail.record(
            "key.replaced",
            actor=trail.SYSTEM,
            at=now,
            case=_case(kind, scope),
            data={"version": number},
        )
    return number


def _case(kind: int, scope: UUID) -> UUID | None:
    return scope if kind == keys.KIND_CASE else None


def renew_staff(now: datetime) -> tuple[int, list[int]]:
    """Secrets of the staff sealed anew, and the versions destroyed: begins, or ends what was begun.

    The replaced version is destroyed by a run that finds nothing under it, fifteen minutes later.
    """
    if not under_way(keys.KIND_STAFF):
        begin(keys.KIND_STAFF, keys.STAFF, now=now)
    result = Resealed(rows=staff.reseal())
    if not result.rows:
        newest = keys.active(keys.KIND_STAFF, keys.STAFF).version
        _retire(keys.KIND_STAFF, keys.STAFF, newest, result, now=now)
    return result.rows, result.retired


def reseal(kind: int, scope: UUID, *, now: datetime) -> Resealed:
    """Seal every row of a scope under the version that seals now; destroy what was replaced.

    Rows and their event stand in one transaction; files are copied before it begins, so that nobody
    waits for them. Raises Erased for a destroyed scope.
    """
    result = Resealed()
    newest = keys.active(kind, scope).version
    copies = _copies(kind, scope, newest, result)
    with trail.deed():
        for row in _rows(kind, scope):
            if row.uid not in result.damaged:
                _reseal_row(row, newest, result, copies)
        if result.rows:
            keys.tie(kind, scope)
            trail.record(
                "key.resealed",
                actor=trail.SYSTEM,
                at=now,
                case=scope,
                data={"version": newest, "rows": result.rows},
            )
    if not result.missed and not result.damaged:
        _retire(kind, scope, newest, result, now=now)
    return result


def _rows(kind: int, scope: UUID) -> Iterator[SealedModel]:
    for model in sealed_models():
        if kind == model.SCOPE_KIND:
            yield from model._base_manager.filter(scope_uid=scope).order_by("pk")


def _copies(kind: int, scope: UUID, newest: int, result: Resealed) -> dict[UUID, storing.Writing]:
    """Files under an older version, sealed anew under names of their own, by the uid of their row."""
    copies = {}
    for row in attached.files_of(kind, scope):
        if row.key_ver != newest:
            try:
                copies[row.uid] = row.copied()
            except SealError:
                result.damaged.append(row.uid)
    return copies


def _reseal_row(
    row: SealedModel, newest: int, result: Resealed, copies: dict[UUID, storing.Writing]
) -> None:
    model, values = type(row), row.all_stored()
    try:
        row.check_row()
        under = tags.key_version(model, values, bytes(values["row_tag"]))
        fields = tags.sealed_fields(model)
        held = {field.attname: values[field.attname] for field in fields}
        used = {int.from_bytes(cell.cell[1:5], "big") for cell in held.values() if cell is not None}
        if {under, *used, *_file_version(row)} == {newest}:
            return
        fresh: dict[str, Any] = {
            each.attname: _again(row, each.label, held[each.attname], each.pad) for each in fields
        }
    except SealError:
        result.damaged.append(row.uid)
        return
    if isinstance(row, attached.WithFile) and row.key_ver != newest:
        if row.uid not in copies:  # it came while the others were copied
            result.missed += 1
            return
        fresh |= {name: getattr(copies[row.uid], name) for name in row.FILE_COLUMNS}
    before = values["row_ver"]
    after = {**values, **fresh, "row_ver": before + 1}
    tag = tags.make(model, after)
    stored = model._base_manager.filter(pk=row.pk, row_ver=before).update(
        **fresh, row_ver=before + 1, row_tag=tag
    )
    if stored:
        row.tell({**after, "row_tag": tag})
        if isinstance(row, attached.WithFile) and row.uid in copies:
            storing.release(row.stored_as)
        result.rows += 1
    else:
        result.missed += 1


def _file_version(row: SealedModel) -> set[int]:
    return {row.key_ver} if isinstance(row, attached.WithFile) else set()


def _again(row: SealedModel, label: str, held: Sealed | None, step: int) -> Sealed | None:
    if held is None:
        return None
    place = row.place(label)
    return Sealed(cells.seal(cells.unseal(held.cell, place), place, step=step))


def _retire(kind: int, scope: UUID, newest: int, result: Resealed, *, now: datetime) -> None:
    made = KeyringKey.objects.get(scope_kind=kind, scope_id=scope, ver=newest).created
    if now < made + RETIRE_AFTER or _still_used(kind, scope, newest):
        return
    old = KeyringKey.objects.filter(
        scope_kind=kind, scope_id=scope, state=KeyringKey.State.DECRYPT, ver__lt=newest
    )
    for number in list(old.order_by("ver").values_list("ver", flat=True)):
        keys.retire_version(kind, scope, number)
        trail.record_apart(
            "key.retired",
            actor=trail.SYSTEM,
            at=now,
            case=_case(kind, scope),
            data={"version": number},
        )
        result.retired.append(number)


def _still_used(kind: int, scope: UUID, newest: int) -> bool:
    """Whether a row committed since the pass before is under an older version."""
    for row in _rows(kind, scope):
        values = row.all_stored()
        under = tags.key_version(type(row), values, bytes(values["row_tag"]))
        if {under, *_file_version(row)} != {newest}:
            return True
        for each in tags.sealed_fields(type(row)):
            held = values[each.attname]
            if held is not None and int.from_bytes(held.cell[1:5], "big") != newest:
                return True
    return False
