"""Every cell of every sealed table is told to the log by the event of the deed that wrote it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from audit import keeping, trail
from audit.models import AuditEvent
from audit.verify import verify
from audit.writing import ROLLED_BACK
from caseflow.actions import data_requests, delays, emergency, steps
from caseflow.actions.consents import Terms
from caseflow.choices import ConsentAnswer, ConsentBasis, DataChannel, DataRequestKind, Emergency
from caseflow.models import Case, Clock, User
from caseflow.sealing.models import SealedModel, sealed_fields
from caseflow.sealing.telling import sealed_models
from referrals import actions as handing
from referrals.models import HandoverRequest
from tests import factories
from tests.machine.attempts import Try
from tests.machine.deeds import DEEDS
from tests.machine.world import World
from tests.referrals.outside_scene import DRAFT, blank
from tests.sealing.test_rows_told import SET_UP, put_back, told_late, whole_row

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
WRITTEN = (
    "contact", "statement", "health", "file", "amend", "propose", "draft", "plan service", "settle", "give",
    "plan follow-up", "follow up",
)  # fmt: skip


@pytest.fixture
def world() -> World:
    """A day's work that writes into every sealed table."""
    made = World()
    police, worker = made.people[0], made.people[3]
    case = Case.objects.get(pk=made.cases[3])
    for name in WRITTEN:
        DEEDS[name].act(Try(Case.objects.get(pk=case.pk), worker))
    now, today = timezone.now(), timezone.localdate()
    first = Case.objects.get(pk=made.cases[0])
    clock = Clock.objects.running().select_related("case").earliest("pk")
    keeper = made.near(clock.case, "holder", 0)
    delays.give_delay_reason(clock, text="Đường bị cắt", by=keeper, now=now)
    steps.rule_out(first, reason="Chưa đủ", person_told=True, happened_on=today, by=police, now=now)
    data_requests.record_data_request(
        Case.objects.get(pk=case.pk), kind=DataRequestKind.SEE, channel=DataChannel.PHONE,
        happened_on=today, text="Xin xem", by=worker, now=now,
    )  # fmt: skip
    factories.breach(Case.objects.get(pk=case.pk), worker)
    emergency.open_file(
        case.reference, kind=Emergency.LIFE, reason="Cấp cứu", by=factories.user(), now=now
    )
    sent_outside(Case.objects.get(pk=case.pk), worker)
    desk = factories.user()
    for answered in (False, True):
        asking = factories.user() if answered else desk
        handing.ask_for_case(case.reference, reason="Mẹ gọi đến", by=asking, now=now)
        request = HandoverRequest.objects.latest("pk")
        if answered:
            handing.decline_request(request, answer="Đang xác minh", by=worker, now=now)
    return made


def sent_outside(case: Case, by: User) -> None:
    """A document that waits behind a link."""
    referral = handing.refer_outside(
        case, draft=DRAFT, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
        with_interpreter=False, terms=Terms(), by=by, now=timezone.now(),
    )  # fmt: skip
    handing.look_outside(referral, by=by, now=timezone.now())
    sealed = handing.seal_letter(referral, draw=blank, by=by)
    handing.send_outside(referral, sealed=sealed, by=by, now=timezone.now())


def rows() -> list[SealedModel]:
    """Every sealed row there is."""
    return [row for model in sealed_models() for row in model._base_manager.order_by("pk")]


def told() -> dict[str, set[tuple[str, str]]]:
    """By uid of a sealed row: label and digest of every cell that an event of it told of."""
    found: dict[str, set[tuple[str, str]]] = {}
    for body in AuditEvent.objects.values_list("entry", flat=True):
        entry: dict[str, Any] = json.loads(bytes(body))
        cells = {(each["f"], each["a"]) for each in entry.get("chg", ()) if "a" in each}
        for row in entry.get("rows", ()):
            found.setdefault(row.split(":")[0], set()).update(cells)
    return found


def test_the_event_that_wrote_a_row_tells_of_each_of_its_cells(world: World) -> None:
    known = told()
    silent, tables = [], set()
    for row in rows():
        tables.add(type(row))
        stored = row.all_stored()
        for field in sealed_fields(type(row)):
            held = stored[field.attname]
            if held is None:
                continue
            digest = sha256(held.cell).hexdigest()
            if (field.label, digest) not in known.get(row.uid.hex, set()):
                silent.append(f"{type(row).__name__}.{field.attname}")

    assert silent == []
    assert tables == set(sealed_models()), "a table into which nothing was written proves nothing"
    assert told_late() <= SET_UP
    assert verify(with_rows=True).findings == []


def test_a_whole_old_row_put_back_into_any_table_is_named(world: World) -> None:
    wanted = set()
    again = [each for each in sealed_models() if each._meta.db_table not in keeping.tables()]
    assert len(again) == len(sealed_models()) - 1, "a statement has no older version"
    for model in again:
        row = model._base_manager.earliest("pk")
        old = whole_row(row)
        with transaction.atomic():
            row.save()
            trail.record("person.amended", actor=trail.SYSTEM, at=timezone.now())
        put_back(row, old)
        wanted.add((model._meta.label_lower, row.uid.hex, "an older version was put back"))

    found = {(each.row, each.uid, each.problem) for each in verify(with_rows=True).findings}

    assert found == wanted


def test_what_a_roll_back_leaves_to_be_told_does_not_take_the_cells_of_the_next_deed(
    world: World,
) -> None:
    case, worker = Case.objects.get(pk=world.cases[3]), world.people[3]
    with transaction.atomic():
        DEEDS["health"].act(Try(case, worker))
        transaction.set_rollback(True)

    DEEDS["contact"].act(Try(case, worker))

    entries = [json.loads(bytes(each.entry)) for each in AuditEvent.objects.order_by("-pk")[:2]]
    assert [each["act"] for each in entries] == ["contact.noted", ROLLED_BACK]
    assert "rows" in entries[0]
    assert [each["f"] for each in entries[0]["chg"]] == ["contact.text"]
    assert {"rows", "chg"} & set(entries[1]) == set()
