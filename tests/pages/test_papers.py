"""Papers as PDF: what a reader, a copier and a screen reader find in them, and who may make them."""

from __future__ import annotations

import json
import sys

import cffi
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from audit import tasks
from audit.models import AuditEvent
from caseflow import paper
from caseflow.choices import AgencyKind, Level, Role
from caseflow.models import Case, User
from caseflow.reports import papers
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.sight_scene import NAME, case, open_file, stranger
from tests.reading_papers import check_kit, drawn, text

__all__ = ["case", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

LETTERS = "ăâđêôơư ĂÂĐÊÔƠƯ ằẳẵắặ ầẩẫấậ ềểễếệ ồổỗốộ ờởỡớợ ừửữứự ỳỷỹýỵ ìỉĩíị ÝỲỶỸỴ"


def take(client: Client, case: Case) -> HttpResponse:
    """Press the button for the timeline."""
    return client.post(reverse("caseflow:timeline_paper", args=[case.reference]))  # type: ignore[return-value]


@drawn
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_timeline_is_a_tagged_a4_paper_with_its_exact_words(
    browser: Browser, case: Case, officer: User, language: str
) -> None:
    tasks.sequence()
    client = browser(officer)
    client.cookies["django_language"] = language

    answer = take(client, case)

    check_kit(answer.content, language)
    words = text(answer.content)
    wanted = {
        "vi": (
            "DÒNG THỜI GIAN", f"Hồ sơ {case.reference}", "Niêm phong nhật ký", "Người thực hiện",
            "Chuyển bước: Tiếp nhận", "ngày 23 tháng 11 năm 2026", "giờ Việt Nam, UTC+7",
            "Tổng số trang: 1",
        ),
        "en": ("TIMELINE", f"Case {case.reference}", "Time of Viet Nam", "Pages in all: 1"),
    }[language]  # fmt: skip
    for each in (*wanted, officer.name):
        assert each in words, (each, words)
    assert NAME not in words
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].endswith(f'-{case.reference}.pdf"')


@drawn
def test_taking_it_is_one_event_of_the_case(browser: Browser, case: Case, officer: User) -> None:
    before = AuditEvent.objects.count()

    answer = take(browser(officer), case)

    [event] = AuditEvent.objects.order_by("pk")[before:]
    told = json.loads(bytes(event.entry))
    assert (event.act, event.case_uid) == ("trail.exported", case.uid)
    assert told["data"] == {"what": "timeline_paper", "rows": told["data"]["rows"]}
    assert f"Số sự kiện {told['data']['rows']}" in text(answer.content)
    page = browser(officer).get(reverse("caseflow:case_timeline", args=[case.reference]))
    assert "Xuất dữ liệu: dòng thời gian (PDF)" in page.content.decode()


@drawn
def test_a_long_timeline_says_that_older_events_are_left_out(
    browser: Browser, case: Case, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST", 1)

    words = text(take(browser(officer), case).content)

    assert "Chỉ có 1 sự kiện mới nhất" in words
    assert "Số sự kiện 1" in words


def test_who_only_looks_in_does_not_take_it_along(
    browser: Browser, case: Case, officer: User, stranger: User
) -> None:
    address = reverse("caseflow:case_timeline", args=[case.reference])
    button = reverse("caseflow:timeline_paper", args=[case.reference])
    assert take(browser(stranger), case).status_code == 404
    open_file(case, stranger)

    page, refused = browser(stranger).get(address), take(browser(stranger), case)

    assert button not in page.content.decode()
    assert refused.status_code == 403
    assert "giám sát viên" in refused.content.decode()
    assert button in browser(officer).get(address).content.decode()


@drawn
def test_the_committee_takes_what_it_reads(browser: Browser, case: Case) -> None:
    committee = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))

    answer = take(browser(committee), case)

    assert answer.status_code == 200
    assert [entry.act for entry in papers.case_timeline(case, Level.TRAIL)[0]] == ["case.stepped"]


@drawn
def test_the_same_paper_has_the_same_bytes_and_every_letter_of_the_language() -> None:
    with translation.override("vi"):
        first, second = (
            paper.draw(
                "paper/sheet.html", {"title": LETTERS, "issuer": LETTERS}, now=timezone.now()
            )
            for _each in range(2)
        )

    assert first == second
    assert LETTERS in text(first)


@drawn
@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "file:///etc/hostname", "ours:../manage.py", "ours:no"]
)
def test_nothing_is_fetched_but_our_own_files(address: str) -> None:
    from caseflow import press

    with pytest.raises(RuntimeError):
        press.pdf(f'<html lang="vi"><title>x</title><img src="{address}" alt="x">')


def test_a_machine_without_the_libraries_says_which_to_install(
    browser: Browser, case: Case, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(cffi.FFI, "dlopen", missing)
    for name in [each for each in sys.modules if each.startswith(("weasyprint", "caseflow.press"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("caseflow.press", raising=False)

    answer = take(browser(officer), case)

    assert answer.status_code == 503
    assert "libpangoft2-1.0-0" in answer.content.decode()
    assert not AuditEvent.objects.filter(act="trail.exported").exists()
