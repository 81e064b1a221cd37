"""Sealed rows and keys as they stand, for `verify_trail --rows`; no cell is opened."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.apps import apps

from audit.readable import attempt, each, uid_of, unreadable
from audit.rows import LiveRow
from caseflow.sealing import attached, keys, storing, tags
from caseflow.sealing.errors import Erased, SealError
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.models import SealedModel

BATCH = 500
COLUMNS = ("uid", "row_ver", "row_tag")


def sealed_models() -> list[type[SealedModel]]:
    """Every table with sealed columns."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, SealedModel) and model._meta.managed
    ]


def sealed_rows() -> Iterator[LiveRow]:
    """Every sealed row. Of an erased case only version and tag are told."""
    for model in sealed_models():
        name, columns = model._meta.label_lower, sorted(tags.covered(model))
        found = model._base_manager.order_by("scope_uid", "pk").only(*columns)
        for batch in _batches(each(found)):
            _warm(model.SCOPE_KIND, {row.scope_uid for _pk, row in batch if row is not None})
            for pk, row in batch:
                if row is None:
                    yield unreadable(name, pk, uid_of(model, pk))
                    continue
                yield LiveRow(name, row.uid.hex, row.row_ver, bytes(row.row_tag), _is_whole(row))


def sealed_files() -> Iterator[LiveRow]:
    """Every sealed file by the digest of its stored bytes. Of an erased case only that of its row."""
    for model in attached.models_with_files():
        name = f"{model._meta.label_lower} file"
        columns = ("uid", "scope_uid", *model.FILE_COLUMNS)
        for pk, row in each(model._base_manager.order_by("scope_uid", "pk"), *columns):
            if row is None:
                uid = uid_of(model, pk)
                yield unreadable(name, pk, attached.file_uid(uid) if uid else None)
                continue
            uid, scope, stored_as, key_ver, _length, stored = row
            digest, erased = bytes(stored), keys.is_destroyed(model.SCOPE_KIND, scope)
            found = digest if erased else _digest_of(stored_as)
            yield LiveRow(
                name,
                attached.file_uid(uid).hex,
                key_ver,
                found[: attached.TOLD],
                found == digest,
            )


def _digest_of(stored_as: UUID) -> bytes:
    try:
        return storing.digest_of(stored_as)
    except SealError:
        return b""


def data_keys() -> Iterator[LiveRow]:
    """Every data key by its commitment. A key whose case was never written is not in the log."""
    for pk, row in each(KeyringKey.objects.order_by("scope_id", "ver")):
        uid = attempt(keys.row_uid, row) if row is not None else None
        if row is None or uid is None:
            yield unreadable("key", pk)
            continue
        tag = bytes(row.commit)[: keys.COMMITTED]
        yield LiveRow("key", uid.hex, 1, tag, _opens(row), always_told=False)


def _opens(row: KeyringKey) -> bool:
    return attempt(keys.opens, row) or False


def _warm(kind: int, scopes: set[UUID]) -> None:
    """Open the keys of a batch at once; where one does not open, each row asks for its own."""
    with suppress(SealError):
        attempt(keys.warm, kind, scopes)


def _is_whole(row: SealedModel) -> bool:
    def asked() -> bool:
        values = row.all_stored()
        return tags.fits(type(row), values, bytes(values["row_tag"]))

    try:
        return attempt(asked) or False
    except Erased:
        return True
    except SealError:
        return False


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
