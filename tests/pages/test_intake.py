"""Receiving people: what is typed is never lost, one form opens one file, doubts are confirmed."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import AgencyKind, Role
from caseflow.models import Case, Incident, User
from caseflow.sealing import reading
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NEW = "/ho-so/moi/nguoi/"
NUMBER = "077301012345"  # province 077, female, born 2001


def typed(**more: Any) -> dict[str, Any]:
    at = timezone.localtime() - timedelta(hours=1)
    return {
        "token": uuid4().hex,
        "received_at_0": at.day,
        "received_at_1": at.month,
        "received_at_2": at.year,
        "received_at_3": f"{at:%H:%M}",
        "route": "rescued",
        "reporter": "agency",
        "found_in_province": "079",
        "risk": "possible",
        "sex": "female",
        "age_band": "18_29",
        "safe_contact": "morning",
        "interpreter": "unknown",
        "id_kind": "citizen",
        **more,
    }


@pytest.fixture
def desk(browser: Browser, officer: User) -> Client:
    return browser(officer)


def opened_name(case: Case) -> Any:
    with reading.opened("test"):
        return case.person.full_name


def test_eight_answers_open_a_file(desk: Client) -> None:
    answer = desk.post(NEW, typed(full_name="Lò Thị Mai"))

    case = Case.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("caseflow:case", args=[case.reference])
    assert opened_name(case) == "Lò Thị Mai"


def test_unknown_is_an_answer_to_every_question_but_the_time(desk: Client) -> None:
    unknown = {"reporter", "found_in_province", "risk", "sex", "safe_contact"}

    desk.post(NEW, typed(age_band="maybe_child", **dict.fromkeys(unknown, "unknown")))

    case = Case.objects.get()
    assert (case.risk, case.found_in_province) == ("unknown", "")
    assert case.is_child


def test_the_same_form_sent_twice_opens_one_file(desk: Client) -> None:
    form = typed()

    first, second = desk.post(NEW, form), desk.post(NEW, form)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("received_at_2", "2090", "tương lai"),
        ("received_at_0", "31.02", "không"),
        ("birth_date", "1/1/2100", "tương lai"),
        ("full_name", "a" * 2_000_000, "tối đa"),
        ("route", "", "chọn"),
        ("route", "teleported", "danh sách"),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_what_was_typed(
    desk: Client, field: str, value: str, sentence: str
) -> None:
    answer = desk.post(NEW, typed(old_address="Thôn Cũ") | {field: value})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Thôn Cũ" in page
    assert value in page or field in ("route", "birth_date")
    assert not Case.objects.exists()


def test_a_birth_after_the_reception_is_refused(desk: Client) -> None:
    at = timezone.localtime() - timedelta(days=30)
    born = timezone.localtime() - timedelta(days=3)

    answer = desk.post(
        NEW,
        typed(
            received_at_0=at.day,
            received_at_1=at.month,
            received_at_2=at.year,
            birth_date=f"{born:%d/%m/%Y}",
        ),
    )

    assert answer.status_code == 422
    assert "Ngày sinh sau ngày tiếp nhận" in answer.content.decode()


def test_doubts_about_a_number_are_shown_once_and_then_confirmed(desk: Client) -> None:
    form = typed(sex="male", id_number=NUMBER, birth_date="5/3/1999", age_band="18_29")

    doubted = desk.post(NEW, form)
    assert doubted.status_code == 422
    assert "giới tính khác" in doubted.content.decode()
    assert "năm sinh khác" in doubted.content.decode()
    assert 'type="checkbox" name="confirm"' in doubted.content.decode()

    assert desk.post(NEW, form | {"confirm": "on"}).status_code == 302


def test_an_age_band_that_disagrees_with_the_birth_is_doubted(desk: Client) -> None:
    answer = desk.post(NEW, typed(birth_date="5/3/2020"))

    assert answer.status_code == 422
    assert "Nhóm tuổi đã chọn không khớp" in answer.content.decode()


def test_control_characters_and_split_letters_are_mended(desk: Client) -> None:
    split = unicodedata.normalize("NFD", "Lò Thị Mến")

    desk.post(NEW, typed(full_name=f"{split}\x00\x07\u202e"))

    assert opened_name(Case.objects.get()) == "Lò Thị Mến"


def test_an_agency_that_receives_nobody_is_told_so(browser: Browser) -> None:
    court = factories.agency(AgencyKind.COURT, receives_reports=False)

    answer = browser(factories.user(Role.OFFICER, at=court)).post(
        NEW, typed(full_name="Lò Thị Mai")
    )

    assert answer.status_code == 403
    assert "không tiếp nhận" in answer.content.decode()
    assert "Lò Thị Mai" in answer.content.decode()
    assert AuditEvent.objects.filter(act="refused.role").count() == 1


def test_looking_first_is_recorded_and_answers_with_codes_only(desk: Client, officer: User) -> None:
    known = factories.case(officer)
    with reading.opened("test"):
        phone = known.person.phone

    answer = desk.post("/ho-so/moi/", {"field": "phone", "value": phone})

    page = answer.content.decode()
    assert known.reference in page
    assert "Lò Thị Mẫu" not in page
    assert AuditEvent.objects.filter(act="person.searched").count() == 1


def test_a_file_of_another_desk_is_only_hinted_at(desk: Client) -> None:
    elsewhere = factories.case()
    with reading.opened("test"):
        phone = elsewhere.person.phone

    page = desk.post("/tim/", {"field": "phone", "value": phone}).content.decode()

    assert elsewhere.reference not in page
    assert "Có thể có hồ sơ ở nơi khác" in page


def group(count: int, **more: Any) -> dict[str, Any]:
    day = timezone.localtime() - timedelta(days=1)
    form = {
        key: value
        for key, value in typed().items()
        if key.startswith(("received_at", "route", "reporter", "found", "risk"))
    }
    form |= {"happened_on": f"{day:%d/%m/%Y}", "so-nguoi": count}
    for number in range(count):
        form |= {f"nguoi-{number}-token": uuid4().hex, f"nguoi-{number}-id_kind": "unknown"}
        form |= {f"nguoi-{number}-interpreter": "unknown"}
    return form | more


def member(number: int, **more: str) -> dict[str, str]:
    answers = {"sex": "female", "age_band": "18_29", "safe_contact": "unknown", **more}
    return {f"nguoi-{number}-{key}": value for key, value in answers.items()}


def test_a_group_opens_one_file_for_each_person_written_down(desk: Client) -> None:
    answer = desk.post(
        "/ho-so/moi/nhom/", group(3, **member(0), **member(2, full_name="Vàng A Pó"))
    )

    assert answer.status_code == 302
    assert Case.objects.filter(incident=Incident.objects.get()).count() == 2


def test_a_group_form_sent_twice_stays_one_incident(desk: Client) -> None:
    form = group(1, **member(0))

    desk.post("/ho-so/moi/nhom/", form)
    desk.post("/ho-so/moi/nhom/", form)

    assert Incident.objects.count() == 1
    assert Case.objects.count() == 1


def test_room_for_one_more_person_keeps_what_was_typed(desk: Client) -> None:
    form = group(1, **member(0, full_name="Vàng A Pó"), more="1")

    page = desk.post("/ho-so/moi/nhom/", form).content.decode()

    assert "Vàng A Pó" in page
    assert "Người thứ 2" in page
    assert not Case.objects.exists()


def test_one_bad_person_keeps_the_whole_group_back(desk: Client) -> None:
    form = group(2, **member(0), **member(1, full_name="Vàng A Pó", age_band=""))

    answer = desk.post("/ho-so/moi/nhom/", form)

    assert answer.status_code == 422
    assert "Vàng A Pó" in answer.content.decode()
    assert not Case.objects.exists()


def test_an_empty_group_is_refused_with_a_sentence(desk: Client) -> None:
    answer = desk.post("/ho-so/moi/nhom/", group(2))

    assert answer.status_code == 409
    assert "ít nhất một người" in answer.content.decode()


def test_a_child_gets_an_own_file_linked_to_the_adult(desk: Client, officer: User) -> None:
    adult = factories.case(officer)
    url = reverse("caseflow:intake_child", args=[adult.reference])

    refused = desk.post(url, typed(age_band="18_29", version=adult.version))
    answer = desk.post(url, typed(age_band="under_13", version=adult.version))

    assert refused.status_code == 409
    assert "dưới 18 tuổi" in refused.content.decode()
    assert answer.status_code == 302
    child = Case.objects.exclude(pk=adult.pk).get()
    assert child.accompanies_adult
