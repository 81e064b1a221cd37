"""Papers for the person: consent form, card, slip; what they say, what they must not, who makes them."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from caseflow.choices import CaseState, SafeContact
from caseflow.models import Agency, Case, User
from caseflow.reports import handing_out
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.sight_scene import NAME, case, stranger
from tests.reading_papers import check_kit, drawn, text, told

__all__ = ["case", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PHONE = "0206 3852 111"
BETRAYS = ("nạn nhân", "mua bán", "công an", "bảo trợ", "victim", "traffick", "police", "Tiếp Bước")
"""What nobody may read on a paper found in a pocket."""


def take(client: Client, case: Case, paper: str, language: str = "vi") -> HttpResponse:
    """Press the button of a language."""
    address = reverse("caseflow:paper", args=[case.reference, paper])
    return client.post(address, {"language": language})  # type: ignore[return-value]


@pytest.fixture
def on_duty(case: Case) -> Agency:
    """The agency of the case, with somebody at its telephone."""
    Agency.objects.filter(pk=case.responsible_agency_id).update(
        duty_phone=PHONE, duty_hours="24 giờ"
    )
    return Agency.objects.get(pk=case.responsible_agency_id)


@drawn
def test_the_page_offers_each_paper_in_each_language(
    browser: Browser, case: Case, officer: User
) -> None:
    client = browser(officer)

    page = client.get(reverse("caseflow:papers", args=[case.reference])).content.decode()
    link = client.get(reverse("caseflow:case", args=[case.reference])).content.decode()

    assert reverse("caseflow:papers", args=[case.reference]) in link
    for paper in ("giay-dong-y", "giay-hen", "to-thong-tin"):
        assert reverse("caseflow:paper", args=[case.reference, paper]) in page
    assert page.count('value="en"') >= 3


@drawn
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("GIẤY ĐỒNG Ý", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tôi đồng ý.", "Tôi không đồng ý.",
                "Tôi chưa trả lời, cần thêm thời gian.", "Tôi có thể rút lại bất cứ lúc nào")),
        ("en", ("CONSENT", "I agree.", "I do not agree.", "I can take it back at any time")),
    ],
)  # fmt: skip
def test_the_consent_form_leaves_three_honest_answers_open(
    browser: Browser, case: Case, officer: User, language: str, words: tuple[str, ...]
) -> None:
    answer = take(browser(officer), case, "giay-dong-y", language)

    check_kit(answer.content, language)
    said = text(answer.content)
    for each in (*words, case.reference):
        assert each in said, (each, said)
    assert NAME not in said
    assert answer["Content-Disposition"].endswith(f'"giay-dong-y-{case.reference.lower()}.pdf"')


@drawn
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_card_is_small_and_betrays_nothing(
    browser: Browser, case: Case, officer: User, on_duty: Agency, language: str
) -> None:
    Agency.objects.filter(pk=on_duty.pk).update(name="Công an, bảo trợ nạn nhân mua bán")

    answer = take(browser(officer), case, "giay-hen", language)

    info = told(answer.content, "pdfinfo", "-")
    said = text(answer.content)
    assert "Page size: 297.638 x 419.528 pts" in info, "105 × 148 mm"
    assert "Pages: 1" in info
    assert PHONE in said
    assert case.reference in said
    for word in (*BETRAYS, NAME):
        assert word.lower() not in (said + info).lower()
    assert answer["Content-Disposition"] == 'attachment; filename="giay-hen.pdf"'


@drawn
@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ("Việc tiếp theo", "Ai chịu trách nhiệm", "Gọi số nào", "Nói không không làm mất sự hỗ trợ.")),
     ("en", ("Next action", "Who is responsible", "Which number to call"))],
)  # fmt: skip
def test_the_slip_says_in_plain_words_what_comes_next(
    browser: Browser, case: Case, on_duty: Agency, language: str, words: tuple[str, ...]
) -> None:
    answer = take(browser(factories.user(at=on_duty)), case, "to-thong-tin", language)

    check_kit(answer.content, language)
    said = text(answer.content)
    for each in (*words, on_duty.name, PHONE, "113"):
        assert each in said, (each, said)
    for word in ("nạn nhân", "mua bán", "victim", "traffick", NAME):
        assert word.lower() not in said.lower()


@pytest.mark.parametrize("state", CaseState.values)
def test_every_state_has_words_for_the_person(state: str) -> None:
    words = handing_out.next_words(CaseState(state))

    assert len(words) > 30
    assert "nạn nhân" not in words


@drawn
def test_making_one_is_an_event_and_an_unknown_one_is_not_there(
    browser: Browser, case: Case, officer: User, stranger: User
) -> None:
    before = AuditEvent.objects.count()

    take(browser(officer), case, "to-thong-tin", "xx")

    [event] = AuditEvent.objects.order_by("pk")[before:]
    assert (event.act, event.case_uid) == ("paper.made", case.uid)
    assert json.loads(bytes(event.entry))["data"] == {"what": "to-thong-tin"}
    assert take(browser(officer), case, "giay-la").status_code == 404
    assert take(browser(stranger), case, "giay-hen").status_code == 404


@drawn
def test_the_worker_in_charge_is_named_on_the_slip_only(browser: Browser, officer: User) -> None:
    own = factories.case(officer, safe_contact=SafeContact.VIA_WORKER)
    Case.objects.filter(pk=own.pk).update(assigned_to=officer)

    slip, card = (
        text(take(browser(officer), own, what).content) for what in ("to-thong-tin", "giay-hen")
    )

    assert officer.get_short_name() in slip
    assert officer.get_short_name() not in card
