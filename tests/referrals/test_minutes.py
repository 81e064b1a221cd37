"""Minutes and annex as A4 papers: words, letters, places on the page, and who took them."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import paper
from caseflow.models import Agency
from referrals.models import Handoff
from tests.pages.conftest import Browser
from tests.reading_papers import check_kit, drawn, text, told
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NAME = "Lò Thị Mẫu"
SAID = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BIÊN BẢN",
    "Bàn giao người được hỗ trợ", "1. Thành phần tham dự", "Người đại diện, chức vụ",
    "2. Tình trạng khi bàn giao", "Tình trạng khi nhận: Ổn định.", "3. Giấy tờ, đồ vật bàn giao",
    "Phụ lục kín thông tin cá nhân", "4. Ý kiến các bên", "lập thành 02 bản có giá trị như nhau",
    "ĐẠI DIỆN BÊN GIAO", "NGƯỜI PHIÊN DỊCH", "ĐẠI DIỆN BÊN NHẬN", "(Chữ ký, dấu)", "Nơi nhận:",
    "- Lưu: VT, Hồ sơ.",
)  # fmt: skip


def take(client: Client, handoff: Handoff, what: str = "bien-ban") -> HttpResponse:
    """Press the button of a paper."""
    address = reverse("referrals:handoff_paper", kwargs={"uid": handoff.uid, "paper": what})
    return client.post(address)  # type: ignore[return-value]


def picture(pdf: bytes) -> bytes:
    """The first page, drawn."""
    command = ["pdftoppm", "-r", "40", "-gray", "-singlefile", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def places(pdf: bytes) -> dict[str, tuple[float, float, float]]:
    """Words of the first page with left edge, right edge and top, in millimetres; the last of each."""
    page = told(pdf, "pdftotext", "-bbox", "-f", "1", "-l", "1", "-", "-")
    found: dict[str, tuple[float, float, float]] = {}
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>'
    for left, top, right, word in re.findall(pattern, page):
        edges = [float(each) * 25.4 / 72 for each in (left, right, top)]
        found[word] = (edges[0], edges[1], edges[2])
    return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


@drawn
def test_the_minutes_are_a_paper_of_the_state_that_names_nobody(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.received()

    answer = take(browser(scene.worker), handoff)

    check_kit(answer.content, "vi")
    words = text(answer.content)
    code = f"{handoff.code[:4]}-{handoff.code[4:]}"
    for each in (*SAID, f"Số: {handoff.number}", scene.case.reference, code):
        assert each in words, (each, words)
    assert NAME not in words
    assert answer["Content-Disposition"] == (
        f'attachment; filename="bien-ban-{handoff.number.replace("/", "-").lower()}.pdf"'
    )
    assert answer["Cache-Control"] == "no-store"


@drawn
def test_the_parts_stand_where_the_decree_puts_them(browser: Browser, scene: Scene) -> None:
    """Decree 30/2020, Appendix I: the country top right, the title in the middle, signatures below."""
    answer = take(browser(scene.worker), scene.received())

    at = places(answer.content)

    left, right, top = at["CỘNG"][0], at["NAM"][1], at["CỘNG"][2]
    assert left > 100
    assert right <= 196
    assert 20 <= top < 30
    assert abs((at["BIÊN"][0] + at["BẢN"][1]) / 2 - 112.5) < 2, "middle between the margins"
    assert top < at["BIÊN"][2] < 60
    signers = [at[word] for word in ("GIAO", "PHIÊN", "NHẬN")]
    assert [edges[0] < 75 + 60 * place for place, edges in enumerate(signers)] == [True] * 3
    assert len({round(edges[2]) for edges in signers}) == 1
    assert signers[0][2] > 200, "below everything else"
    assert at["Nơi"][2] > signers[0][2]
    assert all(edges[0] > 29.9 and edges[1] < 195.1 for edges in at.values()), "inside the margins"


@drawn
def test_signatures_never_stand_alone_on_a_page(browser: Browser, scene: Scene) -> None:
    Agency.objects.update(name="Trung tâm Công tác xã hội và Bảo trợ trẻ em " * 4)

    answer = take(browser(scene.worker), scene.received())

    last = " ".join(told(answer.content, "pdftotext", "-f", "2", "-", "-").split())
    assert "Biên bản kết thúc vào" in last
    assert last.index("Biên bản kết thúc vào") < last.index("ĐẠI DIỆN BÊN GIAO")


@drawn
def test_the_same_minutes_are_the_same_picture(browser: Browser, scene: Scene) -> None:
    handoff = scene.received()
    with time_machine.travel(timezone.now(), tick=False):
        first, second = (take(browser(scene.worker), handoff).content for _each in range(2))

    assert first == second
    assert picture(first) == picture(second)
    assert len(set(picture(first))) > 2, "something is drawn"


@drawn
def test_the_code_on_the_paper_leads_to_the_handoff_and_tells_nothing(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.received()

    page = browser(scene.worker).get(reverse("referrals:minutes", kwargs={"uid": handoff.uid}))
    found = browser(scene.worker).get(reverse("referrals:scan", args=[handoff.code]))

    assert f"{handoff.code[:4]}-{handoff.code[4:]}" in page.content.decode()
    assert found["Location"] == reverse("referrals:handoff", kwargs={"uid": handoff.uid})


@drawn
def test_the_annex_names_the_person_and_the_look_is_recorded_first(
    browser: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    handoff = scene.received()

    answer = take(browser(scene.worker), handoff, "phu-luc")

    check_kit(answer.content, "vi")
    words = text(answer.content)
    for each in (NAME, "PHỤ LỤC KÍN", f"Kèm theo Biên bản số {handoff.number}", "17/05/2001"):
        assert each in words, (each, words)
    assert NAME not in told(answer.content, "pdfinfo", "-")
    assert NAME not in answer["Content-Disposition"]
    acts = list(AuditEvent.objects.order_by("-pk").values_list("act", flat=True)[:2])
    assert acts == ["paper.made", "package.seen"]

    def broken(*args: object, **kwargs: object) -> None:
        raise paper.Unprintable

    monkeypatch.setattr(paper, "draw", broken)
    looks = AuditEvent.objects.filter(act="package.seen").count()
    assert take(browser(scene.worker), handoff, "phu-luc").status_code == 503
    assert AuditEvent.objects.filter(act="package.seen").count() == looks + 1
    assert AuditEvent.objects.filter(act="paper.made").count() == 1


@drawn
def test_taking_the_minutes_is_one_event_in_words(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    before = AuditEvent.objects.count()

    take(browser(scene.officer), handoff)

    [event] = AuditEvent.objects.order_by("pk")[before:]
    assert event.case_uid == scene.case.uid
    assert json.loads(bytes(event.entry))["data"] == {"what": "bien-ban", "number": handoff.number}
    page = browser(scene.officer).get(
        reverse("caseflow:case_timeline", args=[scene.case.reference])
    )
    assert "Lập giấy tờ: biên bản bàn giao (PDF)" in page.content.decode()


def test_others_take_nothing(browser: Browser, scene: Scene) -> None:
    handoff, draft = scene.sent(), "phu-luc"

    assert take(browser(scene.stranger), handoff).status_code == 404
    assert take(browser(scene.stranger), handoff, draft).status_code == 404
    assert take(browser(scene.officer), handoff, "giay-la").status_code == 404


def test_a_draft_has_no_annex_yet(browser: Browser, scene: Scene) -> None:
    assert take(browser(scene.officer), scene.draft(), "phu-luc").status_code == 404


@drawn
def test_belongings_stand_in_the_annex_and_the_minutes_say_so(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.sent(belongings="Một ba lô xanh\nHai bộ quần áo", interpreter_along=True)
    client = browser(scene.officer)

    minutes, annex = (text(take(client, handoff, what).content) for what in ("bien-ban", "phu-luc"))

    assert "Đồ dùng, giấy tờ theo phụ lục kín" in minutes
    assert "ba lô" not in minutes
    assert "đi cùng" in minutes
    assert "Một ba lô xanh" in annex
    assert "Hai bộ quần áo" in annex
