"""A new version of the law is put in use on a page: seen first, by the right person, and never quietly."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import law, notices, regimes
from caseflow.actions import regimes as actions
from caseflow.choices import AgencyKind, AgencyLevel, Role
from caseflow.models import Regime, User
from caseflow.refusals import Refused, WrongInput, WrongMoment, WrongRole
from tests import factories
from tests.journeys.desk import Desk
from tests.law.disk import NAME, RULE, Disk
from tests.law.scene import worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PAGE = reverse("caseflow:regimes")
FORM = reverse("caseflow:regime_put", args=[NAME])
BASIS = "Công văn 12/UBND-VX; phòng pháp chế xem ngày 20/11/2026"


def put(by: User, *, digest: str = "", basis: str = BASIS) -> Regime:
    seen = digest or law.on_disk(NAME).digest
    return actions.put_in_use(NAME, digest=seen, basis=basis, by=by, now=timezone.now())


def refused(kind: type[Refused], by: User, **words: str) -> str:
    """What the person reads who tries."""
    with pytest.raises(kind) as raised:
        put(by, **words)
    return " ".join(map(str, raised.value.sentences))


def days() -> int:
    """Working days that a new file has for the first look at what is needed."""
    limit = factories.case(worker()).clocks.get(rule=RULE)
    return limit.ruling().length


def test_a_file_is_seen_compared_and_put_in_use_on_pages(
    disk: Disk, keeper: User, browser: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    desk = Desk(browser(keeper))
    running = factories.case(worker()).clocks.get(rule=RULE)
    assert "Tệp trên máy chủ là bản đang dùng." in desk.see(PAGE)
    disk.allow(6, version=2)

    page = desk.see(PAGE)
    assert "Bản 2 đang chờ trên máy chủ. Hạn chỉ theo bản này sau khi được đưa vào dùng." in page
    assert days() == 3
    page = desk.see(FORM)
    assert "3 ngày làm việc" in page
    assert "6 ngày làm việc" in page
    assert re.search(r"Đang dùng bản 1\. Số hạn đang chạy giữ bản này: \d+\.", page)
    with django_capture_on_commit_callbacks(execute=True):
        desk.fill(FORM, basis=BASIS)

    page = desk.see(PAGE)
    assert "Tệp trên máy chủ là bản đang dùng." in page
    assert keeper.get_short_name() in page
    assert BASIS in page
    assert keeper.get_short_name() in desk.see(reverse("caseflow:law"))
    running.refresh_from_db()
    assert running.regime.version == 1
    assert Regime.objects.get(code="house", version=2).loaded_by == keeper
    event = AuditEvent.objects.get(act="law.loaded")
    assert keeper.uid.hex.encode() in bytes(event.entry)
    assert days() == 6


VALUES = [
    # words of the file and others in their place, where the page says they stand
    (("at_once_hours = 2", "at_once_hours = 48"), "tolerance.at_once_hours"),
    (('["transfer_received", "transfer_declined"]', '["transfer_received"]'), "clock[house.transfer_receipt].met_by"),
    (('en = "House rules"', 'en = "Rules of the house"'), "title.en"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place"), VALUES)
def test_no_value_changes_without_standing_on_the_page(
    disk: Disk, keeper: User, browser: Browser, change: tuple[str, str], place: str
) -> None:
    disk.write(*change, version=2)

    page = Desk(browser(keeper)).see(FORM)

    rows = re.findall(r'rowheader">([a-z_.\[\]]+)</th>', page)
    assert rows == [place, "version"]


def test_another_process_takes_the_version_up_when_it_looks(
    disk: Disk, keeper: User, settings: Any
) -> None:
    disk.allow(6, version=2)
    put(keeper)
    assert days() == 3

    regimes.keep_up()
    assert days() == 3, "never looks where the setting is 0"
    settings.LAW_LOOK_SECONDS = 60
    regimes.keep_up()
    assert days() == 6
    assert law.regime("house").version == 2

    disk.allow(9, version=3)
    put(keeper)
    regimes.keep_up()
    assert law.regime("house").version == 2, "looked less than a minute ago"
    assert regimes.take_up()
    assert not regimes.take_up()
    assert law.regime("house").version == 3


def test_the_tolerance_of_limits_at_once_comes_with_the_house_rules(
    disk: Disk, keeper: User
) -> None:
    disk.write("at_once_hours = 2", "at_once_hours = 5", version=2)
    put(keeper)
    regimes.take_up()

    assert law.rule("2024.bring_to_commune").length == 5


def test_a_version_this_release_does_not_understand_changes_nothing_and_is_named(
    disk: Disk, keeper: User, caplog: Any
) -> None:
    disk.allow(6, version=2)
    row = put(keeper)
    strange = row.canonical.replace('"hours"', '"moons"').replace('"version":2', '"version":3')
    Regime.objects.create(
        code="house", version=3, digest="0" * 64, effective_from=row.effective_from,
        canonical=strange, loaded_at=timezone.now(),
    )  # fmt: skip

    assert not regimes.take_up()

    assert law.regime("house").version == 1
    assert "not understood" in caplog.text
    (words,) = regimes.shortcomings()
    assert "version 3 is in use, but this release cannot read it" in words


FILES = [
    # old words, new words, version, what the page says
    ("length = 24", "length = 12", 1, "Tệp sửa phải mang số 2."),
    ("length = 24", "length = zero", 2, "Tệp trên máy chủ có lỗi, bản đang dùng không đổi."),
    ("length = 24", "length = 99999999999", 2, "Tệp trên máy chủ có lỗi, bản đang dùng không đổi."),
    ("length = 24", "length = 12", 3, "Tệp sửa phải mang số 2."),
    ("length = 24", "length = 12", 9223372036854775807, "Tệp trên máy chủ có lỗi"),
    ('code = "house"', 'code = "2024"', 2, "Tệp trên máy chủ có lỗi, bản đang dùng không đổi."),
    ("", "", 1, "Tệp trên máy chủ là bản đang dùng."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "version", "words"), FILES)
def test_what_cannot_be_put_in_use_says_why(  # noqa: PLR0917 - one column each
    disk: Disk, keeper: User, browser: Browser, old: str, new: str, version: int, words: str
) -> None:  # fmt: skip
    disk.write(old, new, version=version)
    page = Desk(browser(keeper)).see(PAGE)

    assert words in page
    assert f'href="{FORM}"' not in page
    with pytest.raises(WrongMoment):
        put(keeper, digest=law.load(NAME).digest)
    assert Regime.objects.filter(code="house").count() == 1


def test_a_mistake_is_shown_with_its_line(disk: Disk, keeper: User, browser: Browser) -> None:
    disk.write('unit = "hours"', 'unit = "moons"', version=2)

    assert re.search(
        r"house_rules, clock .+, unit: .+\(line \d+\)", Desk(browser(keeper)).see(PAGE)
    )


def test_a_missing_file_is_named(disk: Disk, keeper: User, browser: Browser) -> None:
    disk.path.unlink()

    assert "house_rules: the file cannot be read" in Desk(browser(keeper)).see(PAGE)
    assert regimes.shortcomings() == ["house_rules: the file cannot be read"]


def test_what_was_seen_is_what_is_put_in_use(disk: Disk, keeper: User) -> None:
    disk.allow(6, version=2)
    seen = law.on_disk(NAME).digest
    disk.allow(60, version=2)

    assert "đã đổi sau khi bạn xem" in refused(WrongMoment, keeper, digest=seen)
    assert "căn cứ" in refused(WrongInput, keeper, basis="  ")
    put(keeper)
    assert "không có bản mới" in refused(WrongMoment, keeper)


def test_after_a_changed_file_the_form_shows_the_new_differences_and_keeps_what_was_typed(
    disk: Disk, keeper: User, browser: Browser
) -> None:
    desk = Desk(browser(keeper))
    disk.allow(6, version=2)
    desk.see(FORM)
    seen = law.on_disk(NAME).digest
    disk.allow(10, version=2)

    answer = browser(keeper).post(FORM, {"basis": BASIS, "digest": seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert BASIS in page
    assert "10 ngày làm việc" in page
    assert law.on_disk(NAME).digest in page
    assert seen not in page


def below() -> User:
    agency = factories.agency(
        AgencyKind.POLICE, level=AgencyLevel.COMMUNE, parent=factories.agency(AgencyKind.POLICE)
    )
    return factories.user(Role.UNIT_ADMIN, at=agency)


PEOPLE = [(Role.SOCIAL_WORKER, 403, 403), (Role.SUPERVISOR, 403, 403), (Role.AUDITOR, 403, 403),
          (Role.OFFICER, 403, 403), (Role.UNIT_ADMIN, 200, 200), (None, 200, 403)]  # fmt: skip


@pytest.mark.parametrize(("role", "listed", "put_status"), PEOPLE)
def test_who_sees_and_who_puts_in_use(
    disk: Disk, browser: Browser, role: Role | None, listed: int, put_status: int
) -> None:
    """None is an administrator below another agency."""
    disk.allow(6, version=2)
    person = factories.user(role) if role else below()
    client = browser(person)

    assert client.get(PAGE).status_code == listed
    assert client.get(FORM).status_code == put_status
    if put_status == 403:
        with pytest.raises(WrongRole):
            put(person)
    if listed == 200:
        page = client.get(PAGE).content.decode()
        assert (f'href="{FORM}"' in page) == (put_status == 200)
        assert client.get(reverse("caseflow:regime_put", args=["nothing"])).status_code in {
            403,
            404,
        }


def test_it_is_never_quiet(disk: Disk, keeper: User) -> None:
    auditor, other, lower = factories.user(Role.AUDITOR), factories.user(Role.UNIT_ADMIN), below()
    disk.allow(6, version=2)
    put(keeper)

    told = [
        notices.for_user(each).filter(kind="law.loaded").count() for each in (auditor, other, lower)
    ]
    assert told == [1, 1, 0]
