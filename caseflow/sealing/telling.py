"""Sealed rows and keys as they stand, for `verify_trail --rows`; no cell is opened."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

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
        found = model._base_manager.order_by("scope_uid", "pk")
        for batch in _batches(found.iterator(BATCH)):
            keys.warm(model.SCOPE_KIND, {row.scope_uid for row in batch})
            for row in batch:
                tag = row.row_tag if isinstance(row.row_tag, bytes | memoryview) else b""
                yield LiveRow(
                    model._meta.label_lower, row.uid.hex, row.row_ver, bytes(tag), _is_whole(row)
                )


def sealed_files() -> Iterator[LiveRow]:
    """Every sealed file by the digest of its stored bytes. Of an erased case only that of its row."""
    for model in attached.models_with_files():
        for row in model._base_manager.order_by("scope_uid", "pk").iterator(BATCH):
            digest, erased = bytes(row.digest), keys.is_destroyed(model.SCOPE_KIND, row.scope_uid)
            found = digest if erased else _digest_of(row)
            yield LiveRow(
                f"{model._meta.label_lower} file",
                row.file_uid().hex,
                row.key_ver,
                found[: attached.TOLD],
                found == digest,
            )


def _digest_of(row: attached.WithFile) -> bytes:
    try:
        return storing.digest_of(row.stored_as)
    except SealError:
        return b""


def data_keys() -> Iterator[LiveRow]:
    """Every data key by its commitment. A key whose case was never written is not in the log."""
    rows = KeyringKey.objects.order_by("scope_id", "ver")
    for batch in _batches(rows.iterator(BATCH)):
        for row in batch:
            tag = bytes(row.commit)[: keys.COMMITTED]
            yield LiveRow("key", keys.row_uid(row).hex, 1, tag, keys.opens(row), always_told=False)


def _is_whole(row: SealedModel) -> bool:
    try:
        values = row.all_stored()
        return tags.fits(type(row), values, bytes(values["row_tag"]))
    except Erased:
        return True
    except (SealError, TypeError):
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
