"""What follows an approved erasure: keys destroyed, files and tokens gone, the ledger of erasures written.

The ledger is a file of its own, outside every backup: after a restore it says whom not to bring back.
Each line carries a MAC under the key of the log.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit import keys as log_keys, searching, trail, vocabulary
from audit.entry import canonical, mac
from caseflow.models import Case, Erasure, SearchToken
from caseflow.sealing import attached, keys

TOPIC = "case.erase"
ERASED = "case.erased"


def carry_out(payloads: Sequence[Mapping[str, str]], now: datetime) -> None:
    """Destroy the keys of approved erasures; safe to run twice."""
    for payload in payloads:
        erasure = Erasure.objects.select_related("case").get(uid=payload["erasure"])
        if erasure.done_at is not None:
            continue
        commitments = keys.destroy_scope(keys.KIND_CASE, erasure.case.uid)
        attached.remove_files(keys.KIND_CASE, erasure.case.uid)
        _write_line(erasure.case.uid, now)
        drop_tokens(erasure.case.uid)
        erasure.done_at = now
        erasure.save(update_fields=["done_at"])
        trail.record(
            ERASED,
            actor=trail.SYSTEM,
            at=now,
            case=erasure.case.uid,
            obj=("erasure", erasure.uid),
            data={
                "keys": len(commitments),
                "commitments": sha256(b"".join(commitments)).hexdigest(),
                "final_on": erasure.final_on,
            },
        )
    keys.scrub()


def drop_tokens(case_uid: UUID) -> None:
    """Nobody finds the case by name, paper or phone any more; waits for whoever writes tokens now."""
    with transaction.atomic():
        list(Case.objects.select_for_update(of=("self",)).filter(uid=case_uid))
        SearchToken.objects.filter(case__uid=case_uid).delete()


def again() -> int:
    """After a restore: destroy what ledger or log say was erased; returns how many cases came back."""
    count = 0
    for uid in {*read_ledger(), *_told_by_log()}:
        came_back = SearchToken.objects.filter(case__uid=uid).exists()
        if not keys.is_destroyed(keys.KIND_CASE, uid):
            came_back = came_back or Case.objects.filter(uid=uid).exists()
            keys.destroy_scope(keys.KIND_CASE, uid)
        attached.remove_files(keys.KIND_CASE, uid)
        drop_tokens(uid)
        count += came_back
    keys.scrub()
    return count


def read_ledger() -> Iterator[UUID]:
    """Cases the ledger names; ValueError for a line nobody of ours wrote."""
    path = Path(settings.ERASURE_LEDGER)
    if not path.exists():
        return
    known = log_keys.current().mac
    for number, line in enumerate(path.read_text().splitlines(), 1):
        body, _, seal = line.rpartition(" ")
        try:
            entry = json.loads(body)
            expected = mac(known[entry["kid"]], body.encode()).hex()
        except (ValueError, KeyError, TypeError):
            entry, expected = {}, ""
        if not expected or not hmac.compare_digest(expected, seal):
            raise ValueError(f"Line {number} of the ledger of erasures is not genuine.")
        yield UUID(entry["case"])


def _told_by_log() -> Iterator[UUID]:
    found = searching.everything(Q(act=ERASED, case_uid__isnull=False))
    yield from (event.case_uid for event in found if event.case_uid)


def _write_line(case_uid: UUID, now: datetime) -> None:
    held = log_keys.current()
    body = canonical({"at": vocabulary.instant(now), "case": case_uid.hex, "kid": held.active})
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        file.write(f"{body.decode()} {mac(held.mac[held.active], body).hex()}\n")
        file.flush()
        os.fsync(file.fileno())
