"""Say it once: what was told, in versions; what was asked, counted; asking again only with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions.statements import add_statement
from caseflow.choices import AskedAgain, Recollection, Teller, Topic
from caseflow.models import Case, Statement, User
from caseflow.refusals import WrongInput
from tests import factories
from tests.pages.conftest import Browser
from tests.telling import TYPED, statement, telling

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FIRST, SECOND = "Đi bằng xe khách", "Đi bằng thuyền"


@pytest.fixture
def case(officer: User) -> Case:
    return factories.case(officer)


@pytest.fixture
def desk(browser: Browser, officer: User) -> Client:
    return browser(officer)


def url(case: Case, name: str = "statement") -> str:
    return reverse(f"caseflow:{name}", args=[case.reference])


def form(text: str = FIRST, **typed: str) -> dict[str, str]:
    """The form as somebody sends it; an empty answer is one that was not given."""
    day = f"{timezone.localdate():%d/%m/%Y}"
    plain = {**TYPED, "again": "", "happened_on": day, "text": text} | typed
    return {name: value for name, value in plain.items() if value}


def test_an_account_is_kept_with_who_told_it_in_which_language_and_how_sure(
    desk: Client, case: Case, officer: User
) -> None:
    answer = desk.post(
        url(case),
        form(
            language="hmong", with_interpreter="on", topic_health="withheld", topic_persons="unsure"
        ),
    )

    assert answer.status_code == 302
    row = Statement.objects.get()
    assert (row.number, row.recorded_by, row.agency) == (1, officer, case.responsible_agency)
    assert (row.teller, row.language, row.with_interpreter) == ("person", "hmong", True)
    assert row.topics == {"journey": "sure", "health": "withheld", "persons": "unsure"}
    assert row.recollection(Topic.HEALTH) == Recollection.WITHHELD
    assert row.recollection(Topic.WISHES) is None
    page = desk.get(url(case, "statements")).content.decode()
    assert "Tiếng Mông, có phiên dịch" in page
    assert "Không muốn nói" in page
    assert FIRST not in page


def test_an_account_names_what_was_asked(desk: Client, case: Case) -> None:
    answer = desk.post(url(case), form(topic_journey=""))

    assert answer.status_code == 422
    assert "Chọn ít nhất một điều đã hỏi" in answer.content.decode()
    assert FIRST in answer.content.decode()
    assert not Statement.objects.exists()


def test_a_day_ten_years_before_the_case_is_taken_for_a_slip_of_the_keys(
    desk: Client, case: Case, officer: User
) -> None:
    received = timezone.localdate(case.received_at)
    last = received.replace(year=received.year - 10)
    before = last - timedelta(days=1)

    answer = desk.post(url(case), form(happened_on="26/11/1990", language="hmong"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Ngày kể trước {last:%d/%m/%Y}, quá lâu trước khi tiếp nhận hồ sơ" in page
    assert FIRST in page
    assert "26/11/1990" in page
    assert desk.post(url(case), form(happened_on=f"{before:%d/%m/%Y}")).status_code == 422
    with pytest.raises(WrongInput, match="wrong_input"):
        add_statement(
            case, telling=telling(), text=FIRST, happened_on=before, by=officer, now=timezone.now()
        )
    assert not Statement.objects.exists()
    assert desk.post(url(case), form(happened_on=f"{last:%d/%m/%Y}")).status_code == 302


def test_words_are_needed_only_where_something_was_told(desk: Client, case: Case) -> None:
    told = desk.post(url(case), form(""))
    silent = desk.post(url(case), form("", topic_journey="withheld", topic_family="forgotten"))

    assert told.status_code == 422
    assert "Ghi lời kể" in told.content.decode()
    assert silent.status_code == 302
    page = desk.get(url(case, "statements")).content.decode()
    assert "Không có lời kể" in page
    assert "Người được hỗ trợ đã phải kể 1 lần." in page


def test_who_asks_again_is_warned_before_and_needs_a_reason(
    desk: Client, case: Case, officer: User
) -> None:
    statement(case, officer, text=FIRST)
    agency = case.responsible_agency.label

    before = desk.get(url(case)).content.decode()
    refused = desk.post(url(case), form(SECOND))
    other_topic = desk.post(url(case), form(SECOND, topic_journey="", topic_family="sure"))

    sentence = f"Đã hỏi ngày {timezone.localdate():%d/%m/%Y}, {agency}: Đường đi, nơi đã ở."
    assert sentence in before
    assert url(case, "statements") in before
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert "Hãy đọc bản đã ghi thay vì hỏi lại" in refused.content.decode()
    assert SECOND in refused.content.decode()
    assert other_topic.status_code == 302

    again = desk.post(url(case), form(SECOND, again="person_wants"))

    assert again.status_code == 302
    latest = Statement.objects.latest("pk")
    assert latest.asked_again == AskedAgain.PERSON_WANTS
    assert AuditEvent.objects.filter(act="statement.again").count() == 1
    timeline = desk.get(url(case, "case_timeline")).content.decode()
    assert "Hỏi lại điều đã hỏi, bản 3: Người đó muốn kể thêm hoặc sửa lời đã kể" in timeline


def test_what_relatives_tell_does_not_count_and_needs_no_reason(
    desk: Client, case: Case, officer: User
) -> None:
    statement(case, officer)

    relative = desk.post(url(case), form(SECOND, teller="relative", again="gaps"))
    statement(case, officer, told=telling(teller=Teller.OTHER))

    assert relative.status_code == 302
    assert set(Statement.objects.values_list("asked_again", flat=True)) == {""}
    page = desk.get(url(case, "statements")).content.decode()
    assert "Người được hỗ trợ đã phải kể 1 lần." in page
    assert "Người thân kể" in page
    assert "1 lần" in desk.get(url(case, "case")).content.decode()


def test_a_statement_from_before_the_list_is_counted_and_says_so(
    desk: Client, case: Case, officer: User
) -> None:
    Statement(
        case=case, scope_uid=case.uid, number=1, text=FIRST, happened_on=timezone.localdate(),
        recorded_at=timezone.now(), recorded_by=officer, agency=case.responsible_agency,
    ).save()  # fmt: skip

    page = desk.get(url(case, "statements")).content.decode()

    assert "Bản cũ, chưa ghi chủ đề" in page
    assert "Chưa ghi kể bằng tiếng gì" in page
    assert desk.post(url(case), form(SECOND)).status_code == 302


def two_versions(case: Case, officer: User) -> list[Statement]:
    about = {Topic.JOURNEY: Recollection.UNSURE, Topic.FAMILY: Recollection.SURE}
    return [
        statement(case, officer, text=FIRST),
        statement(case, officer, text=SECOND, told=telling(topics=about)),
    ]


def test_versions_are_read_side_by_side_after_one_recorded_reason(
    desk: Client, case: Case, officer: User
) -> None:
    rows = two_versions(case, officer)
    address = url(case, "statements")
    page = desk.get(address).content.decode()
    assert FIRST not in page
    assert "Khác nhau" in page
    assert "Chỉ hỏi ở một bản" in page
    assert not AuditEvent.objects.filter(act="personal.revealed").exists()

    answer = desk.post(address, {"field": [row.uid.hex for row in rows], "reason": "verify"})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.index(FIRST) < page.index(SECOND)
    assert answer.headers["Cache-Control"] == "no-store"
    entry = bytes(AuditEvent.objects.get(act="personal.revealed").entry).decode()
    assert all(row.uid.hex in entry for row in rows)
    assert FIRST not in entry


def test_nothing_opens_without_a_version_and_a_reason(
    desk: Client, case: Case, officer: User
) -> None:
    rows = two_versions(case, officer)
    address = url(case, "statements")

    for typed in (
        {},
        {"field": [rows[0].uid.hex]},
        {"reason": "verify"},
        {"field": [rows[0].uid.hex], "reason": "zz"},
        {"field": [rows[0].uid.hex] * 5, "reason": "verify"},
    ):
        answer = desk.post(address, typed)
        assert answer.status_code == 422, typed
        assert FIRST not in answer.content.decode()
    kept = desk.post(address, {"field": [rows[0].uid.hex]}).content.decode()
    assert f'value="{rows[0].uid.hex}"' in kept
    assert kept.count("checked") == 1
    assert not AuditEvent.objects.filter(act="personal.revealed").exists()


def test_versions_of_another_case_do_not_open_here(desk: Client, case: Case, officer: User) -> None:
    other = statement(factories.case(officer), officer)
    note = factories.breach(case, officer)

    for uid in (other.uid.hex, note.uid.hex, "zz"):
        answer = desk.post(url(case, "statements"), {"field": [uid], "reason": "verify"})
        assert answer.status_code == 404
