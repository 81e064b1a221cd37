"""A new version of an index while people work: killed, run again, beside writers, never a gap."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from hypothesis import given, strategies as st

from audit.models import AuditEvent
from caseflow import erasing, reindexing, search
from caseflow.actions import reading, records
from caseflow.actions.intake import Identity
from caseflow.models import Case, Person, SearchIndex, SearchToken, User
from caseflow.sealing import blind, keys
from caseflow.sealing.rotation import RETIRE_AFTER
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NAMES = ("Nguyễn Thị Hoà", "Đặng Văn Vàng", "Lý Thị Trâm")


@pytest.fixture
def keeper() -> User:
    return factories.user()


@pytest.fixture
def cases(keeper: User) -> list[Case]:
    return [
        factories.case(keeper, identity=Identity(full_name=name, phone=f"09123456{number:02d}"))
        for number, name in enumerate(NAMES)
    ]


def found(keeper: User, value: str, field: str = "full_name") -> list[int]:
    answer = reading.find_people(field=field, value=value, by=keeper, now=timezone.now())
    return list(answer.closeness)


def command(*words: str) -> str:
    said = io.StringIO()
    call_command("search_index", *words, stdout=said)
    return said.getvalue()


def test_every_case_is_found_before_while_and_after(
    keeper: User, cases: list[Case], clock: Any
) -> None:
    def all_found() -> bool:
        return [found(keeper, name) for name in NAMES] == [[case.pk] for case in cases]

    reindexing.begin("name", now=timezone.now())
    assert all_found()
    command("fill", "name")
    assert all_found()
    assert reindexing.versions("name") == [1, 2]
    clock.shift(RETIRE_AFTER + timedelta(seconds=1))
    keys.forget_opened()
    command("fill", "name")

    assert reindexing.versions("name") == [2]
    assert all_found()
    assert set(SearchToken.objects.filter(label="name").values_list("version", flat=True)) == {2}
    assert set(SearchToken.objects.filter(label="phone").values_list("version", flat=True)) == {1}


def test_killed_after_a_batch_it_goes_on_where_it_was(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 1)
    reindexing.begin("phone", now=timezone.now())

    assert next(reindexing.fill("phone", now=timezone.now())) == 1

    assert reindexing.waiting("phone").count() == 2
    assert [*reindexing.fill("phone", now=timezone.now())] == [1, 1]
    assert [*reindexing.fill("phone", now=timezone.now())] == []


def test_who_writes_meanwhile_writes_both_versions(keeper: User, cases: list[Case]) -> None:
    reindexing.begin("name", now=timezone.now())
    records.amend_person(
        cases[0], values={"full_name": "Trần Thị Mến"}, by=keeper, now=timezone.now()
    )
    assert reindexing.waiting("name").count() == 2

    command("fill", "name")

    tokens = SearchToken.objects.filter(case=cases[0], label="name").order_by("version")
    assert [token.version for token in tokens] == [1, 2]
    assert found(keeper, "Trần Thị Mến") == [cases[0].pk]
    assert found(keeper, NAMES[0]) == []


def test_a_second_renewal_waits_for_the_first(cases: list[Case]) -> None:
    assert reindexing.begin("name", now=timezone.now()) == 2
    assert reindexing.begin("name", now=timezone.now()) == 2
    assert "version 2 is written" in command("renew", "name")
    assert AuditEvent.objects.filter(act="index.begun").count() == 1


def test_an_erased_case_gets_no_new_token(cases: list[Case]) -> None:
    reindexing.begin("name", now=timezone.now())
    keys.destroy_scope(keys.KIND_CASE, cases[0].uid)
    erasing.drop_tokens(cases[0].uid)

    command("fill", "name")

    assert not SearchToken.objects.filter(case=cases[0]).exists()


def test_a_damaged_row_keeps_the_old_version_alive(cases: list[Case], clock: Any) -> None:
    Person._base_manager.filter(case=cases[1]).update(row_ver=9)
    reindexing.begin("phone", now=timezone.now())
    clock.shift(RETIRE_AFTER + timedelta(seconds=1))

    with pytest.raises(CommandError, match="1 values wait"):
        command("fill", "phone")

    assert reindexing.versions("phone") == [1, 2]
    assert search.candidates({"phone": "0912345601"}) == {"phone": {cases[1].pk}}


def test_tokens_written_before_keep_their_form_until_renewed(
    keeper: User, cases: list[Case]
) -> None:
    """As an installation that had name tokens without sounds finds it after the migration."""
    SearchIndex.objects.create(label="name", version=1, form="name", bits=12)
    search.index_person(cases[2].person, {"full_name": NAMES[2]})

    assert found(keeper, NAMES[2]) == [cases[2].pk]
    assert "renewed, it would be sound" in command("status", "name")
    assert "form sound" in command("renew", "name")


@given(st.integers(1, 200_000))
def test_the_planned_bits_leave_about_three_names_for_each_token(distinct: int) -> None:
    bits = blind.bits_for(distinct)

    assert 2**bits * 3 <= max(distinct, 6) < 2 ** (bits + 1) * 3 + 3


@pytest.mark.parametrize(("distinct", "rows"), [(100, 150), (2_000, 5_000), (8_000, 20_000)])
def test_how_many_names_there_are_is_told_by_the_tokens_alone(distinct: int, rows: int) -> None:
    digests = (sha256(b"%d" % number).digest() for number in range(distinct))
    seen = len({int.from_bytes(digest[:2]) >> 4 for digest in digests})

    told = blind.distinct_values(seen, rows, 12)

    assert 0.85 * distinct < told < 1.15 * distinct
    assert blind.distinct_values(4096, 10**6, 12) < 4096 * 4


@pytest.mark.ticking
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_beside_writers_no_token_is_of_a_former_name(
    keeper: User, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 1)
    reindexing.begin("name", now=timezone.now())

    def last(case: Case, number: int = 11) -> str:
        return f"Trần Thị Mến {number} {case.pk}"

    def write() -> None:
        for number in range(12):
            for case in cases:
                values = {"full_name": last(case, number)}
                records.amend_person(case, values=values, by=keeper, now=timezone.now())
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        sum(reindexing.fill("name", now=timezone.now()))
    writer.join()
    sum(reindexing.fill("name", now=timezone.now()))

    for case in cases:
        expected = sorted(search.tokens_of({"name": last(case)})["name"])
        held = SearchToken.objects.filter(case=case, label="name").order_by("version")
        assert [(row.version, bytes(row.token)) for row in held] == expected
