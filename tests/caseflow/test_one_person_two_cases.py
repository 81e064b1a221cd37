"""Two cases that may be of one person: both agencies are asked, neither sees the other before both agree."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access, notices
from caseflow.actions import intake, links, matches, records
from caseflow.actions.intake import Identity
from caseflow.choices import AgeBand, GrantBasis, Level, LinkKind, MatchAnswer, MatchBasis
from caseflow.models import Case, CaseGroupGrant, CaseLink, PersonMatch, User
from caseflow.refusals import OutOfReach, WrongMoment
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
CARD = 'id="h-match"'
BORN = date(1999, 3, 5)
SAME, DIFFERENT = MatchAnswer.SAME, MatchAnswer.DIFFERENT


@pytest.fixture
def north() -> User:
    return factories.user()


@pytest.fixture
def south() -> User:
    return factories.user()


def named(by: User, **known: Any) -> Case:
    return factories.case(by, identity=Identity(**known))


def pair(one: User, other: User, **known: Any) -> tuple[Case, Case, PersonMatch]:
    first, second = (named(by, **(known or {"id_number": "077301000123"})) for by in (one, other))
    return first, second, PersonMatch.objects.get()


def answer(match: PersonMatch, case: Case, says: MatchAnswer, by: User) -> PersonMatch:
    return matches.answer(match, case, says=says, by=by, now=timezone.now())


def page(client: Client, case: Case) -> str:
    return client.get(reverse("caseflow:case", args=[case.reference])).content.decode()


def told(user: User) -> list[str]:
    return [notice.kind for notice in notices.for_user(user)]


def test_both_desks_are_asked_and_see_nothing_of_each_other(
    browser: Browser, north: User, south: User
) -> None:
    first, second, match = pair(north, south)

    for user, own, other in ((north, first, second), (south, second, first)):
        client = browser(user)
        url = reverse("caseflow:match", args=[own.reference, match.uid])
        shown = page(client, own) + client.get(url).content.decode()
        assert told(user) == ["match.found"]
        assert CARD in shown
        assert "Cùng số giấy tờ" in shown
        assert other.reference not in shown
        assert other.responsible_agency.name not in shown
        assert access.reach(user, other) is None
        assert (
            client.get(reverse("caseflow:match", args=[other.reference, match.uid])).status_code
            == 404
        )


def test_the_log_of_one_case_names_nothing_of_the_other(north: User, south: User) -> None:
    first, second, _match = pair(north, south)

    for own, other in ((first, second), (second, first)):
        entries = AuditEvent.objects.filter(case_uid=own.uid).values_list("entry", flat=True)
        log = b"".join(bytes(entry) for entry in entries).decode()
        assert other.reference not in log
        assert other.uid.hex not in log
        assert other.responsible_agency.code not in log


def test_both_say_yes_and_each_reaches_the_trail_of_the_other(
    browser: Browser, north: User, south: User
) -> None:
    first, second, match = pair(north, south)
    url = reverse("caseflow:match", args=[first.reference, match.uid])

    assert browser(north).post(url, {"says": "same"}).status_code == 302
    assert access.reach(north, second) is None
    assert "Chờ bên kia trả lời" in page(browser(north), first)
    answer(match, second, SAME, south)

    for user, own, other in ((north, first, second), (south, second, first)):
        assert access.reach(user, other) == Level.TRAIL
        assert other.reference in page(browser(user), own)
        assert "match.agreed" in told(user)
        assert CARD not in page(browser(user), own)
    assert CaseLink.objects.get().kind == LinkKind.SAME_PERSON
    assert set(CaseGroupGrant.objects.values_list("basis", flat=True)) == {GrantBasis.SAME_PERSON}


def test_one_no_ends_it_for_both(browser: Browser, north: User, south: User) -> None:
    first, second, match = pair(north, south)
    answer(match, first, DIFFERENT, north)

    assert "match.denied" in told(south)
    assert CARD not in page(browser(south), second)
    late = browser(south).post(
        reverse("caseflow:match", args=[second.reference, match.uid]), {"says": "same"}
    )
    assert late.status_code == 409
    assert "không phải cùng một người" in late.content.decode()
    named(north, id_number="077301000123")
    assert not CaseLink.objects.exists()
    assert access.reach(south, first) is None


def test_nobody_answers_twice_or_for_the_other_side(north: User, south: User) -> None:
    first, second, match = pair(north, south)
    with pytest.raises(OutOfReach):
        answer(match, second, SAME, north)
    answer(match, first, SAME, north)

    with pytest.raises(WrongMoment):
        answer(match, first, DIFFERENT, north)
    assert not CaseLink.objects.exists()


def test_an_agency_that_keeps_both_sees_both_and_answers_once(
    browser: Browser, north: User
) -> None:
    first, second, match = pair(north, north)
    assert second.reference in page(browser(north), first)

    answer(match, first, SAME, north)

    assert CaseLink.objects.count() == 1
    assert not CaseGroupGrant.objects.exists()
    assert CARD not in page(browser(north), second)


REASONS = [
    ({"phone": "0912 345 678"}, {"phone": "+84912345678"}, MatchBasis.PHONE),
    ({"id_number": "077 301 000123"}, {"id_number": "077301000123"}, MatchBasis.IDENTIFIER),
    (
        {"full_name": "Nguyễn Thị Sương", "birth_date": BORN},
        {"full_name": "xương nguyen thi", "birth_date": BORN},
        MatchBasis.NAME,
    ),
    (
        {"full_name": "Lý Thị Trâm", "birth_date": BORN, "phone": "0912345678"},
        {"full_name": "Lí Thị Châm", "birth_date": BORN, "phone": "0912345678"},
        MatchBasis.NAME,
    ),
    (
        {"full_name": "Nguyễn Thị Sương", "birth_date": BORN},
        {"full_name": "Nguyễn Thị Sương", "birth_date": date(1999, 3, 6)},
        None,
    ),
    ({"full_name": "Nguyễn Thị Sương"}, {"full_name": "Nguyễn Thị Sương"}, None),
    (
        {"full_name": "Nguyễn Thị Hường", "birth_date": BORN},
        {"full_name": "Nguyễn Thị Hướng", "birth_date": BORN},
        None,
    ),
    ({}, {}, None),
]


@pytest.mark.parametrize(("one", "other", "basis"), REASONS)
def test_what_is_reason_to_ask(
    north: User, south: User, one: dict[str, Any], other: dict[str, Any], basis: MatchBasis | None
) -> None:
    named(north, **one)
    named(south, **other)

    found = PersonMatch.objects.first()
    assert (found.basis if found else None) == basis


def test_names_opened_to_compare_are_in_the_log(north: User, south: User) -> None:
    first, second, _match = pair(north, south, full_name="Lò Thị Sương", birth_date=BORN)

    looked = AuditEvent.objects.get(act="match.looked")
    assert looked.case_uid == second.uid
    read = json.loads(bytes(looked.entry))["rd"]
    assert read["labels"] == ["person.birth_date", "person.full_name"]
    assert read["first"] == [first.person.uid.hex]


def test_a_number_written_later_asks_too(north: User, south: User) -> None:
    first = named(north, id_number="077301000123")
    second = named(south)
    records.amend_person(second, values={"id_number": "077301000123"}, by=south, now=timezone.now())

    match = PersonMatch.objects.get()
    assert {match.first, match.second} == {first, second}


def test_those_who_belong_together_already_are_no_question(north: User) -> None:
    now, phone = timezone.now(), Identity(phone="0912345678")
    adult = factories.case(north, identity=phone)
    child = factories.an_intake(age_band=AgeBand.FROM_13, identity=phone)
    intake.receive_accompanying_child(adult, intake=child, by=north, now=now)
    intake.receive_again(adult, intake=factories.an_intake(identity=phone), by=north, now=now)
    PersonMatch.objects.all().delete()
    together = [factories.an_intake(identity=Identity(phone="0987654321")) for _each in range(2)]
    intake.receive_group(intakes=together, happened_on=timezone.localdate(now), by=north, now=now)

    assert not PersonMatch.objects.exists()


def test_a_link_made_otherwise_takes_the_question_away(browser: Browser, north: User) -> None:
    first, second, _match = pair(north, north)
    links.link_cases(second, first, kind=LinkKind.DUPLICATE, by=north, now=timezone.now())

    assert CARD not in page(browser(north), first)


def test_the_case_of_a_former_episode_that_is_closed_is_asked_about_too(
    north: User, south: User
) -> None:
    closed = factories.close(
        named(north, id_number="077301000123"), proposer=north, now=timezone.now()
    )
    second = named(south, id_number="077301000123")
    match = PersonMatch.objects.get()

    answer(match, closed, SAME, north)
    answer(match, second, SAME, south)

    assert access.reach(south, closed) == Level.TRAIL


@pytest.mark.ticking
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_both_answer_at_once_and_there_is_one_link(north: User, south: User) -> None:
    first, second, match = pair(north, south)
    together = threading.Barrier(2)

    def say(case: Case, by: User) -> None:
        together.wait()
        answer(match, case, SAME, by)
        connections.close_all()

    threads = [
        threading.Thread(target=say, args=each) for each in ((first, north), (second, south))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert CaseLink.objects.count() == 1
    assert access.reach(north, second) == access.reach(south, first) == Level.TRAIL
