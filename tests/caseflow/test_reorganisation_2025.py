"""The reorganisation of 2025: Bà Rịa – Vũng Tàu becomes part of TP Hồ Chí Minh, as the file tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.actions import succession
from caseflow.choices import Level, Role
from caseflow.holdings import holding
from caseflow.models import (
    Agency,
    AgencySuccession,
    Case,
    CaseGroupGrant,
    Clock,
    Membership,
    SuccessionRun,
    User,
)
from caseflow.models.reach import live
from referrals import inbox
from referrals.choices import ENDED_STATES
from referrals.models import Handoff
from support import reports
from tests.caseflow.reorganisation_scene import (
    CHOSEN,
    COMMITTEE,
    DATA,
    IN_2024,
    IN_2024_INTO,
    LINKS,
    Limit,
    Province,
    agreement,
    heir_of,
    run_of,
    running_limits,
)
from tests.caseflow.test_succession_run import Killed, killing_at
from tests.pages.conftest import Browser, browser
from tests.support.test_support import invariants

__all__ = ["browser"]
KILLED_AT = (97, 211, 379, 563, 787, 1013)
"""Which statement of each round over the database is the last."""


def assert_reorganised(province: Province, before: dict[int, Limit]) -> None:
    """Nothing left at an ended agency, all of it where the file or a choice says."""
    assert left_behind() == {}
    assert_files(province)
    assert_limits(province, before)
    assert_handoffs_and_grants(province)
    assert_people(province)
    assert_successions()
    assert "0 violations" in invariants()
    out = StringIO()
    call_command("verify_trail", rows=True, stdout=out)
    assert " 0 findings" in out.getvalue()


def left_behind() -> dict[str, str]:
    """By code of an agency that has ended, what it still has."""
    found = {}
    for code in LINKS:
        agency = Agency.objects.get(code=code)
        left = holding(agency, timezone.now())
        stretches = agency.responsibilities.filter(ended_at__isnull=True).count()
        if not left.is_empty or inbox.held_by(agency) or stretches:
            found[code] = f"{left}, {inbox.held_by(agency)}, {stretches}"
    return found


def assert_files(province: Province) -> None:
    """Each file at its heir, answered for by it alone; what it was received as stays."""
    for seen in province.files:
        case = Case.objects.get(pk=seen.case.pk)
        assert case.responsible_agency.code == seen.heir, seen
        running = case.responsibilities.filter(ended_at__isnull=True)
        assert [each.agency.code for each in running] == [seen.heir]
        way = [each.agency.code for each in case.responsibilities.order_by("pk")]
        assert way[0] == seen.first
        assert len(way) == len(set(way))
        assert case.receiving_agency.code == seen.first
        assert case.reference == seen.case.reference
        assert (case.procedure_regime, case.support_regime) == (
            seen.case.procedure_regime, seen.case.support_regime,
        ) == ("2011", "")  # fmt: skip


def assert_limits(province: Province, before: dict[int, Limit]) -> None:
    """Limits keep their instant and their version of the law; who was bound, its heir is bound now."""
    withdrawn = [seen.handoff.uid for seen in province.given if seen.state == "withdrawn"]
    stopped = set(Clock.objects.filter(about_uid__in=withdrawn).values_list("pk", flat=True))
    own = {seen.case.pk: seen for seen in province.files}
    expected = {}
    for pk, limit in before.items():
        seen = own[limit.case]
        holder = IN_2024_INTO.get(seen.first, seen.first)
        bound = seen.heir if limit.bound == holder else heir_of(limit.bound)
        expected[pk] = replace(limit, bound=bound)
    assert {pk: each for pk, each in expected.items() if pk not in stopped} == running_limits()
    assert {limit.case for limit in before.values()} == set(own)


def assert_handoffs_and_grants(province: Province) -> None:
    """Both ends of what is on the way, and who sees the trail of a file elsewhere."""
    for seen in province.given:
        handoff = Handoff.objects.get(pk=seen.handoff.pk)
        assert handoff.state == seen.state, seen
        if handoff.state not in ENDED_STATES:
            assert (handoff.sender.code, handoff.receiver.code) == (seen.sender, seen.receiver)
    for case, code in province.granted:
        given = CaseGroupGrant.objects.filter(live(timezone.now()), content_object=case)
        assert [each.group.agency.code for each in given] == [heir_of(code)]


def assert_people(province: Province) -> None:
    """Each at one desk: at the heir of theirs, in the same role."""
    for (code, role), person in province.people.items():
        posts = Membership.objects.current().filter(user=person)
        assert [(post.agency.code, post.role) for post in posts] == [(heir_of(code), role)]
    case, code = province.granted[0]
    assert access.reach(province.worker(code), case) == Level.TRAIL


def assert_successions() -> None:
    """One event each, of the act that names its agreement; the file's grounds stay."""
    finished = AuditEvent.objects.filter(act="succession.finished")
    assert finished.count() == SuccessionRun.objects.count() == len(LINKS)
    for code, link in LINKS.items():
        run = run_of(code)
        assert run.finished_at is not None
        assert run.agreement == agreement(link)
        row = AgencySuccession.objects.get(predecessor__code=code, successor__code=link.successor)
        assert row.legal_basis == link.legal_basis
        assert row.carried_out_at is not None
        assert run.predecessor.valid_to == next(
            each.valid_to for each in DATA.agencies if each.code == code
        )
        assert run.predecessor.successions.count() == (2 if code in CHOSEN else 1)


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_the_province_becomes_part_of_the_city_though_the_clock_is_killed(
    clock: time_machine.Traveller, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(succession, "BATCH", 1)
    province = Province(clock, browser)
    province.merge_districts()
    assert left_behind().keys() & set(IN_2024) == set()
    province.work_in_june()
    province.agree()
    before = running_limits()
    assert set(left_behind()) == set(LINKS) - set(IN_2024)

    for statement in KILLED_AT:
        with pytest.raises(Killed), connection.execute_wrapper(killing_at(statement)):
            succession.carry_on(timezone.now())
        for case in Case.objects.open():
            assert case.responsibilities.filter(ended_at__isnull=True).count() == 1
    assert 0 < len(left_behind()) < len(LINKS) - len(IN_2024)
    call_command("run_clock", "--once", stdout=StringIO(), stderr=StringIO())

    assert_reorganised(province, before)
    assert_history_keeps_the_old_names(province)
    assert_the_half_year_has_the_names_of_its_time(province)


def assert_history_keeps_the_old_names(province: Province) -> None:
    moved = next(seen for seen in province.files if seen.first == "bv-ca-long-dien")
    way = moved.case.responsibilities.order_by("pk")
    assert [each.agency.name for each in way] == [
        "Công an huyện Long Điền", "Công an huyện Long Đất", "Công an Thành phố Hồ Chí Minh",
    ]  # fmt: skip
    heir = province.worker("bv-ca-long-dien")
    page = province.browser(heir).get(
        reverse("caseflow:case_timeline", args=[moved.case.reference])
    )
    for name in ("Công an huyện Long Điền", "Công an huyện Long Đất", "Công an TP HCM"):
        assert name in page.content.decode()


def assert_the_half_year_has_the_names_of_its_time(province: Province) -> None:
    """Of the files received until 14/6/2025: who answered for them then, as it was called then."""
    half = next(each for each in reports.periods(timezone.localdate()) if each.span == "h1")
    committee = User.objects.get(pk=province.people[COMMITTEE, Role.SUPERVISOR].pk)
    counted = reports.received(committee, half)
    held = Counter(
        province.agencies[IN_2024_INTO.get(seen.first, seen.first)].name
        for seen in province.files
        if counted.filter(pk=seen.case.pk).exists()
    )
    assert held["Công an huyện Long Đất"] == 4

    table = reports.tables(committee, half)["agencies"]

    assert sorted(table) == sorted([name, reports.shown(number)] for name, number in held.items())
    assert not any("Hồ Chí Minh" in name for name, _number in table)
