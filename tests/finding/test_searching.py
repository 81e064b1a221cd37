"""Searching on the page: by parts and sound while names are kept, by whole names while not."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import outbox
from caseflow.actions import erasure, records
from caseflow.actions.intake import Identity
from caseflow.choices import ErasureBasis, Role
from caseflow.finding import line
from caseflow.finding.index import Found
from caseflow.models import Case, Person, User
from tests import factories
from tests.pages.conftest import Browser

Start = Callable[[], None]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
WHOLE_ONLY = "chỉ tìm được theo họ tên đầy đủ"
ELSEWHERE = "Có thể có hồ sơ ở nơi khác"


def named(name: str, by: User | None = None, **more: Any) -> Case:
    return factories.case(by, identity=Identity(full_name=name, **more))


def searched(client: Client, value: str, field: str = "full_name") -> str:
    answer = client.post("/tim/", {"field": field, "value": value})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.fixture
def keeper(transactional_db: None) -> User:
    return factories.user()


@pytest.fixture
def desk(keeper: User, browser: Browser) -> Client:
    return browser(keeper)


def test_part_of_a_name_in_any_order_and_spelling_finds_the_file(
    desk: Client, keeper: User, keep_names: Start
) -> None:
    case = named("Nguyễn Thị Hoà Sương", keeper, other_names="Bé Na; Mỹ")
    keep_names()

    for asked in ("xương hòa", "NGUYEN THI HOA", "na bé", "mĩ", "nguye suong"):
        page = searched(desk, asked)
        assert case.reference in page, asked
        assert "Sương" not in page
        assert WHOLE_ONLY not in page
    assert case.reference not in searched(desk, "Nguyễn Thị Hoả Vương")


def test_the_closest_stand_first_under_words_that_say_so(
    desk: Client, keeper: User, keep_names: Start
) -> None:
    part = named("Nguyễn Thị Hoa Mai", keeper)
    alike = named("Nguyễn Thị Hoa", keeper)
    same = named("Nguyễn Thị Hòa", keeper)
    keep_names()

    page = searched(desk, "nguyễn thị hoà")

    headings = ("Khớp hoàn toàn", same.reference, "khác dấu hoặc cách viết", alike.reference)
    places = [page.index(words) for words in (*headings, "Khớp một phần", part.reference)]
    assert places == sorted(places)


def test_nothing_beyond_reach_is_shown_and_parts_of_names_do_not_tell_who_is_known(
    desk: Client, keep_names: Start
) -> None:
    other = named("Đặng Văn Vàng")
    keep_names()

    for asked, hinted in (("Đặng Văn Vàng", True), ("dang van van", True), ("Đặng", False)):
        page = searched(desk, asked)
        assert other.reference not in page
        assert (ELSEWHERE in page) is hinted, asked


def test_what_was_written_a_moment_ago_is_found(
    desk: Client, keeper: User, keep_names: Start
) -> None:
    first = named("Lò Thị Sương", keeper)
    keep_names()
    second = named("Lò Thị Mai", keeper)
    records.amend_person(first, values={"full_name": "Lò Thị Vân"}, by=keeper, now=timezone.now())

    assert second.reference in searched(desk, "lò mai")
    assert first.reference in searched(desk, "vân")
    assert first.reference not in searched(desk, "sương")


def test_an_erased_person_is_found_by_nobody(desk: Client, keeper: User, keep_names: Start) -> None:
    case = factories.close(named("Lò Thị Sương", keeper), proposer=keeper, now=timezone.now())
    keep_names()
    assert case.reference in searched(desk, "sương")
    chiefs = [factories.user(Role.SUPERVISOR, at=case.responsible_agency) for _each in range(2)]
    asked = erasure.ask_to_erase(
        case, basis=ErasureBasis.COURT, decision="12/QĐ", by=chiefs[0], now=timezone.now()
    )
    erasure.approve_erasure(asked, by=chiefs[1], now=timezone.now())
    outbox.relay(timezone.now())

    assert case.reference not in searched(desk, "sương")


def test_without_the_keeper_of_names_whole_names_are_found_and_the_page_says_so(
    desk: Client, keeper: User
) -> None:
    case = named("Nguyễn Thị Hoà", keeper)

    whole, part = searched(desk, "hoa nguyen thi"), searched(desk, "nguyen thi")

    assert case.reference in whole
    assert case.reference not in part
    assert WHOLE_ONLY in whole
    assert WHOLE_ONLY in part
    assert WHOLE_ONLY not in searched(desk, "0912345678", "phone")


def test_a_search_and_every_reading_for_it_are_in_the_log_without_the_name(
    desk: Client, keeper: User, keep_names: Start
) -> None:
    named("Nguyễn Thị Hoà", keeper)
    keep_names()
    searched(desk, "Hoà")

    read = AuditEvent.objects.get(act="names.indexed")
    asked = AuditEvent.objects.get(act="person.searched")

    assert json.loads(bytes(read.entry))["data"] == {"people": 1}
    assert json.loads(bytes(read.entry))["rd"]["rows"] == 1
    assert json.loads(bytes(asked.entry))["data"] == {"field": "name", "found": 1, "elsewhere": 0}
    assert len(json.loads(bytes(asked.entry))["q"]) == 64
    assert "hoa" not in bytes(asked.entry).decode().lower()


def test_who_searches_too_often_is_told_to_wait_and_keeps_what_was_typed(desk: Client) -> None:
    answers = [
        desk.post("/tim/", {"field": "full_name", "value": f"Lò Thị {number}"})
        for number in range(21)
    ]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "nhiều lần trong thời gian ngắn" in answers[-1].content.decode()
    assert "Lò Thị 20" in answers[-1].content.decode()
    assert desk.post("/ho-so/moi/", {"field": "phone", "value": "0912345678"}).status_code == 429
    assert AuditEvent.objects.filter(act="person.searched").count() == 20


@pytest.mark.parametrize("value", ["x", "…", "?!"])
def test_too_little_to_look_for_is_said(desk: Client, value: str) -> None:
    answer = desk.post("/tim/", {"field": "full_name", "value": value})

    assert answer.status_code == 409
    assert "ít nhất hai" in answer.content.decode()


def test_a_damaged_row_does_not_keep_the_others_from_being_found(
    desk: Client, keeper: User, keep_names: Start
) -> None:
    broken, whole = named("Lò Thị Mai", keeper), named("Lò Thị Vân", keeper)
    Person._base_manager.filter(case=broken).update(row_ver=7)
    keep_names()

    page = searched(desk, "lò thị")

    assert whole.reference in page
    assert broken.reference not in page


# -- The line ----------------------------------------------------------------------------------


def test_the_socket_belongs_to_the_service_and_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "search.sock"
    answering = line.Line(path)

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        line.Line(path)
    answering.close()
    assert not path.exists()


def test_what_is_no_question_ends_the_call_and_nothing_else(tmp_path: Path) -> None:
    answering = line.Line(tmp_path / "search.sock")
    for junk in (b"\n", b"[]\n", b'["x"]\n', b'["x", "y", null]\n', b"", b"\xff\n", b"x" * 10):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(tmp_path / "search.sock"))
            caller.sendall(junk)
            caller.shutdown(socket.SHUT_WR)
            assert answering.answer_one(lambda _asked: Found([], more=False), wait=1)
    assert not answering.answer_one(lambda _asked: Found([], more=False), wait=0.01)
    answering.close()
    with pytest.raises(line.Away):
        line.ask(tmp_path / "search.sock", line.Question("x", 1))


def test_no_name_is_told_to_a_socket_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = line.Line(tmp_path / "search.sock")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(line.Away):
        line.ask(tmp_path / "search.sock", line.Question("x", 1))
    assert not strange.answer_one(lambda _asked: Found([], more=False), wait=0.01)
    strange.close()


def test_a_socket_left_by_a_killed_process_is_replaced(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "search.sock"))
    left.close()

    line.Line(tmp_path / "search.sock").close()


def test_the_command_answers_until_it_is_told_to_stop(keeper: User) -> None:
    case = named("Nguyễn Thị Hoà", keeper)
    heard: list[Found] = []

    def ask_and_stop() -> None:
        for _try in range(200):
            time.sleep(0.05)
            with suppress(line.Away):
                heard.append(line.ask(settings.SEARCH_SOCKET, line.Question("hòa", 5)))
                break
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    asking = threading.Thread(target=ask_and_stop)
    asking.start()
    try:
        call_command("run_search", every=0.0, stdout=io.StringIO())
    finally:
        asking.join()
        for number, handler in before.items():
            signal.signal(number, handler)

    assert [hit.case for hit in heard[0].hits] == [case.pk]
    assert not settings.SEARCH_SOCKET.exists()


def test_the_command_refuses_to_run_twice() -> None:
    first = line.Line(settings.SEARCH_SOCKET)
    with pytest.raises(CommandError):
        call_command("run_search")
    first.close()
