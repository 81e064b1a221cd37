"""New versions of the search indexes while people work: begun, filled batch by batch, then alone.

From the moment a version is begun every writer writes it beside the old ones, and every search asks
for all of them. Filling takes the cases that have an old token and no new one; it may be killed and
run again. The old versions end when nothing waits and no writer can still know only them.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit import trail
from caseflow import search
from caseflow.models import Case, Person, SearchIndex, SearchToken
from caseflow.sealing import blind, keys, reading
from caseflow.sealing.errors import SealError
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.rotation import RETIRE_AFTER

BATCH = 500
FIELD_OF_LABEL = {label: field for field, label in search.LABEL_OF_FIELD.items()}


def versions(label: str) -> list[int]:
    """Numbers of the versions that are written and searched, oldest first."""
    return [key.version for key in blind.index_keys(label)]


def shape(label: str, version: int) -> blind.Shape:
    """How the tokens of this version are made."""
    return search.shapes_of(label)[label].get(version, blind.SHAPES[label])


def planned(label: str) -> blind.Shape:
    """How tokens should be made now: the form of today; for names as many bits as there are names for."""
    usual = blind.SHAPES[label]
    if label != "name":
        return usual
    newest = versions(label)[-1]
    tokens = SearchToken.objects.filter(label=label, version=newest)
    seen = tokens.values("token").distinct().count()
    distinct = blind.distinct_values(seen, tokens.count(), shape(label, newest).bits)
    return blind.Shape(usual.form, blind.bits_for(distinct))


def begin(label: str, *, now: datetime) -> int:
    """A new version under a new key, shaped as planned; one under way is gone on with instead."""
    known = versions(label)
    if len(known) > 1:
        return known[-1]
    made = planned(label)
    # Before the key: whoever sees the key must know the shape.
    SearchIndex.objects.update_or_create(
        label=label, version=known[-1] + 1, defaults={"form": made.form, "bits": made.bits}
    )
    number = keys.add_version(keys.KIND_INDEX, blind.scope_of(label))
    with trail.deed():
        keys.tie(keys.KIND_INDEX, blind.scope_of(label))
        _tell("index.begun", label, now, version=number, bits=made.bits)
    return number


def waiting(label: str) -> QuerySet[Person]:
    """People with a token of an older version and none of the newest."""
    newest = versions(label)[-1]
    tokens = SearchToken.objects.filter(case=OuterRef("case"), label=label)
    old, new = tokens.filter(version__lt=newest), tokens.filter(version=newest)
    found: QuerySet[Person] = Person.objects.filter(Exists(old), ~Exists(new)).order_by("pk")
    return found


def fill(label: str, *, now: datetime) -> Iterator[int]:
    """Write the newest tokens of everybody who waits, batch by batch; yields how many each time.

    Those whose value does not open, or whose case is being worked with, stay waiting.
    """
    last = 0
    while ids := list(waiting(label).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        yield _fill(label, ids, now)


@trail.deed()
def _fill(label: str, ids: list[int], now: datetime) -> int:
    key = blind.index_keys(label)[-1]
    shapes = search.shapes_of(label)[label]
    # Who amends or erases somebody holds the case: left for the next pass. What waits is asked again
    # under the lock.
    cases = Case.objects.filter(person__in=ids).only("pk").order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        cases = cases.select_for_update(of=("self",), skip_locked=True, no_key=True)
    still = list(waiting(label).filter(case__in=[case.pk for case in cases]))
    keys.warm(keys.KIND_CASE, {person.scope_uid for person in still})
    fresh = []
    with reading.opened("index") as reads:
        for person in still:
            try:
                value = getattr(person, FIELD_OF_LABEL[label]) or ""
            except SealError:
                continue
            fresh += [
                SearchToken(case_id=person.case_id, label=label, version=version, token=token)
                for version, token in blind.tokens(label, value, [key], shapes)
            ]
    SearchToken.objects.bulk_create(fresh)
    read = trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids))
    _tell("index.filled", label, now, read, version=key.version, cases=len(fresh))
    return len(fresh)


def finish(label: str, *, now: datetime) -> bool:
    """End the older versions, if nothing waits for the newest and it is old enough; whether it stands alone."""
    *older, newest = versions(label)
    if older:
        scope = blind.scope_of(label)
        made = KeyringKey.objects.get(scope_kind=keys.KIND_INDEX, scope_id=scope, ver=newest)
        if now < made.created + RETIRE_AFTER or waiting(label).exists():
            return False
        for number in older:
            keys.retire_version(keys.KIND_INDEX, scope, number)
            with transaction.atomic():
                _tell("index.ended", label, now, version=number)
    _delete_older(label, newest)
    return True


def _delete_older(label: str, newest: int) -> None:
    old = SearchToken.objects.filter(label=label, version__lt=newest).order_by("pk")
    while ids := list(old.values_list("pk", flat=True)[: 10 * BATCH]):
        SearchToken.objects.filter(pk__in=ids).delete()
    SearchIndex.objects.filter(label=label, version__lt=newest).delete()


def _tell(
    act: str, label: str, now: datetime, reads: trail.Reads | None = None, **data: int
) -> UUID:
    return trail.record(act, actor=trail.SYSTEM, at=now, data={"field": label, **data}, reads=reads)
